package io.residuum.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The coordinator's decisions about slots, at a size no test cluster has: how many a second, in how much memory. */
@Command(
        name = "bench/scheduler",
        mixinStandardHelpOptions = true,
        description = "Measures the coordinator's decisions about slots: how many a second, in how much memory, and how"
                + " their cost grows.")
final class SchedulerBench implements Callable<Integer> {
    private static final double FEWEST_A_SECOND = 20_000;
    private static final double MOST_MEBIBYTES = 1024;
    private static final double MEBIBYTE = 1 << 20;
    private static final double MICROSECONDS = 1e6;

    @Option(names = "--devices", paramLabel = "N", description = "Slots, eight a node; default ${DEFAULT-VALUE}.")
    private int devices = 2_000;

    @Option(names = "--runs", paramLabel = "N", description = "Runs that want one; default ${DEFAULT-VALUE}.")
    private int runs = 100_000;

    @Option(
            names = "--decisions",
            paramLabel = "N",
            description = "Decisions to measure at each size, after as many to warm up; default ${DEFAULT-VALUE}.")
    private int decisions = 200_000;

    @Option(names = "--json", description = "Prints one object: rows and environment.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(Failures.reported(new CommandLine(new SchedulerBench())).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (devices < 1 || runs <= devices || decisions < 1) {
            throw new IllegalArgumentException(
                    "--runs must exceed --devices, and both and --decisions be positive, were %d, %d, %d"
                            .formatted(runs, devices, decisions));
        }
        PrintWriter err = spec.commandLine().getErr();
        var answer = new Answer();
        answer.environment(TheMachine.now(err));
        growth(answer, "runs", sizes(runs, 2 * devices), size -> secondsADecision(devices, size));
        growth(answer, "devices", sizes(devices, 8), size -> secondsADecision(size, runs));
        var cluster = new BusyCluster(devices, runs);
        cluster.decide(decisions);
        double seconds = timed(cluster);
        answer.add(Row.floor(
                "decisions, %,d runs".formatted(runs), decisions / seconds, FEWEST_A_SECOND, "1/s", decisions));
        answer.add(Row.limit("memory of the decisions", cluster.heldBytes() / MEBIBYTE, MOST_MEBIBYTES, "MiB", 1));
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? answer.toJson().toPrettyString() : answer.toText());
        out.flush();
        return 0;
    }

    private interface Cost {
        double ofSize(int size);
    }

    /** Up to the whole, by tens; the smallest is at least {@code least}. */
    private static List<Integer> sizes(int whole, int least) {
        return List.of(whole / 100, whole / 10, whole).stream()
                .map(size -> Math.max(size, Math.min(least, whole)))
                .distinct()
                .toList();
    }

    /** Each size against the cost that a logarithm would give it, from the cost of the smallest. */
    private static void growth(Answer answer, String what, List<Integer> sizes, Cost cost) {
        int smallest = sizes.get(0);
        double first = cost.ofSize(smallest) * MICROSECONDS;
        for (int size : sizes) {
            double logarithmic = first * Math.log(size) / Math.log(smallest);
            double measured = size == smallest ? first : cost.ofSize(size) * MICROSECONDS;
            answer.add(Row.limit("a decision, %,d %s".formatted(size, what), measured, logarithmic, "µs", 1));
        }
    }

    private double secondsADecision(int slots, int wanting) {
        var cluster = new BusyCluster(slots, wanting);
        cluster.decide(decisions);
        return timed(cluster) / decisions;
    }

    private double timed(BusyCluster cluster) {
        long start = System.nanoTime();
        cluster.decide(decisions);
        return (System.nanoTime() - start) / 1e9;
    }
}
