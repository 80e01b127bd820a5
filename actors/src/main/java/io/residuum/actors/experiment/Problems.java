package io.residuum.actors.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The problems of one file while it is being read, so that its author sees all of them at once, each once. */
final class Problems {
    /** More would scroll the first ones, which tend to explain the rest, off the screen. */
    private static final int SHOWN = 50;

    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, String key, String what, String allowed, String advice) {
        found.add(new Problem(file, line, key, what, allowed, advice));
    }

    void add(Setting setting, String what, String allowed, String advice) {
        add(setting.line(), setting.key(), what, allowed, advice);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Goes on only if nothing was found so far. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            List<Problem> ordered = new ArrayList<>(found);
            ordered.sort(Comparator.comparingInt(Problem::line));
            if (ordered.size() > SHOWN) {
                int more = ordered.size() - SHOWN;
                ordered = new ArrayList<>(ordered.subList(0, SHOWN));
                ordered.add(new Problem(file, 0, "", more + " more problems of this kind", "", "mend these first"));
            }
            throw new ExperimentException(ordered);
        }
    }
}
