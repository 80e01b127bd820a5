package io.residuum.model;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Settings of the C library that speed up training and change no bit. They are Linux's and glibc's; elsewhere nothing is set.
 */
final class CLibrary {
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int M_ARENA_MAX = -8;

    private static final int KEEP_WHAT_IS_SET = 0;

    private CLibrary() {}

    /**
     * Tells malloc to keep the activations that a step frees: given back to the kernel, they would cost the next step 15 to 20 %
     * of its time in page faults.
     *
     * @return what is set now, for people to read
     */
    static String keepFreedMemory() {
        if (!Platform.isLinux()) {
            return "system default";
        }
        int[][] settings = {
            {M_ARENA_MAX, 1}, {M_MMAP_THRESHOLD, 1 << 30}, {M_TRIM_THRESHOLD, Integer.MAX_VALUE}, {M_TOP_PAD, 64 << 20}
        };
        try {
            Function mallopt = Function.getFunction("c", "mallopt");
            boolean all = true;
            for (int[] setting : settings) {
                all = mallopt.invokeInt(new Object[] {setting[0], setting[1]}) == 1 && all;
            }
            return all ? "glibc, keeping freed memory" : "glibc, keeping some freed memory";
        } catch (UnsatisfiedLinkError e) { // another C library, whose allocator has no such settings
            return "system default";
        }
    }

    /**
     * Whether malloc asks for huge pages, with which a step on activations of megabytes misses fewer translations. glibc (2.35 or
     * newer) reads its tunable before {@code main}, so it is the launcher's to set.
     *
     * @return for people to read, to follow on what {@link #keepFreedMemory} answers; empty if it does not ask
     */
    static String hugePages(Map<String, String> environment, Path kernelSetting) {
        if (!environment.getOrDefault("GLIBC_TUNABLES", "").contains("glibc.malloc.hugetlb=")) {
            return "";
        }
        try {
            boolean off = Files.readString(kernelSetting).contains("[never]");
            return off ? ", in small pages (huge ones are off in %s)".formatted(kernelSetting) : ", in huge pages";
        } catch (IOException e) {
            return ", in small pages (this kernel has no huge ones)";
        }
    }

    /**
     * Lets OpenMP's threads wait asleep rather than spinning for milliseconds: as soon as anything else wants their processors, be it
     * only the decoding of the next images, those that spin keep those that compute from running, and a step takes many times as
     * long. OpenMP reads this as it loads.
     */
    static void waitAsleep(Map<String, String> environment) {
        boolean decided = environment.containsKey("OMP_WAIT_POLICY") || environment.containsKey("GOMP_SPINCOUNT");
        if (decided || !Platform.isLinux()) {
            return;
        }
        try {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {"GOMP_SPINCOUNT", "10000", KEEP_WHAT_IS_SET});
        } catch (UnsatisfiedLinkError e) {
            return; // slower beside others, otherwise the same
        }
    }
}
