package io.residuum.actors.history;

import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Execution.Recovery;
import io.residuum.actors.history.RunEntry.Created;
import io.residuum.actors.history.RunEntry.End.Diverged;
import io.residuum.actors.history.RunEntry.End.Done;
import io.residuum.actors.history.RunEntry.Segment;
import io.residuum.storage.Chain;
import io.residuum.storage.DataSetId;
import io.residuum.storage.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * A run's chain read as one training: curves, outcome, and what it took.
 *
 * <p>Curves and outcome are the same however the run was cut into segments and whoever trained them; what it took
 * ({@link #segments}, {@link #recoveries}, {@link #environments}) is not, and belongs in no result.
 */
public final class RunHistory {
    private static final RunHistory EMPTY =
            new RunHistory(RunStatus.WAITING, "", List.of(), List.of(), new float[0], List.of(), List.of());

    /** A segment and the attempt that committed it. */
    public record CommittedSegment(String attempt, Segment segment) {}

    private final RunStatus status;
    private final String reason;
    private final List<Created> created; // none or one
    private final List<CommittedSegment> segments;
    private final float[] trainingLoss;
    private final List<Evaluation> evaluations;
    private final List<Evaluation> views;

    private RunHistory(
            RunStatus status,
            String reason,
            List<Created> created,
            List<CommittedSegment> segments,
            float[] trainingLoss,
            List<Evaluation> evaluations,
            List<Evaluation> views) {
        this.status = status;
        this.reason = reason;
        this.created = created;
        this.segments = segments;
        this.trainingLoss = trainingLoss;
        this.evaluations = evaluations;
        this.views = views;
    }

    /** Of a run without a chain. */
    public static RunHistory empty() {
        return EMPTY;
    }

    /**
     * Reads a run's chain.
     *
     * @param entries of one chain, from 0 on, without gaps; none for a run without a chain
     * @throws IllegalArgumentException if they don't make one training; the message names the entry
     */
    public static RunHistory of(List<Chain.Entry> entries) {
        List<Created> created = new ArrayList<>();
        List<CommittedSegment> segments = new ArrayList<>();
        List<Evaluation> evaluations = new ArrayList<>();
        List<Evaluation> views = new ArrayList<>();
        boolean deleted = false;
        for (Chain.Entry entry : entries) {
            RunEntry content = read(entry);
            if (content instanceof Created first) {
                require(
                        entry,
                        deleted || entry.index() == 0,
                        "the beginning of a run stands at 0, or behind its deletion");
                created.clear();
                created.add(first);
                deleted = false;
            } else if (content instanceof RunEntry.Deleted) {
                segments.clear();
                evaluations.clear();
                views.clear();
                deleted = true;
            } else if (content instanceof Segment segment) {
                require(entry, !created.isEmpty(), "a segment of a run that does not begin");
                require(entry, !deleted, "it follows the run's deletion");
                require(
                        entry,
                        segment.from() == reached(segments),
                        "it begins at iteration " + segment.from() + ", the entry before ends at " + reached(segments));
                require(entry, !hasEnded(segments), "it follows the run's end");
                segments.add(new CommittedSegment(entry.attempt(), segment));
                evaluations.addAll(segment.metrics().evaluations());
            } else if (content instanceof RunEntry.Views judged) {
                require(entry, status(segments) == RunStatus.DONE && !deleted, "views of a run that is not done");
                views.clear(); // each holds what those before it held
                views.addAll(judged.evaluations());
            } else if (!(content instanceof RunEntry.Unknown)) {
                throw new AssertionError(content);
            }
        }
        return new RunHistory(
                deleted ? RunStatus.DELETED : status(segments),
                deleted ? "it was deleted" : "",
                List.copyOf(created),
                List.copyOf(segments),
                losses(segments),
                List.copyOf(evaluations),
                List.copyOf(views));
    }

    private static RunEntry read(Chain.Entry entry) {
        try {
            return RunEntry.read(entry.body());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("entry " + entry.index() + ": " + e.getMessage(), e);
        }
    }

    private static void require(Chain.Entry entry, boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException("entry " + entry.index() + ": " + otherwise);
        }
    }

    private static long reached(List<CommittedSegment> segments) {
        return segments.isEmpty()
                ? 0
                : segments.get(segments.size() - 1).segment().to();
    }

    private static boolean hasEnded(List<CommittedSegment> segments) {
        return status(segments).isEnded();
    }

    private static RunStatus status(List<CommittedSegment> segments) {
        if (segments.isEmpty()) {
            return RunStatus.WAITING;
        }
        RunEntry.End end = segments.get(segments.size() - 1).segment().end();
        if (end instanceof Done) {
            return RunStatus.DONE;
        }
        return end instanceof Diverged ? RunStatus.DIVERGED : RunStatus.RUNNING;
    }

    private static float[] losses(List<CommittedSegment> segments) {
        float[] all = new float[Math.toIntExact(reached(segments))];
        segments.forEach(committed -> {
            Segment segment = committed.segment();
            float[] part = segment.metrics().loss();
            System.arraycopy(part, 0, all, (int) segment.from(), part.length);
        });
        return all;
    }

    /** With a batch's verdict over it; a run that is done or diverged stays what it is. */
    public RunHistory failed(String because) {
        return judged(RunStatus.FAILED, because);
    }

    /** As its user cancelled it; a run that is done or diverged stays what it is. */
    public RunHistory stopped() {
        return judged(RunStatus.STOPPED, "cancelled");
    }

    private RunHistory judged(RunStatus verdict, String because) {
        return status.isEnded()
                ? this
                : new RunHistory(verdict, because, created, segments, trainingLoss, evaluations, views);
    }

    public RunStatus status() {
        return status;
    }

    /** Why there is no result; empty where there is one, or may still be. */
    public String reason() {
        return reason;
    }

    public Optional<RunSpec> spec() {
        return created.stream().map(Created::spec).findFirst();
    }

    public Optional<DataSetId> dataSet() {
        return created.stream().map(Created::dataSet).findFirst();
    }

    /** Iterations that are committed. */
    public long iteration() {
        return reached(segments);
    }

    /** Mean cross-entropy of the mini-batch of every committed iteration; NaN where it was not finite. */
    public float[] trainingLoss() {
        return trainingLoss.clone();
    }

    /** All that its committed iterations measured; views that were judged afterwards are not in it. */
    public Metrics metrics() {
        int length = Math.toIntExact(iteration());
        int[] errors = new int[length];
        int[] images = new int[length];
        segments.forEach(committed -> {
            Segment segment = committed.segment();
            Metrics part = segment.metrics();
            System.arraycopy(part.errors(), 0, errors, (int) segment.from(), part.iterations());
            System.arraycopy(part.images(), 0, images, (int) segment.from(), part.iterations());
        });
        return new Metrics(trainingLoss, errors, images, evaluations);
    }

    /** Mean cross-entropy of the images trained in iterations [from, to); empty while one of them is not committed. */
    public OptionalDouble trainingLoss(long from, long to) {
        return overImages(from, to, metrics -> {
            float[] loss = metrics.loss();
            int[] images = metrics.images();
            return i -> (double) loss[i] * images[i];
        });
    }

    /** Percent of the images trained in iterations [from, to) that were classified wrongly; empty while one is not committed. */
    public OptionalDouble trainingErrorPercent(long from, long to) {
        return overImages(from, to, metrics -> {
            int[] errors = metrics.errors();
            return i -> 100.0 * errors[i];
        });
    }

    private OptionalDouble overImages(long from, long to, Function<Metrics, IntToDoubleFunction> sums) {
        if (from >= to || to > iteration()) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        long images = 0;
        for (CommittedSegment committed : segments) {
            Segment segment = committed.segment();
            IntToDoubleFunction ofIteration = sums.apply(segment.metrics());
            int[] imagesOf = segment.metrics().images();
            for (long i = Math.max(from, segment.from()); i < Math.min(to, segment.to()); i++) {
                int index = (int) (i - segment.from());
                sum += ofIteration.applyAsDouble(index);
                images += imagesOf[index];
            }
        }
        return OptionalDouble.of(sum / images);
    }

    /** Where the learning rate changed because of what was measured, in order. */
    public List<RateChange> rateChanges() {
        return segments.stream()
                .flatMap(committed -> committed.segment().metrics().rateChanges().stream())
                .toList();
    }

    /** In the order of iterations. */
    public List<Evaluation> evaluations(String view) {
        return Stream.concat(evaluations.stream(), views.stream())
                .filter(evaluation -> evaluation.view().equals(view))
                .toList();
    }

    /** The last evaluation, which is the one that is reported, never the best; empty unless the run is done. */
    public Optional<Evaluation> outcome(String view) {
        List<Evaluation> curve = evaluations(view);
        return status == RunStatus.DONE && !curve.isEmpty()
                ? Optional.of(curve.get(curve.size() - 1))
                : Optional.empty();
    }

    /** Digest of the final parameters and running statistics; empty unless the run is done. */
    public Optional<Sha256> weights() {
        return lastEnd().filter(Done.class::isInstance).map(end -> ((Done) end).weights());
    }

    /** The first iteration whose loss is not finite; empty unless the run diverged. */
    public OptionalLong divergedAt() {
        return lastEnd().filter(Diverged.class::isInstance).stream()
                .mapToLong(end -> ((Diverged) end).iteration())
                .findFirst();
    }

    private Optional<RunEntry.End> lastEnd() {
        return segments.isEmpty()
                ? Optional.empty()
                : Optional.of(segments.get(segments.size() - 1).segment().end());
    }

    public List<CommittedSegment> segments() {
        return segments;
    }

    /** The numeric environments of its segments, each once; more than one makes the run incomparable, bit by bit, to any other. */
    public Set<Map<String, String>> environments() {
        Set<Map<String, String>> distinct = new LinkedHashSet<>();
        segments.forEach(committed -> distinct.add(committed.segment().environment()));
        return distinct;
    }

    public List<Recovery> recoveries() {
        return segments.stream()
                .flatMap(committed -> committed.segment().execution().recoveries().stream())
                .toList();
    }

    /** Iterations that were trained and lost before they were committed, as far as somebody knew. */
    public long redoneIterations() {
        return recoveries().stream().mapToLong(Recovery::redoneIterations).sum();
    }

    public long trainingMillis() {
        return segments.stream()
                .mapToLong(committed -> committed.segment().execution().trainingMillis())
                .sum();
    }

    @Override
    public String toString() {
        return "RunHistory[" + status.label() + " at " + iteration() + ", " + segments.size() + " segments, "
                + Arrays.toString(evaluations.toArray()) + "]";
    }
}
