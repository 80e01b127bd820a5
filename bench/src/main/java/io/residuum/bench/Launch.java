package io.residuum.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a contestant is started.
 *
 * @param remedy what to do where it is not installed
 */
record Launch(String name, List<String> command, Map<String, String> environment, String remedy) {
    /** What the product's launcher sets for its process: activations in huge pages. */
    private static final Map<String, String> LAUNCHER = Map.of("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    /** What our launcher and engine set, for a peer with the same advantages: malloc also keeps memory, threads wait asleep. */
    static final Map<String, String> AS_OURS = Map.of(
            "GLIBC_TUNABLES", LAUNCHER.get("GLIBC_TUNABLES"),
            "GOMP_SPINCOUNT", "10000",
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_THRESHOLD_", Integer.toString(1 << 30),
            "MALLOC_TRIM_THRESHOLD_", Integer.toString(Integer.MAX_VALUE),
            "MALLOC_TOP_PAD_", Integer.toString(64 << 20));

    /** Debian's: that is where its packages put torch, whatever other python stands on the path. */
    private static final String PYTHON = "/usr/bin/python3";

    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A main class of the product, as its launcher would start it. */
    static Launch ours(String name, Class<?> main, Object... arguments) {
        Launch plain = java(name, main, arguments);
        return new Launch(plain.name, plain.command, LAUNCHER, plain.remedy);
    }

    /** A main class under the flags of this process, which are those of the product's launcher. */
    static Launch java(String name, Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return new Launch(name, with(command, arguments), Map.of(), "needs the JDK this process runs on");
    }

    /** A script of {@code bench/peers}. */
    static Launch python(
            String name, String script, String packages, Map<String, String> environment, Object... arguments) {
        String folder = System.getProperty("residuum.bench.peers", "bench/peers");
        return new Launch(
                name,
                with(List.of(PYTHON, "-u", Path.of(folder, script).toString()), arguments),
                environment,
                "apt-get install " + packages);
    }

    /** The options of the JVM this class runs in. */
    static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static List<String> with(List<String> command, Object... arguments) {
        List<String> whole = new ArrayList<>(command);
        for (Object argument : arguments) {
            whole.add(argument.toString());
        }
        return whole;
    }
}
