package io.residuum.pipeline;

import com.sun.management.ThreadMXBean;
import io.residuum.storage.ImageShape;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images a second of processor time that one thread makes of cached CIFAR-sized images, mini-batches of 128 as 2 × 64, and bytes it allocates an
 * image: medians of ten passes after ten to warm up. Run it by hand.
 */
final class InputThroughput {
    private static final int IMAGES = 50_000;
    private static final int PASSES = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private InputThroughput() {}

    public static void main(String[] args) {
        var shape = new ImageShape(32, 32);
        byte[] rgb = new byte[(int) DecodedShard.bytes(shape, IMAGES)];
        var random = new Philox4x32(1, 2, 3, 4);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt();
        }
        var shard = new DecodedShard(0, shape, new int[IMAGES], rgb);
        var order = new EpochOrder(List.of(IMAGES), 1, 1);
        for (var augmentation : Augmentation.values()) {
            var writer = new ImageWriter(
                    ImageStatistics.none(shape).add(shard).normaliser(Normalisation.PER_PIXEL_MEAN), augmentation, 1);
            var out = ByteBuffer.allocateDirect(128 * 3072 * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            double[] imagesPerSecond = new double[PASSES];
            long[] allocated = new long[PASSES];
            for (int pass = -PASSES; pass < PASSES; pass++) {
                long bytes = THREADS.getCurrentThreadAllocatedBytes();
                long start = THREADS.getCurrentThreadCpuTime();
                var window = order.windows(pass + PASSES).get(0);
                var decoded = new ShardWindow<>(
                        window.epoch(),
                        0,
                        List.of(shard),
                        List.of(IntStream.range(0, shard.images()).toArray()),
                        order.imagesOf(window));
                var into = new int[1];
                ShardWindow.Visitor<DecodedShard> visitor =
                        (found, i) -> writer.write(found, i, window.epoch(), out, into[0]++ & 127);
                for (int place = 0; place < IMAGES; place++) {
                    decoded.visit(place, visitor);
                }
                if (pass >= 0) {
                    imagesPerSecond[pass] = IMAGES * 1e9 / (THREADS.getCurrentThreadCpuTime() - start);
                    allocated[pass] = (THREADS.getCurrentThreadAllocatedBytes() - bytes) / IMAGES;
                }
            }
            Arrays.sort(imagesPerSecond);
            Arrays.sort(allocated);
            System.out.printf(
                    "%s: %.0f img/s (%.0f to %.0f), %d bytes allocated an image%n",
                    augmentation,
                    imagesPerSecond[PASSES / 2],
                    imagesPerSecond[0],
                    imagesPerSecond[PASSES - 1],
                    allocated[PASSES / 2]);
        }
    }
}
