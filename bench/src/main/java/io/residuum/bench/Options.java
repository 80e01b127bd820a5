package io.residuum.bench;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** What every benchmark takes. */
final class Options {
    @Option(names = "--json", description = "Prints one object: rows and environment.")
    private boolean json;

    @Option(names = "--pairs", paramLabel = "N", description = "Pairs to measure; default ${DEFAULT-VALUE}.")
    private int pairs = 10;

    @Option(names = "--threads", paramLabel = "N", description = "Compute threads of each; default ${DEFAULT-VALUE}.")
    private int threads = 2;

    int pairs() {
        if (pairs < 1) {
            throw new IllegalArgumentException("--pairs must be positive, was " + pairs);
        }
        return pairs;
    }

    int threads() {
        return threads;
    }

    void print(Answer answer, PrintWriter out) {
        out.println(json ? answer.toJson().toPrettyString() : answer.toText());
        out.flush();
    }
}
