package io.residuum.model;

/**
 * Which slice of a run this is: what is random within a step (dropout's masks) is a function of it and of nothing else, so that
 * a run that is resumed repeats it.
 *
 * @param seed the run's
 * @param iteration counted from 0
 * @param slice its place in the mini-batch, counted from 0
 */
public record SliceKey(long seed, long iteration, int slice) {
    public SliceKey {
        if (iteration < 0 || slice < 0) {
            throw new IllegalArgumentException("iteration and slice count from 0, were " + iteration + " and " + slice);
        }
    }
}
