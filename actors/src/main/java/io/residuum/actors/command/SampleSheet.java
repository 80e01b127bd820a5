package io.residuum.actors.command;

import io.residuum.pipeline.SampleImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/** Sample images as one picture: a row an image, first as stored, then, after a wider gap, as augmented. */
final class SampleSheet {

    private static final int GAP = 4;
    private static final int WIDE_GAP = 16;
    private static final int BACKGROUND = 0xffffff;
    /** Small images are enlarged to about this many pixels a side. */
    private static final int SIDE = 64;

    private SampleSheet() {}

    static byte[] png(List<SampleImage> samples) {
        SampleImage first = samples.get(0);
        int scale = Math.max(1, SIDE / Math.max(first.width(), first.height()));
        int columns = first.augmented().size();
        int width = GAP + first.width() * scale + WIDE_GAP + columns * (first.width() * scale + GAP);
        int height = GAP + samples.size() * (first.height() * scale + GAP);
        var sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        sheet.setRGB(0, 0, width, height, background(width * height), 0, width);
        int y = GAP;
        for (SampleImage sample : samples) {
            paint(sheet, GAP, y, sample, sample.stored(), scale);
            int x = GAP + sample.width() * scale + WIDE_GAP;
            for (byte[] augmented : sample.augmented()) {
                paint(sheet, x, y, sample, augmented, scale);
                x += sample.width() * scale + GAP;
            }
            y += sample.height() * scale + GAP;
        }
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(sheet, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private static int[] background(int pixels) {
        int[] white = new int[pixels];
        Arrays.fill(white, BACKGROUND);
        return white;
    }

    private static void paint(BufferedImage sheet, int left, int top, SampleImage sample, byte[] rgb, int scale) {
        for (int y = 0; y < sample.height() * scale; y++) {
            for (int x = 0; x < sample.width() * scale; x++) {
                int at = (y / scale * sample.width() + x / scale) * 3;
                int colour = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
                sheet.setRGB(left + x, top + y, colour);
            }
        }
    }
}
