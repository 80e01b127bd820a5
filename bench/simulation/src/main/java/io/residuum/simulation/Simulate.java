package io.residuum.simulation;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Plays the decisions of the cluster in worlds that lose messages, processes and answers.")
public final class Simulate implements Callable<Integer> {

    private static final int TRACE_END_LINES = 25;
    private static final int AHEAD = 4; // worlds begun for each thread

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--worlds",
            description = "How many worlds to play; 0 replays one with its trace.",
            defaultValue = "0")
    private int worlds;

    @Option(names = "--seed", description = "The seed of the (first) world.", defaultValue = "1")
    private long seed;

    @Option(
            names = "--bug",
            description = "A mistake to plant: ${COMPLETION-CANDIDATES}",
            completionCandidates = Bugs.class)
    private String bug = Bug.NONE.label();

    static final class Bugs implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Bug.labels().iterator();
        }
    }

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Simulate());
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        System.exit(line.execute(arguments));
    }

    @Option(
            names = "--threads",
            description = "How many worlds to play side by side; the answer is the same. Default: one a processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        PrintWriter out = spec.commandLine().getOut();
        Exploration exploration = new Exploration(Bug.of(bug));
        return worlds == 0 ? replay(exploration, out) : explore(exploration, out);
    }

    private int replay(Exploration exploration, PrintWriter out) {
        World.Ending ending = exploration.replay(seed);
        ending.trace().forEach(out::println);
        out.printf(
                "seed %d: %d faults, %d events, %.1f virtual seconds, %s%n",
                seed,
                ending.faults(),
                ending.events(),
                ending.virtualMillis() / 1000.0,
                ending.violation().map(Violation::getMessage).orElse("no violation"));
        return ending.violation().isPresent() ? 1 : 0;
    }

    private int explore(Exploration exploration, PrintWriter out) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        long faults = 0;
        int fewest = Integer.MAX_VALUE;
        ExecutorService players = Executors.newFixedThreadPool(threads);
        try {
            Deque<Future<World.Ending>> playing = new ArrayDeque<>();
            for (int world = 0; world < worlds; world++) {
                while (playing.size() < Math.min(threads * AHEAD, worlds - world)) {
                    long next = seed + world + playing.size();
                    playing.add(players.submit(() -> exploration.play(next)));
                }
                World.Ending ending = playing.remove().get(); // in the order of seeds, whoever is first
                Optional<Violation> violation = ending.violation();
                if (violation.isPresent()) {
                    show(exploration, seed + world, violation.get(), out);
                    out.printf("%d worlds, 1 violation%n", world + 1);
                    return 1;
                }
                faults += ending.faults();
                fewest = Math.min(fewest, ending.faults());
            }
        } finally {
            players.shutdownNow();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf(
                "seeds %d to %d: %.1f faults a world (fewest %d), %.1f worlds a second%n",
                seed, seed + worlds - 1, (double) faults / worlds, fewest, worlds / seconds);
        out.printf("%d worlds, 0 violations%n", worlds);
        return 0;
    }

    private static void show(Exploration exploration, long seed, Violation violation, PrintWriter out) {
        out.printf("seed %d: %s%n", seed, violation.getMessage());
        List<Fault> few = exploration.shrunk(seed, violation.invariant());
        out.printf("these %d of its faults are enough:%n", few.size());
        few.forEach(fault -> out.println("  " + fault));
        List<String> trace = exploration.play(seed, few, Timeline.traced()).trace();
        out.println("the end of its trace:");
        trace.subList(Math.max(0, trace.size() - TRACE_END_LINES), trace.size())
                .forEach(line -> out.println("  " + line));
    }
}
