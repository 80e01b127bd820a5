package io.residuum.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Manifests to bytes and back, format 1: canonical JSON. A shard is {@code split}, {@code sha256} and {@code sizeBytes} of its
 * tar, {@code classes} (a number an image) and {@code digests} (Base64 of the images' SHA-256s, one after the other: 43
 * characters an image, so that the manifest of a million is read in seconds).
 */
final class ManifestCodec {
    static final int FORMAT = 1;

    private ManifestCodec() {}

    static byte[] encode(Manifest manifest) {
        ObjectNode json = CanonicalJson.object();
        json.put("format", FORMAT);
        ArrayNode classes = json.putArray("classes");
        manifest.classes().forEach(classes::add);
        ObjectNode totals = json.putObject("images");
        for (Split split : Split.values()) {
            totals.put(split.text(), manifest.images(split));
        }
        if (manifest.sizes() instanceof ImageSizes.One one) {
            json.putObject("shape")
                    .put("height", one.shape().height())
                    .put("width", one.shape().width());
        } else {
            json.putNull("shape");
        }
        ArrayNode shards = json.putArray("shards");
        manifest.shards().forEach(shard -> encode(shard, shards.addObject()));
        return CanonicalJson.bytes(json);
    }

    private static void encode(Manifest.Shard shard, ObjectNode json) {
        json.put("split", shard.split().text());
        json.put("sizeBytes", shard.object().sizeBytes());
        json.put("sha256", shard.object().sha256().hex());
        ArrayNode classes = json.putArray("classes");
        for (int entry = 0; entry < shard.entries(); entry++) {
            classes.add(shard.classOf(entry));
        }
        json.put("digests", Base64.getEncoder().encodeToString(shard.images().rawDigests()));
    }

    /** Thrown out of {@link #decode} for a format this release does not know. */
    static final class NewerManifest extends Exception {
        private static final long serialVersionUID = 1;

        final long format;

        NewerManifest(long format) {
            super("format " + format);
            this.format = format;
        }
    }

    /**
     * Reads the manifest of data set {@code name}.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    static Manifest decode(String name, byte[] bytes) throws NewerManifest {
        ObjectNode json = CanonicalJson.parse(bytes);
        JsonNode format = json.path("format");
        if (format.isIntegralNumber() && format.longValue() > FORMAT) {
            throw new NewerManifest(format.longValue());
        }
        var classes = new ArrayList<String>();
        json.path("classes").forEach(each -> classes.add(each.asText()));
        JsonNode shape = json.path("shape");
        ImageSizes sizes = shape.isObject()
                ? new ImageSizes.One(new ImageShape(
                        shape.path("height").asInt(), shape.path("width").asInt()))
                : new ImageSizes.Various();
        return new Manifest(name, classes, sizes, shards(name, json.path("shards")));
    }

    private static List<Manifest.Shard> shards(String name, JsonNode json) {
        Map<Split, Long> next = new EnumMap<>(Split.class);
        var shards = new ArrayList<Manifest.Shard>();
        for (JsonNode each : json) {
            Split split = Split.ofText(each.path("split").asText());
            int[] classes = new int[each.path("classes").size()];
            for (int entry = 0; entry < classes.length; entry++) {
                classes[entry] = each.path("classes").path(entry).asInt();
            }
            var images = new ImageList(
                    classes, Base64.getDecoder().decode(each.path("digests").asText()));
            Sha256 digest = new Sha256(each.path("sha256").asText());
            var object = new ObjectRef(
                    DataSetKeys.shard(name, digest), each.path("sizeBytes").asLong(), digest);
            shards.add(new Manifest.Shard(shards.size(), split, next.getOrDefault(split, 0L), object, images));
            next.merge(split, (long) classes.length, Long::sum);
        }
        return shards;
    }
}
