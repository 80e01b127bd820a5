package io.residuum.storage;

import java.util.Locale;

/** The two halves of a data set. */
public enum Split {
    TRAIN,
    TEST;

    /** As it stands in manifests: {@code train}, {@code test}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Split ofText(String text) {
        for (Split split : values()) {
            if (split.text().equals(text)) {
                return split;
            }
        }
        throw new IllegalArgumentException("a split is train or test, was [" + text + "]");
    }
}
