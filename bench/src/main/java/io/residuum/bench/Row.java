package io.residuum.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;

/**
 * One line of the answer.
 *
 * @param against {@code eager-pytorch}, {@code torchvision}, {@code limit}, …
 * @param ours in {@code unit}, as {@code peer} is
 * @param ratio grows as we get better, whatever the unit; {@code low} and {@code high} are its 95 % interval
 * @param pairs measurements that count
 * @param discarded stalled ones that do not
 */
record Row(
        String name,
        String against,
        double ours,
        double peer,
        MedianInterval ratio,
        String unit,
        int pairs,
        int discarded) {
    private static final double MEBIBYTE = 1 << 20;

    /** Throughputs of {@code work} units of work a sample. */
    static Row throughput(String name, String against, PairedRatio measured, double work, String unit) {
        return new Row(
                name,
                against,
                work / measured.ourSeconds(),
                work / measured.peerSeconds(),
                measured.ratio(),
                unit,
                measured.pairs(),
                measured.discarded());
    }

    /** Peaks of two processes, each read once. */
    static Row memory(String name, String against, long ourBytes, long peerBytes) {
        return new Row(
                name,
                against,
                ourBytes / MEBIBYTE,
                peerBytes / MEBIBYTE,
                single((double) peerBytes, (double) ourBytes),
                "MiB",
                1,
                0);
    }

    /** Something that is to stay below {@code limit}. */
    static Row limit(String name, double measured, double limit, String unit, int measurements) {
        return new Row(name, "limit", measured, limit, single(limit, measured), unit, measurements, 0);
    }

    /** Something that is to reach at least {@code floor}. */
    static Row floor(String name, double measured, double floor, String unit, int measurements) {
        return new Row(name, "limit", measured, floor, single(measured, floor), unit, measurements, 0);
    }

    private static MedianInterval single(double over, double under) {
        return new MedianInterval(over / under, OptionalDouble.empty(), OptionalDouble.empty());
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", name).put("against", against).put("ours", ours).put("peer", peer);
        json.put("ratio", ratio.median());
        put(json, "low", ratio.low());
        put(json, "high", ratio.high());
        return json.put("unit", unit).put("pairs", pairs).put("discarded", discarded);
    }

    private static void put(ObjectNode json, String key, OptionalDouble value) {
        if (value.isPresent()) {
            json.put(key, value.getAsDouble());
        } else {
            json.putNull(key);
        }
    }
}
