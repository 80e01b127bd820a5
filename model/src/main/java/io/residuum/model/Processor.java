package io.residuum.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processor, as far as the bits of a result depend on it.
 *
 * @param model as the system names it, with family, model and stepping
 * @param instructionSet the extensions among which libtorch and oneDNN choose their kernels, as in {@code avx512-bf16-amx}
 */
record Processor(String model, String instructionSet) {
    private static final Path LINUX = Path.of("/proc/cpuinfo");

    /** Which the user may set to make libtorch or oneDNN choose lesser kernels. */
    private static final List<String> LIMITS = List.of(
            "ATEN_CPU_CAPABILITY", "DNNL_MAX_CPU_ISA", "ONEDNN_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS", "MKL_CBWR");

    /** This machine's. */
    static Processor here(Map<String, String> environment) {
        Processor processor = described();
        StringBuilder set = new StringBuilder(processor.instructionSet);
        for (String limit : LIMITS) {
            if (environment.containsKey(limit)) {
                set.append(' ').append(limit).append('=').append(environment.get(limit));
            }
        }
        return new Processor(processor.model, set.toString());
    }

    private static Processor described() {
        try {
            if (Files.isReadable(LINUX)) {
                return ofCpuInfo(Files.readAllLines(LINUX));
            }
        } catch (IOException e) {
            return unknown(); // a sandbox without /proc trains as well as any
        }
        return unknown();
    }

    /** From the first processor's paragraph of Linux's {@code /proc/cpuinfo}. */
    static Processor ofCpuInfo(List<String> lines) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        if (!fields.containsKey("flags")) {
            return unknown();
        }
        String model = "%s (%s-%s-%s)"
                .formatted(
                        fields.getOrDefault("model name", "unknown"),
                        fields.getOrDefault("cpu family", "?"),
                        fields.getOrDefault("model", "?"),
                        fields.getOrDefault("stepping", "?"));
        return new Processor(
                model, summary(Set.of(fields.getOrDefault("flags", "").split("\\s+"))));
    }

    private static Processor unknown() {
        String architecture = System.getProperty("os.arch", "unknown");
        return new Processor(architecture, architecture);
    }

    private static String summary(Set<String> flags) {
        List<String> parts = new ArrayList<>();
        if (flags.containsAll(Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl"))) {
            parts.add("avx512");
            add(parts, flags, "avx512_vnni", "vnni");
            add(parts, flags, "avx512_bf16", "bf16");
            add(parts, flags, "avx512_fp16", "fp16");
            add(parts, flags, "amx_tile", "amx");
        } else if (flags.contains("avx2")) {
            parts.add("avx2");
            add(parts, flags, "fma", "fma");
            add(parts, flags, "avx_vnni", "vnni");
        } else {
            parts.add(flags.contains("avx") ? "avx" : "sse");
        }
        return String.join("-", parts);
    }

    private static void add(List<String> parts, Set<String> flags, String flag, String name) {
        if (flags.contains(flag)) {
            parts.add(name);
        }
    }
}
