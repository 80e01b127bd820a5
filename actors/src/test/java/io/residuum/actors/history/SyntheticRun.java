package io.residuum.actors.history;

import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Execution.Recovery;
import io.residuum.actors.history.RunEntry.End;
import io.residuum.storage.CanonicalJson;
import io.residuum.storage.Chain;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A training that never happened, to be cut into segments in any way: the chain a real one would have left. */
public final class SyntheticRun {
    public static final Instant START = Instant.parse("2026-11-01T08:00:00Z");
    private static final int TEST_IMAGES = 10_000;

    private final RunSpec spec;
    private final float[] loss;
    private final int[] errors;
    private final int[] images;
    private final List<Evaluation> evaluations = new ArrayList<>();
    private final End end;

    private SyntheticRun(RunSpec spec, float[] loss, End end) {
        this.spec = spec;
        this.loss = loss;
        this.errors = new int[loss.length];
        this.images = new int[loss.length];
        Arrays.fill(images, spec.recipe().miniBatch());
        this.end = end;
    }

    /** Ends with {@code finalErrors} of 10,000 images, falling towards it at every evaluation. */
    public static SyntheticRun done(RunSpec spec, long finalErrors) {
        int iterations = Math.toIntExact(spec.iterations());
        var random = new SplittableRandom(spec.seed() * 31 + finalErrors);
        float[] loss = new float[iterations];
        for (int i = 0; i < iterations; i++) {
            double share = (double) i / iterations;
            double drops = share < 0.5 ? 1 : share < 0.75 ? 0.35 : 0.25;
            loss[i] = (float) ((0.02 + 2.2 * Math.exp(-5 * share)) * drops * (0.75 + random.nextDouble() * 0.5));
        }
        var run = new SyntheticRun(spec, loss, new End.Done(digest("weights of " + spec.id() + finalErrors)));
        long every = spec.recipe().evaluateEvery();
        for (long n = every; n < iterations; n += every) {
            double share = (double) n / iterations;
            double drop = share < 0.5 ? 700 : 60;
            double above = 5500 * Math.exp(-9 * share) + drop * (0.3 + random.nextDouble());
            run.evaluations.add(evaluation(n, Math.min(9_000, finalErrors + Math.round(above))));
        }
        run.evaluations.add(evaluation(iterations, finalErrors));
        return run;
    }

    /** Loses its finite loss at iteration {@code at}. */
    public static SyntheticRun diverged(RunSpec spec, int at) {
        float[] loss = new float[at + 1];
        for (int i = 0; i < at; i++) {
            loss[i] = 2.3f + i * 0.01f;
        }
        loss[at] = Float.NaN;
        return new SyntheticRun(spec, loss, new End.Diverged(at));
    }

    private static Evaluation evaluation(long iteration, long errors) {
        return new Evaluation(iteration, Evaluation.TEST, TEST_IMAGES, errors, errors * 2.5);
    }

    static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Cut at {@code borders}, one attempt after another on one node. */
    public List<Chain.Entry> chain(long... borders) {
        return chain("node-a", List.of(), borders);
    }

    /** Cut at {@code borders}; every segment but the first on a node of its own and after {@code recoveries}. */
    public List<Chain.Entry> chain(String node, List<Recovery> recoveries, long... borders) {
        List<RunEntry> entries = new ArrayList<>();
        entries.add(new RunEntry.Created(spec, new DataSetId("cifar10", spec.dataSet())));
        long from = 0;
        for (long border : borders) {
            if (border < loss.length) {
                String where = node.equals("node-a") ? node : node + entries.size();
                entries.add(segment(from, border, where, from == 0 ? List.of() : recoveries, new End.GoesOn()));
                from = border;
            }
        }
        entries.add(segment(from, loss.length, node, from == 0 ? List.of() : recoveries, end));
        return entries(entries);
    }

    /** Without what comes after {@code iterations}: a run under way. */
    public List<Chain.Entry> upTo(long iterations) {
        return entries(List.of(
                new RunEntry.Created(spec, new DataSetId("cifar10", spec.dataSet())),
                segment(0, iterations, "node-a", List.of(), new End.GoesOn())));
    }

    /** Behind the end of a run, with nothing asked for that these evaluations don't answer. */
    public static RunEntry.Views views(RunEntry.Segment end, List<Evaluation> evaluations) {
        return new RunEntry.Views(
                end.to(), end.state(), ((End.Done) end.end()).weights(), end.environment(), List.of(), evaluations);
    }

    public static List<Chain.Entry> entries(List<? extends RunEntry> contents) {
        List<Chain.Entry> chain = new ArrayList<>();
        String parent = "";
        for (RunEntry content : contents) {
            byte[] bytes = CanonicalJson.bytes(content.toJson());
            Sha256 digest = Sha256.of(bytes);
            // Through bytes and back, as a store would.
            chain.add(new Chain.Entry(
                    chain.size(), parent, "attempt-" + chain.size(), CanonicalJson.parse(bytes), digest));
            parent = digest.hex();
        }
        return chain;
    }

    private RunEntry.Segment segment(long from, long to, String node, List<Recovery> recoveries, End after) {
        List<Evaluation> between = evaluations.stream()
                .filter(evaluation -> evaluation.iteration() > from && evaluation.iteration() <= to)
                .toList();
        int first = (int) from;
        int last = (int) to;
        return new RunEntry.Segment(
                from,
                to,
                new ObjectRef("runs/" + spec.id() + "/state/" + to, 1234, digest("state " + to)),
                new Metrics(
                        Arrays.copyOfRange(loss, first, last),
                        Arrays.copyOfRange(errors, first, last),
                        Arrays.copyOfRange(images, first, last),
                        between),
                Map.of("engine", "pytorch-2.7.1", "isa", "avx2", "node-kind", node),
                new Execution(
                        node, "cpu-0", START.plusSeconds(from), START.plusSeconds(to), (to - from) * 1000, recoveries),
                after);
    }
}
