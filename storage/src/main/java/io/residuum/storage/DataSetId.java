package io.residuum.storage;

import java.util.regex.Pattern;

/**
 * A data set as it will always be: a name and the digest of its manifest.
 *
 * @param name {@code [a-z0-9][a-z0-9-]*}, at most 64 characters
 * @param version SHA-256 of the manifest's bytes, a function of the images alone
 */
public record DataSetId(String name, Sha256 version) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    public DataSetId {
        checkName(name);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static String checkName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "a data set's name has 1 to 64 lower-case letters, digits and hyphens and"
                            + " starts with a letter or digit, was [" + name + "]");
        }
        return name;
    }

    @Override
    public String toString() {
        return name + "@" + version.shortHex();
    }
}
