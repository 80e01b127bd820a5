package io.residuum.actors.decision;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** A user's command about a batch. It is answered once its entry stands in the batch's chain, and not before (B3). */
public sealed interface BatchControl {

    /** What of the batch is meant. */
    sealed interface Target {
        record Everything() implements Target {}

        record Variant(String name) implements Target {}

        record Run(RunId run) implements Target {}
    }

    /** What the user is told. */
    sealed interface Answer {
        /** Its entry stands. */
        record Written() implements Answer {}

        /** It was so already; nothing had to be written. */
        record AlreadySo() implements Answer {}

        /** @param reason one sentence for a person */
        record Refused(String reason) implements Answer {}

        /**
         * Somebody had a word since the user looked; nothing was written.
         *
         * @param lastWord the entry to look at before asking again
         */
        record Overtaken(long lastWord) implements Answer {}
    }

    record Pause() implements BatchControl {}

    record Resume() implements BatchControl {}

    record SetPriority(int priority) implements BatchControl {}

    record Cancel(Target target) implements BatchControl {}

    /** What failed or was cancelled is to be tried again. */
    record Retry(Target target) implements BatchControl {}

    /**
     * What the command wants of this batch.
     *
     * @param asOf the last word in the batch's chain that the user had seen, if the command depends on it (B7)
     * @throws IllegalArgumentException if the batch has no such variant or run; the message says which there are
     */
    default BatchWish wish(BatchPlan plan, OptionalLong asOf) {
        BatchWish wish = wish(plan);
        return asOf.isPresent() ? new BatchWish.AsOf(asOf.getAsLong(), wish) : wish;
    }

    private BatchWish wish(BatchPlan plan) {
        if (this instanceof Pause) {
            return new BatchWish.Pause();
        } else if (this instanceof Resume) {
            return new BatchWish.Resume();
        } else if (this instanceof SetPriority set) {
            return new BatchWish.Priority(set.priority());
        } else if (this instanceof Cancel cancel) {
            return new BatchWish.Cancel(runs(cancel.target(), plan));
        } else if (this instanceof Retry retry) {
            return new BatchWish.Retry(runs(retry.target(), plan));
        }
        throw new AssertionError(this);
    }

    /** Seeds that decide together are meant together: without one the others would wait for ever. */
    private static List<RunId> runs(Target target, BatchPlan plan) {
        Map<RunId, RunSpec> all = plan.runs();
        Set<RunId> meant = new LinkedHashSet<>();
        for (RunId run : named(target, plan)) {
            meant.add(run);
            RunSpec spec = Objects.requireNonNull(all.get(run));
            spec.cohort().stream()
                    .map(seed -> spec.withSeed(seed).id())
                    .filter(all::containsKey)
                    .forEach(meant::add);
        }
        return List.copyOf(meant);
    }

    private static List<RunId> named(Target target, BatchPlan plan) {
        List<RunId> all = List.copyOf(plan.runs().keySet());
        if (target instanceof Target.Everything) {
            return all;
        } else if (target instanceof Target.Run one) {
            if (!all.contains(one.run())) {
                throw new IllegalArgumentException("batch " + plan.id() + " has no run " + one.run() + "; it has "
                        + all.stream().map(RunId::shortHex).collect(Collectors.joining(", ")));
            }
            return List.of(one.run());
        } else if (target instanceof Target.Variant named) {
            List<PlannedVariant> meant = plan.variants().stream()
                    .filter(v -> v.isCalled(named.name()))
                    .toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException("batch " + plan.id() + " has no variant [" + named.name()
                        + "]; it has "
                        + plan.variants().stream().map(PlannedVariant::name).collect(Collectors.joining(", ")));
            }
            return List.copyOf(plan.runs(meant).keySet());
        }
        throw new AssertionError(target);
    }
}
