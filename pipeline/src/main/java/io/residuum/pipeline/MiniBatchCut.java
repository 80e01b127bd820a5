package io.residuum.pipeline;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Windows in, the places of one mini-batch after another out; a mini-batch may end in a later window or epoch. */
final class MiniBatchCut<S extends LoadedShard> {
    /** Places [from, to) of the epoch that {@code window} belongs to, all of them in it. */
    record Span<S extends LoadedShard>(ShardWindow<S> window, long from, long to) {}

    /** What mini-batch {@code iteration} is made of, in order. */
    record PlannedBatch<S extends LoadedShard>(long iteration, List<Span<S>> spans) {
        int images() {
            long images = 0;
            for (var span : spans) {
                images += span.to() - span.from();
            }
            return Math.toIntExact(images);
        }
    }

    private final EpochArithmetic arithmetic;
    private long iteration;
    private Deque<EpochArithmetic.Places> missing;
    private List<Span<S>> found = new ArrayList<>();

    MiniBatchCut(EpochArithmetic arithmetic, long fromIteration) {
        this.arithmetic = arithmetic;
        this.iteration = fromIteration;
        this.missing = new ArrayDeque<>(arithmetic.places(fromIteration));
    }

    /** The first window must hold the first place of {@code fromIteration}. */
    static <S extends LoadedShard> Flow<ShardWindow<S>, PlannedBatch<S>, NotUsed> flow(
            EpochArithmetic arithmetic, long fromIteration) {
        return Flow.<ShardWindow<S>>create().statefulMapConcat(() -> {
            var cut = new MiniBatchCut<S>(arithmetic, fromIteration);
            return cut::add;
        });
    }

    /** The mini-batches that {@code window}, the next one, completes. */
    List<PlannedBatch<S>> add(ShardWindow<S> window) {
        var complete = new ArrayList<PlannedBatch<S>>();
        while (takesFrom(window)) {
            if (missing.isEmpty()) {
                complete.add(new PlannedBatch<>(iteration, List.copyOf(found)));
                iteration++;
                missing = new ArrayDeque<>(arithmetic.places(iteration));
                found = new ArrayList<>();
            }
        }
        return complete;
    }

    /** Takes what {@code window} has of the next range; false once it has nothing of it. */
    private boolean takesFrom(ShardWindow<S> window) {
        var next = missing.element();
        if (next.epoch() > window.epoch() || next.from() >= window.endPlace()) {
            return false;
        }
        if (next.epoch() < window.epoch() || next.from() < window.firstPlace()) {
            throw new IllegalStateException("mini-batch " + iteration + " wants " + next
                    + ", but the next window starts at " + window.firstPlace() + " of epoch " + window.epoch());
        }
        missing.remove();
        long to = Math.min(next.to(), window.endPlace());
        found.add(new Span<>(window, next.from(), to));
        if (to < next.to()) {
            missing.addFirst(new EpochArithmetic.Places(next.epoch(), to, next.to()));
        }
        return true;
    }
}
