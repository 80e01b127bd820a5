package io.residuum.pipeline;

import io.residuum.storage.BrokenImage;
import io.residuum.storage.ImageShape;

/**
 * What the container of an image says before a pixel is decoded: format, size, and that nothing is cut off. Decoders take
 * memory for the size first and fill what is missing with grey, so both are looked at here.
 *
 * @param dataOffset where the pixels of a {@link Format#NETPBM} image start; 0 otherwise
 * @param channels as stored, known for {@link Format#NETPBM} alone; 0 otherwise
 */
record ImageHeader(Format format, ImageShape shape, int dataOffset, int channels) {
    enum Format {
        JPEG,
        PNG,
        /** Binary P5 (grey) and P6 (RGB) of 8 bits. */
        NETPBM
    }

    /**
     * Walks the container from its first byte to its end marker.
     *
     * @throws BrokenImage if it is none of the formats, or is cut off
     */
    static ImageHeader of(byte[] bytes) throws BrokenImage {
        if (startsWith(bytes, 0xFF, 0xD8, 0xFF)) {
            return JpegContainer.header(bytes);
        }
        if (startsWith(bytes, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return png(bytes);
        }
        if (startsWith(bytes, 'P', '6') || startsWith(bytes, 'P', '5')) {
            return NetpbmContainer.header(bytes);
        }
        throw new BrokenImage(bytes.length == 0 ? "is empty" : "is no JPEG, PNG or binary PPM");
    }

    private static ImageHeader png(byte[] bytes) throws BrokenImage {
        ImageShape shape = null;
        int at = 8;
        while (true) {
            long length = at + 12 <= bytes.length ? int32(bytes, at) & 0xFFFF_FFFFL : Long.MAX_VALUE - at - 12;
            if (at + 12 + length > bytes.length) {
                throw cutOff("PNG", bytes.length);
            }
            int type = int32(bytes, at + 4);
            if (shape == null) {
                if (type != 0x49484452 || length != 13) { // IHDR
                    throw new BrokenImage("is a PNG without a header");
                }
                shape = shape(int32(bytes, at + 12), int32(bytes, at + 8));
            } else if (type == 0x49454E44) { // IEND
                return new ImageHeader(Format.PNG, shape, 0, 0);
            }
            at += 12 + (int) length;
        }
    }

    static ImageShape shape(int height, int width) throws BrokenImage {
        if (height <= 0 || width <= 0) {
            throw new BrokenImage("says it has " + Integer.toUnsignedString(height) + " × "
                    + Integer.toUnsignedString(width) + " pixels");
        }
        return new ImageShape(height, width);
    }

    static BrokenImage cutOff(String format, int length) {
        return new BrokenImage("is a " + format + " cut off after " + length + " bytes");
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static int int32(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF);
    }
}
