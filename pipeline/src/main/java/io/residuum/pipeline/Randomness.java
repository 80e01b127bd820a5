package io.residuum.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/**
 * Every random number of a run, as pure functions of what they are for: the same key gives the same numbers on every
 * machine, in any order, from any thread, and no generator has state to save.
 *
 * <p>A key is laid out without overlap in the 64-bit key and the 128-bit counter of Philox4x32-10, so two keys never share
 * a block; only tensor names are hashed, to the first 64 bits of their SHA-256.
 *
 * <pre>
 * purpose          key    counter 0  counter 1        counter 2          counter 3: 8 bits, 24 bits
 * shard order      seed   block      epoch            0                  1, 0
 * window order     seed   block      epoch            window             2, 0
 * augmentation     seed   block      epoch            image, low half    3, image, high part
 * initial weights  seed   block      name, low half   name, high half    4, 0
 * mask             seed   block      iteration, low   slice, unit        5, iteration, high part
 * generated image  seed   block      image            0                  6, 0
 * crop             seed   block      epoch            image, low half    7, image, high part
 * colour           seed   block      epoch            image, low half    8, image, high part
 * held-out part    0      block      class            0                  9, 0
 * </pre>
 */
public final class Randomness {
    private static final int SHARD_ORDER = 1;
    private static final int WINDOW_ORDER = 2;
    private static final int AUGMENTATION = 3;
    private static final int INITIAL_WEIGHTS = 4;
    private static final int MASK = 5;
    private static final int GENERATED_IMAGE = 6;
    private static final int CROP = 7;
    private static final int COLOUR = 8;
    private static final int HELD_OUT = 9;

    private static final long MOST_56_BITS = (1L << 56) - 1;
    private static final long MOST_32_BITS = (1L << 32) - 1;
    private static final int MOST_16_BITS = (1 << 16) - 1;

    private Randomness() {}

    /** The order in which an epoch visits the shards of the training set. */
    public static RandomGenerator order(long seed, long epoch) {
        return new Philox4x32(seed, word("epoch", epoch), 0, purpose(SHARD_ORDER));
    }

    /** The order of the images within one window of an epoch's shards. */
    public static RandomGenerator order(long seed, long epoch, int window) {
        return new Philox4x32(seed, word("epoch", epoch), word("window", window), purpose(WINDOW_ORDER));
    }

    /** What befalls one image in one epoch: crop and flip. */
    public static RandomGenerator augmentation(long seed, long epoch, long imageIndex) {
        var generator = new Philox4x32(seed, 0, 0, 0);
        augmentation(generator, seed, epoch, imageIndex);
        return generator;
    }

    /** As {@link #augmentation(long, long, long)}, in a generator the caller keeps. */
    static void augmentation(Philox4x32 generator, long seed, long epoch, long imageIndex) {
        image(generator, AUGMENTATION, seed, epoch, imageIndex);
    }

    /** What of an image of any size one epoch sees, and the flip, in a generator the caller keeps. */
    static void crop(Philox4x32 generator, long seed, long epoch, long imageIndex) {
        image(generator, CROP, seed, epoch, imageIndex);
    }

    /** Jitter and lighting of one image in one epoch, in a generator the caller keeps. */
    static void colour(Philox4x32 generator, long seed, long epoch, long imageIndex) {
        image(generator, COLOUR, seed, epoch, imageIndex);
    }

    private static void image(Philox4x32 generator, int purpose, long seed, long epoch, long imageIndex) {
        check("image index", imageIndex, MOST_56_BITS);
        generator.restart(seed, word("epoch", epoch), (int) imageIndex, purpose(purpose) | (int) (imageIndex >>> 32));
    }

    /** The initial values of one tensor of a network. */
    public static RandomGenerator initialWeights(long seed, String tensorName) {
        var name = ByteBuffer.wrap(sha256(tensorName));
        int high = name.getInt();
        int low = name.getInt();
        return new Philox4x32(seed, low, high, purpose(INITIAL_WEIGHTS));
    }

    /** The dropout mask of one residual unit, for one slice of one iteration. */
    public static RandomGenerator mask(long seed, long iteration, int slice, int unit) {
        check("iteration", iteration, MOST_56_BITS);
        check("slice", slice, MOST_16_BITS);
        check("unit", unit, MOST_16_BITS);
        return new Philox4x32(seed, (int) iteration, (slice << 16) | unit, purpose(MASK) | (int) (iteration >>> 32));
    }

    /** In which order the training images of a class are held out; of no seed, so that runs are judged on the same images. */
    static RandomGenerator heldOut(int classNumber) {
        return new Philox4x32(0, classNumber, 0, purpose(HELD_OUT));
    }

    /** One image of a generated data set. */
    static RandomGenerator generatedImage(long seed, long imageIndex) {
        return new Philox4x32(seed, word("image index", imageIndex), 0, purpose(GENERATED_IMAGE));
    }

    private static int purpose(int number) {
        return number << 24;
    }

    private static int word(String what, long value) {
        check(what, value, MOST_32_BITS);
        return (int) value;
    }

    private static void check(String what, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(what + " must lie in 0.." + most + ", was " + value);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
