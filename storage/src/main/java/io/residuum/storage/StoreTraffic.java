package io.residuum.storage;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often a store was asked since it was opened, by operation: read, write, create, list, delete. For any thread. */
public final class StoreTraffic {

    /**
     * Tries of one operation.
     *
     * @param failures tries without a good answer; most are tried again
     */
    public record Count(long tries, long failures) {}

    private final Map<String, LongAdder> tries = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    StoreTraffic() {}

    /** @param name what is done, beginning with the operation: "read object [key]" */
    void tried(String name) {
        tries.computeIfAbsent(operation(name), operation -> new LongAdder()).increment();
    }

    void failed(String name) {
        failures.computeIfAbsent(operation(name), operation -> new LongAdder()).increment();
    }

    private static String operation(String name) {
        int end = name.indexOf(' ');
        return end < 0 ? name : name.substring(0, end);
    }

    /** By operation, in the order of their names. */
    public Map<String, Count> counts() {
        Map<String, Count> counts = new TreeMap<>();
        tries.forEach((operation, count) -> {
            LongAdder failed = failures.get(operation);
            counts.put(operation, new Count(count.sum(), failed == null ? 0 : failed.sum()));
        });
        return counts;
    }
}
