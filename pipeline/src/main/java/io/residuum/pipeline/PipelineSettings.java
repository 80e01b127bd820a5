package io.residuum.pipeline;

import com.typesafe.config.Config;
import java.nio.file.Path;

/**
 * What bounds the pipeline in memory and threads, read once from {@code residuum.pipeline}; nothing here changes a byte of
 * what a network is fed. The keys are explained in {@code reference.conf}.
 */
public record PipelineSettings(
        long cacheBytes,
        long windowBytes,
        int shardsInFlight,
        int decodeParallelism,
        int batchesInFlight,
        long mostImagePixels,
        Path nativeFolder) {
    public PipelineSettings {
        atLeast("cache-size", cacheBytes, 0);
        atLeast("window-size", windowBytes, 1);
        atLeast("shards-in-flight", shardsInFlight, 1);
        atLeast("decode-parallelism", decodeParallelism, 1);
        atLeast("batches-in-flight", batchesInFlight, 1);
        atLeast("image-pixels", mostImagePixels, 1);
    }

    /** Reads the node {@code residuum.pipeline} of a process's whole configuration. */
    public static PipelineSettings of(Config root) {
        var node = root.getConfig("residuum.pipeline");
        int parallelism = node.getInt("decode-parallelism");
        String folder = node.getString("native-folder");
        return new PipelineSettings(
                node.getBytes("cache-size"),
                node.getBytes("window-size"),
                node.getInt("shards-in-flight"),
                parallelism == 0 ? Runtime.getRuntime().availableProcessors() : parallelism,
                node.getInt("batches-in-flight"),
                node.getLong("image-pixels"),
                folder.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache", "residuum") : Path.of(folder));
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "residuum.pipeline." + key + " must be at least " + least + ", was " + value);
        }
    }
}
