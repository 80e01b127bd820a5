package io.residuum.storage;

import java.nio.charset.StandardCharsets;

/** Raw pixels as a binary PPM (P6): three bytes a pixel behind one short line, readable by any tool. */
final class Ppm {
    private Ppm() {}

    /** A PPM of interleaved RGB, row by row. */
    static byte[] ofInterleaved(ImageShape shape, byte[] rgb) {
        byte[] header = header(shape);
        byte[] ppm = new byte[header.length + rgb.length];
        System.arraycopy(header, 0, ppm, 0, header.length);
        System.arraycopy(rgb, 0, ppm, header.length, rgb.length);
        return ppm;
    }

    /** A PPM of three planes, red first, as CIFAR's records hold them from {@code offset} on. */
    static byte[] ofPlanes(ImageShape shape, byte[] planes, int offset) {
        byte[] header = header(shape);
        int pixels = Math.toIntExact(shape.pixels());
        byte[] ppm = new byte[header.length + 3 * pixels];
        System.arraycopy(header, 0, ppm, 0, header.length);
        int at = header.length;
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < 3; channel++) {
                ppm[at++] = planes[offset + channel * pixels + pixel];
            }
        }
        return ppm;
    }

    private static byte[] header(ImageShape shape) {
        return ("P6\n" + shape.width() + " " + shape.height() + "\n255\n").getBytes(StandardCharsets.US_ASCII);
    }
}
