package io.residuum.pipeline;

import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Picks the first training image of each class and shows it as augmentation leaves it. */
final class Sampling {
    private final PixelNormaliser normaliser;
    private final int epochs;
    /** Which images of the shard that begins with an index. */
    private final Map<Long, List<Integer>> entries = new LinkedHashMap<>();

    private final List<Manifest.Shard> shards = new ArrayList<>();

    /** @param normaliser the same mean and scale at every place, so that it can be taken back after a crop */
    Sampling(Manifest manifest, PixelNormaliser normaliser, int most, int epochs) {
        this.normaliser = normaliser;
        this.epochs = epochs;
        Set<Integer> seen = new HashSet<>();
        for (Manifest.Shard shard : manifest.shards(Split.TRAIN)) {
            for (int entry = 0; entry < shard.entries() && seen.size() < most; entry++) {
                if (seen.add(shard.classOf(entry))) {
                    entries.computeIfAbsent(shard.firstIndex(), first -> new ArrayList<>())
                            .add(entry);
                }
            }
            if (entries.containsKey(shard.firstIndex())) {
                shards.add(shard);
            }
        }
    }

    /** Those to be decoded. */
    List<Manifest.Shard> shards() {
        return List.copyOf(shards);
    }

    List<SampleImage> of(DecodedShard shard) {
        return entries.getOrDefault(shard.indexOf(0), List.of()).stream()
                .map(entry -> sample(shard, entry))
                .toList();
    }

    private SampleImage sample(DecodedShard shard, int entry) {
        int from = shard.offsetOf(entry);
        byte[] stored = Arrays.copyOfRange(shard.rgb(), from, from + normaliser.mean().length);
        var writer = new ImageWriter(normaliser, Augmentation.PAD_CROP_FLIP, 0);
        List<byte[]> augmented = IntStream.range(0, epochs)
                .mapToObj(epoch -> augmented(writer, shard, entry, epoch))
                .toList();
        return new SampleImage(
                shard.classOf(entry),
                normaliser.shape().height(),
                normaliser.shape().width(),
                stored,
                augmented);
    }

    private byte[] augmented(ImageWriter writer, DecodedShard shard, int entry, int epoch) {
        float[] mean = normaliser.mean();
        float[] scale = normaliser.scale();
        float[] values = new float[mean.length];
        writer.write(shard, entry, epoch, FloatBuffer.wrap(values), 0);
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(values[i] / scale[i % scale.length] + mean[i]);
        }
        return pixels;
    }
}
