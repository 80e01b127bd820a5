package io.residuum.actors.decision;

import java.time.Duration;

/**
 * What is due after an iteration: an evaluation, a segment's border, the end. Borders depend on time and are in no
 * result; everything else is a pure function of the iteration.
 */
public final class SegmentCore {

    /**
     * @param length the least a segment lasts
     * @param iterations a border also after so many; 0: by length alone
     */
    public record Borders(Duration length, long iterations) {
        public Borders {
            if (length.isNegative() || iterations < 0) {
                throw new IllegalArgumentException(
                        "a segment's length must not be negative, was " + length + ", " + iterations);
            }
        }
    }

    private final long iterationsInAll;
    private final long evaluateEvery;
    private final Borders borders;

    /** @param evaluateEvery evaluation after every n-th multiple of so many iterations, and after the last */
    public SegmentCore(long iterationsInAll, long evaluateEvery, Borders borders) {
        if (iterationsInAll < 1 || evaluateEvery < 1) {
            throw new IllegalArgumentException(
                    "iterations and evaluate-every must be positive, were " + iterationsInAll + ", " + evaluateEvery);
        }
        this.iterationsInAll = iterationsInAll;
        this.evaluateEvery = evaluateEvery;
        this.borders = borders;
    }

    /** @param done iterations done, from the run's start */
    public boolean evaluationDue(long done) {
        return done == iterationsInAll || (done > 0 && done % evaluateEvery == 0);
    }

    public boolean ended(long done) {
        return done >= iterationsInAll;
    }

    /**
     * @param since iterations since the last border
     * @param elapsed time since the last border
     * @param uploading the segment before is still on its way; entries keep order, so the border waits
     */
    public boolean borderDue(long since, Duration elapsed, boolean uploading) {
        if (since == 0 || uploading) {
            return false;
        }
        return (borders.iterations() > 0 && since >= borders.iterations()) || elapsed.compareTo(borders.length()) >= 0;
    }
}
