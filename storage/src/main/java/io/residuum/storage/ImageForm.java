package io.residuum.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of an image file, told by its first bytes: what it is, how large it says it is, and whether its end is there. Read
 * before any decoder sees the file, so that neither a size of 60,000 × 60,000 nor a cut file, which decoders like to fill with
 * grey, gets that far.
 *
 * @param extension of the file's name in a shard
 */
record ImageForm(String extension, ImageShape shape, Colours colours) {
    /** What a pixel is. */
    enum Colours {
        /** One value; networks take three, so somebody has to want it thrice. */
        GREY,
        RGB
    }

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] PNG_END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};
    private static final Pattern PPM_HEADER = Pattern.compile("P([56])\\s+(\\d{1,9})\\s+(\\d{1,9})\\s+255\\s");
    private static final int PPM_HEADER_MOST_BYTES = 64;

    static ImageForm of(byte[] file) throws BrokenImage {
        try {
            if (file.length >= 2 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8) {
                return jpeg(file);
            }
            if (startsWith(file, PNG)) {
                return png(file);
            }
            if (file.length >= 2 && file[0] == 'P' && (file[1] == '5' || file[1] == '6')) {
                return ppm(file);
            }
            if (file.length >= 2 && file[0] == 'B' && file[1] == 'M') {
                return new ImageForm("bmp", bmp(file), Colours.RGB); // palettes of greys are colours too
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new BrokenImage("its header is cut or makes no sense", e);
        }
        throw new BrokenImage(file.length == 0 ? "it is empty" : "it is no JPEG, PNG, PPM (P6), PGM (P5) or BMP image");
    }

    /** Size from the frame header; the end-of-image marker has to follow the scan, where it cannot be pixels. */
    private static ImageForm jpeg(byte[] file) throws BrokenImage {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        ImageForm form = null;
        int at = 2;
        while (true) {
            if ((bytes.get(at) & 0xff) != 0xff) {
                throw new BrokenImage("its JPEG segments are damaged at byte " + at);
            }
            int marker = bytes.get(at + 1) & 0xff;
            if (marker == 0xff) { // padding
                at++;
                continue;
            }
            if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                var shape = new ImageShape(bytes.getShort(at + 5) & 0xffff, bytes.getShort(at + 7) & 0xffff);
                form = new ImageForm("jpg", shape, bytes.get(at + 9) == 1 ? Colours.GREY : Colours.RGB);
            } else if (marker == 0xda) {
                break;
            }
            boolean alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
            at += alone ? 2 : 2 + (bytes.getShort(at + 2) & 0xffff);
        }
        if (form == null) {
            throw new BrokenImage("it has no JPEG frame header");
        }
        for (int i = file.length - 2; i > at; i--) {
            if (file[i] == (byte) 0xff && file[i + 1] == (byte) 0xd9) {
                return form;
            }
        }
        throw new BrokenImage("it is cut: the JPEG has no end marker");
    }

    private static ImageForm png(byte[] file) throws BrokenImage {
        var shape = new ImageShape(
                ByteBuffer.wrap(file).getInt(20), ByteBuffer.wrap(file).getInt(16));
        boolean grey = (file[25] & 2) == 0; // with transparency or without
        for (int i = file.length - PNG_END.length; i >= 24; i--) {
            if (Arrays.equals(file, i, i + PNG_END.length, PNG_END, 0, PNG_END.length)) {
                return new ImageForm("png", shape, grey ? Colours.GREY : Colours.RGB);
            }
        }
        throw new BrokenImage("it is cut: the PNG has no end chunk");
    }

    private static ImageForm ppm(byte[] file) throws BrokenImage {
        String start = new String(file, 0, Math.min(file.length, PPM_HEADER_MOST_BYTES), StandardCharsets.ISO_8859_1);
        Matcher header = PPM_HEADER.matcher(start);
        if (!header.lookingAt()) {
            throw new BrokenImage("its PPM header is not P6 (or P5), width, height, 255");
        }
        boolean grey = header.group(1).equals("5");
        var shape = new ImageShape(Integer.parseInt(header.group(3)), Integer.parseInt(header.group(2)));
        long expected = header.end() + (grey ? 1 : 3) * shape.pixels();
        if (file.length < expected) {
            throw new BrokenImage("it is cut: a " + (grey ? "PGM" : "PPM") + " of " + shape + " pixels has " + expected
                    + " bytes, not " + file.length);
        }
        return grey ? new ImageForm("pgm", shape, Colours.GREY) : new ImageForm("ppm", shape, Colours.RGB);
    }

    private static ImageShape bmp(byte[] file) throws BrokenImage {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        var shape = new ImageShape(Math.absExact(bytes.getInt(22)), bytes.getInt(18));
        if (bytes.getInt(2) > file.length) {
            throw new BrokenImage("it is cut: the BMP says " + bytes.getInt(2) + " bytes, not " + file.length);
        }
        return shape;
    }

    private static boolean startsWith(byte[] file, byte[] start) {
        return file.length >= start.length && Arrays.equals(file, 0, start.length, start, 0, start.length);
    }
}
