package io.residuum.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and when it was measured, and how busy the machine was before: figures of a busy one are worth little. */
final class TheMachine {
    private static final double BUSY = 0.5;

    private TheMachine() {}

    /** Says so if the machine is busy. */
    static ObjectNode now(PrintWriter err) throws IOException {
        double load = load();
        int cores = Runtime.getRuntime().availableProcessors();
        if (load > cores * BUSY) {
            err.printf(
                    "bench: the machine is busy (load %.1f on %d cores): these will be no figures to quote%n",
                    load, cores);
            err.flush();
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("cpu", processor())
                .put("cores", cores)
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("loadBefore", load);
    }

    /** Processes that ran or waited to, on average over the last minute. */
    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
