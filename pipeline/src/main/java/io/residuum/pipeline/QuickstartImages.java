package io.residuum.pipeline;

import io.residuum.storage.GeneratedImages;
import io.residuum.storage.Split;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The generated data set: patches of a faint wave in noise, the class being how the wave runs. Direction, phase, wavelength,
 * place, colours and the sign of the contrast are drawn for every image, so no pixel says anything of the class by itself
 * and a linear classifier stays near chance, while local filters under a pooling layer tell the classes apart. Mirroring an
 * image leaves its class, as the flip of {@link Augmentation#PAD_CROP_FLIP} needs.
 *
 * <p>Integer arithmetic over one table of {@link StrictMath} sines and Philox: the same bytes on every machine.
 *
 * @param sidePixels height and width
 * @param trainImages images to train on, classes in turn
 * @param testImages images to test on, classes in turn
 * @param noise how far noise moves a channel, in 0…255; the contrast of a wave is {@value #LEAST_CONTRAST} to
 *     {@value #MOST_CONTRAST}
 * @param seed another seed, another data set
 */
public record QuickstartImages(int sidePixels, int trainImages, int testImages, int noise, long seed)
        implements GeneratedImages {
    private static final List<String> CLASSES = List.of("checks", "horizontal", "slanted", "vertical");
    private static final int CHECKS = 0;

    private static final int LEAST_CONTRAST = 20;
    private static final int MOST_CONTRAST = 60;

    /** Angles are counted in 1/1024 of a turn, the sine in 1/1024. */
    private static final int TURN = 1024;

    private static final int[] SINE = sine();
    /** Directions of a wave scatter by ±12°, less than half of the 45° between two classes. */
    private static final int JITTER = 34;

    public QuickstartImages {
        if (sidePixels < 8 || sidePixels > 256) {
            throw new IllegalArgumentException("side must lie in 8..256 pixels, was " + sidePixels);
        }
        if (trainImages <= 0 || testImages <= 0) {
            throw new IllegalArgumentException(
                    "both splits need images, had " + trainImages + " to train, " + testImages + " to test");
        }
        if (noise < 0 || noise > 127) {
            throw new IllegalArgumentException("noise must lie in 0..127, was " + noise);
        }
    }

    /** What the quickstart experiment trains on: 2,000 and 1,000 images of 16 × 16 pixels. */
    public static QuickstartImages usual() {
        return new QuickstartImages(16, 2_000, 1_000, 40, 0);
    }

    @Override
    public List<String> classes() {
        return CLASSES;
    }

    @Override
    public int count(Split split) {
        return split == Split.TRAIN ? trainImages : testImages;
    }

    @Override
    public Image image(Split split, int index) {
        if (index < 0 || index >= count(split)) {
            throw new IllegalArgumentException("image must lie in 0.." + (count(split) - 1) + ", was " + index);
        }
        int classNumber = index % CLASSES.size();
        var random = Randomness.generatedImage(seed, (split == Split.TRAIN ? 0 : 1L << 31) + index);
        return new Image(classNumber, sidePixels, sidePixels, draw(classNumber, random));
    }

    private byte[] draw(int classNumber, RandomGenerator random) {
        int direction = direction(classNumber, random);
        int wavelength = random.nextInt(48, 73); // 3 to 4.5 pixels, in 1/16
        int stepX = SINE[(direction + TURN / 4) % TURN] * 16 / wavelength; // turns a pixel, in 1/1024
        int stepY = SINE[direction % TURN] * 16 / wavelength;
        int phaseAlong = random.nextInt(TURN);
        int phaseAcross = random.nextInt(TURN);
        int radius = random.nextInt(sidePixels / 4 + 1, sidePixels / 2);
        int centreX = random.nextInt(radius / 2, sidePixels - radius / 2);
        int centreY = random.nextInt(radius / 2, sidePixels - radius / 2);
        int[] ground = new int[3];
        int[] contrast = new int[3];
        for (int channel = 0; channel < 3; channel++) {
            ground[channel] = random.nextInt(64, 192);
            contrast[channel] = random.nextInt(LEAST_CONTRAST, MOST_CONTRAST + 1) * (random.nextBoolean() ? 1 : -1);
        }
        byte[] rgb = new byte[sidePixels * sidePixels * 3];
        for (int y = 0, at = 0; y < sidePixels; y++) {
            for (int x = 0; x < sidePixels; x++) {
                int away = (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY);
                int wave = 0;
                if (away <= radius * radius) {
                    wave = SINE[Math.floorMod(phaseAlong + x * stepX + y * stepY, TURN)];
                    if (classNumber == CHECKS) {
                        wave = wave
                                * SINE[Math.floorMod(phaseAcross - x * stepY + y * stepX, TURN)]
                                / 724; // equal energy
                    }
                }
                for (int channel = 0; channel < 3; channel++) {
                    int value = ground[channel] + contrast[channel] * wave / TURN + random.nextInt(-noise, noise + 1);
                    rgb[at++] = (byte) Math.max(0, Math.min(255, value));
                }
            }
        }
        return rgb;
    }

    /** Which way the wave's phase grows: down, aside, along either diagonal; checks run both ways and count as down. */
    private static int direction(int classNumber, RandomGenerator random) {
        int jitter = TURN + random.nextInt(-JITTER, JITTER + 1);
        return jitter
                + switch (CLASSES.get(classNumber)) {
                    case "vertical" -> 0;
                    case "slanted" -> random.nextBoolean() ? TURN / 8 : TURN * 3 / 8;
                    default -> TURN / 4;
                };
    }

    private static int[] sine() {
        int[] table = new int[TURN];
        for (int i = 0; i < TURN; i++) {
            table[i] = (int) StrictMath.rint(TURN * StrictMath.sin(2 * Math.PI * i / TURN));
        }
        return table;
    }
}
