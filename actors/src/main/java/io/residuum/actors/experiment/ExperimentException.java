package io.residuum.actors.experiment;

import java.util.List;
import java.util.stream.Collectors;

/** An experiment file that cannot be run as it stands. The message is meant for its author: one line a problem. */
public final class ExperimentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ExperimentException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
