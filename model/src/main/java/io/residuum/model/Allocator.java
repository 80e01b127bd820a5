package io.residuum.model;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/**
 * glibc's malloc, told to keep the activations that a step frees: given back to the kernel, they would cost the next step 15
 * to 20 % of its time in page faults. Elsewhere nothing is set.
 */
final class Allocator {
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int M_ARENA_MAX = -8;

    private Allocator() {}

    /** Sets what can be set, and answers what that was, for people to read. */
    static String keepFreedMemory() {
        if (!Platform.isLinux()) {
            return "system default";
        }
        try {
            Function mallopt = Function.getFunction("c", "mallopt");
            int[][] settings = {
                {M_ARENA_MAX, 1},
                {M_MMAP_THRESHOLD, 1 << 30},
                {M_TRIM_THRESHOLD, Integer.MAX_VALUE},
                {M_TOP_PAD, 64 << 20}
            };
            boolean all = true;
            for (int[] setting : settings) {
                all = mallopt.invokeInt(new Object[] {setting[0], setting[1]}) == 1 && all;
            }
            return all ? "glibc, keeping freed memory" : "glibc, keeping some freed memory";
        } catch (UnsatisfiedLinkError e) { // another C library, whose allocator has no such settings
            return "system default";
        }
    }
}
