package io.residuum.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * libtorch, loaded into this process. Started once, by whoever owns the process, and handed down from there; it needs no
 * closing.
 */
public final class Engine {
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private final String version;
    private final String allocator;
    private final Processor processor;

    private Engine(String version, String allocator, Processor processor) {
        this.version = version;
        this.allocator = allocator;
        this.processor = processor;
    }

    /**
     * Sets the C library up and loads libtorch, without looking for anything on the network or reporting home.
     *
     * @throws IllegalStateException if this platform's libtorch is not among the dependencies or cannot be unpacked and loaded
     */
    public static Engine start() {
        keepOffNetwork("ai.djl.offline");
        keepOffNetwork("OPT_OUT_TRACKING");
        String allocator = CLibrary.keepFreedMemory() + CLibrary.hugePages(System.getenv(), HUGE_PAGES);
        CLibrary.waitAsleep(System.getenv());
        Processor processor = Processor.here(System.getenv());
        try {
            return new Engine("pytorch-" + Native.start(), allocator, processor);
        } catch (ai.djl.engine.EngineException | UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw new IllegalStateException(
                    "libtorch cannot be loaded on %s %s; it is unpacked below DJL_CACHE_DIR or the home folder, which must be writable"
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
                    e);
        }
    }

    /** The engine and its version, as in {@code pytorch-2.7.1}. */
    public String version() {
        return version;
    }

    /** How memory is allocated; changes speed, never bits. */
    public String allocator() {
        return allocator;
    }

    /**
     * What bits depend on, as far as the machine goes: {@code engine}, {@code instructionSet}, {@code device}. A network adds its
     * own part, see {@link Network#numericEnvironment()}.
     */
    public SortedMap<String, String> numericEnvironment() {
        return new TreeMap<>(
                Map.of("engine", version, "instructionSet", processor.instructionSet(), "device", processor.model()));
    }

    /** DJL reads these as it loads; whoever has set one already keeps his choice. */
    private static void keepOffNetwork(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
