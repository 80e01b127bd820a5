package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.Metrics;
import io.residuum.storage.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * A training in the abstract: the state after iteration i is a hash of the state before, of i and of how often the rate
 * had dropped, so that equal states mean equal histories. Every fifth run or so loses its finite loss half-way.
 */
final class Training {

    private static final int TEST_IMAGES = 1000;

    private final RunSpec run;
    private final long divergesAt;

    Training(RunSpec run) {
        this.run = run;
        long draw = Math.floorMod(first(), 5L);
        this.divergesAt = draw == 0 ? run.iterations() / 2 : Long.MAX_VALUE;
    }

    long first() {
        return mixed(Long.parseUnsignedLong(run.id().hex().substring(0, 16), 16));
    }

    /**
     * The state after iteration {@code iteration}, from the one before.
     *
     * @param drops iterations from which on the rate is a lower one
     */
    long next(long state, long iteration, List<Long> drops) {
        long dropped = drops.stream().filter(drop -> iteration >= drop).count();
        return mixed(state + 0x9e3779b97f4a7c15L * (iteration + 1) + (dropped << 32));
    }

    boolean finite(long iteration) {
        return iteration < divergesAt;
    }

    /** The state of an undisturbed run after {@code done} iterations. */
    long after(long done, List<Long> drops) {
        long state = first();
        for (long i = 0; i < done; i++) {
            state = next(state, i, drops);
        }
        return state;
    }

    static ByteString bytes(long state) {
        return ByteString.fromString("state %016x".formatted(state));
    }

    static long state(ByteString bytes) {
        return Long.parseUnsignedLong(bytes.utf8String().substring("state ".length()), 16);
    }

    static Sha256 digest(ByteString bytes) {
        return Sha256.of(bytes.toArray());
    }

    private static long mixed(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    /** What a segment measures, from the states it went through. */
    final class Measures {
        private final List<Float> loss = new ArrayList<>();
        private List<Evaluation> evaluations = new ArrayList<>();

        void iteration(long state, long iteration) {
            loss.add(finite(iteration) ? (float) Math.floorMod(state, 1000L) / 500 : Float.NaN);
        }

        void evaluation(long state, long done) {
            long errors = Math.floorMod(state, (long) TEST_IMAGES);
            evaluations.add(new Evaluation(done, Evaluation.TEST, TEST_IMAGES, errors, errors * 2.0));
        }

        Metrics take() {
            float[] losses = new float[loss.size()];
            int[] errors = new int[loss.size()];
            int[] images = new int[loss.size()];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = loss.get(i);
                images[i] = run.recipe().miniBatch();
            }
            Metrics metrics = new Metrics(losses, errors, images, evaluations);
            loss.clear();
            evaluations = new ArrayList<>();
            return metrics;
        }
    }

    Measures measures() {
        return new Measures();
    }
}
