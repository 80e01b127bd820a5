package io.residuum.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The contestants of one measurement, ours first; closing it ends their processes. */
final class Field implements AutoCloseable {
    private final Answer answer;
    private final PrintWriter err;
    private final List<Contestant> contestants = new ArrayList<>();

    Field(Answer answer, PrintWriter err) {
        this.answer = answer;
        this.err = err;
    }

    /** @throws IllegalStateException if it cannot be started: without ours there is nothing to compare */
    Contestant enterOurs(Launch launch) {
        try {
            return entered(launch);
        } catch (Contestant.Missing e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** A peer that is not installed is named, and the others go on. */
    void enter(Launch launch) {
        try {
            entered(launch);
        } catch (Contestant.Missing e) {
            answer.missing(e.getMessage());
            err.println("bench: " + e.getMessage());
        }
    }

    List<Contestant> contestants() {
        return List.copyOf(contestants);
    }

    private Contestant entered(Launch launch) throws Contestant.Missing {
        Contestant contestant = Contestant.start(launch);
        contestants.add(contestant);
        answer.contestant(contestant.name(), contestant.introduction());
        return contestant;
    }

    @Override
    public void close() {
        contestants.forEach(Contestant::close);
    }
}
