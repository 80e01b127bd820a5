package io.residuum.pipeline;

import io.residuum.storage.BrokenImage;
import io.residuum.storage.ImageShape;

/**
 * The markers of a JPEG (ITU-T T.81, annex B): a segment says its length, the coded data after a start of scan ends at the
 * next marker that is neither a stuffed byte nor a restart. Walking them finds the frame's size even behind a thumbnail's,
 * and the end-of-image marker, without which a decoder would fill the rest with grey. What follows the end is left alone:
 * cameras and web servers append things.
 */
final class JpegContainer {
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;

    private JpegContainer() {}

    static ImageHeader header(byte[] bytes) throws BrokenImage {
        ImageShape shape = null;
        int at = 2;
        boolean scanned = false;
        while (true) {
            at = nextMarker(bytes, at);
            int marker = bytes[at - 1] & 0xFF;
            if (marker == END_OF_IMAGE) {
                if (shape == null || !scanned) {
                    throw new BrokenImage("is a JPEG without " + (shape == null ? "a frame" : "coded data"));
                }
                return new ImageHeader(ImageHeader.Format.JPEG, shape, 0, 0);
            }
            if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
                continue; // stands alone
            }
            int length = int16(bytes, at);
            if (length < 2) {
                throw new BrokenImage("is a JPEG with a segment of impossible length " + length);
            }
            if (isFrame(marker)) {
                if (length < 8) {
                    throw new BrokenImage("is a JPEG with a frame of impossible length " + length);
                }
                shape = ImageHeader.shape(int16(bytes, at + 3), int16(bytes, at + 5));
            }
            at += length;
            if (marker == START_OF_SCAN) {
                scanned = true;
            }
        }
    }

    /** The position behind the next marker: over what isn't one, stuffed zeros, restarts and fill bytes. */
    private static int nextMarker(byte[] bytes, int from) throws BrokenImage {
        for (int at = from; at + 1 < bytes.length; at++) {
            if (bytes[at] == (byte) 0xFF) {
                int marker = bytes[at + 1] & 0xFF;
                if (marker != 0 && marker != 0xFF && (marker < 0xD0 || marker > 0xD7)) {
                    return at + 2;
                }
            }
        }
        throw ImageHeader.cutOff("JPEG", bytes.length);
    }

    /** SOF0 to SOF15; C4, C8 and CC in between are tables and extensions. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static int int16(byte[] bytes, int at) throws BrokenImage {
        if (at + 2 > bytes.length) {
            throw ImageHeader.cutOff("JPEG", bytes.length);
        }
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }
}
