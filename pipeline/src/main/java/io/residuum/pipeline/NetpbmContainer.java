package io.residuum.pipeline;

import io.residuum.storage.BrokenImage;

/** Binary PGM and PPM: {@code P5} or {@code P6}, width, height, maximum, one white space, pixels row by row. */
final class NetpbmContainer {
    private final byte[] bytes;
    private int at = 2;

    private NetpbmContainer(byte[] bytes) {
        this.bytes = bytes;
    }

    static ImageHeader header(byte[] bytes) throws BrokenImage {
        var container = new NetpbmContainer(bytes);
        int width = container.number();
        int height = container.number();
        int maximum = container.number();
        if (maximum != 255) {
            throw new BrokenImage("is a PPM with a maximum of " + maximum + "; only 255 is read");
        }
        int start = container.at + 1;
        int channels = bytes[1] == '6' ? 3 : 1;
        var shape = ImageHeader.shape(height, width);
        long end = start + shape.pixels() * channels;
        if (end > bytes.length) {
            throw ImageHeader.cutOff("PPM", bytes.length);
        }
        if (end < bytes.length) {
            throw new BrokenImage("is a PPM with " + (bytes.length - end) + " bytes after its pixels");
        }
        return new ImageHeader(ImageHeader.Format.NETPBM, shape, start, channels);
    }

    /** The next number, behind white space and comments; stops at the byte after it. */
    private int number() throws BrokenImage {
        int value = 0;
        int digits = 0;
        boolean comment = false;
        for (; at < bytes.length; at++) {
            int c = bytes[at];
            if (comment) {
                comment = c != '\n' && c != '\r';
            } else if (c >= '0' && c <= '9') {
                value = value * 10 + c - '0';
                digits++;
                if (digits > 9) {
                    throw new BrokenImage("is a PPM with a number of more than 9 digits");
                }
            } else if (digits > 0) {
                return value;
            } else if (c == '#') {
                comment = true;
            } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                throw new BrokenImage("is a PPM with a damaged header");
            }
        }
        throw ImageHeader.cutOff("PPM", bytes.length);
    }
}
