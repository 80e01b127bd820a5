package io.residuum.model;

/**
 * What the masks of one slice's dropout are functions of: two 32-bit numbers for each unit, the first odd. They begin the
 * unit's sequence and give its stride. Mixed from seed, iteration, slice and unit by SplittableRandom's finaliser, one after
 * the other, so that any two of them that differ in anything have nothing in common.
 */
final class MaskKeys {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private MaskKeys() {}

    /** Of units 0 to {@code units} − 1, row by row. */
    static int[] of(SliceKey slice, int units) {
        long ofSlice = mixed(mixed(mixed(slice.seed()) ^ slice.iteration()) ^ slice.slice());
        int[] keys = new int[2 * units];
        for (int unit = 0; unit < units; unit++) {
            long key = mixed(ofSlice ^ unit);
            keys[2 * unit] = (int) (key >>> 32) | 1;
            keys[2 * unit + 1] = (int) key;
        }
        return keys;
    }

    private static long mixed(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
