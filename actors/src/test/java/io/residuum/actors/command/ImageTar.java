package io.residuum.actors.command;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A tar of images, right or wrong, entry by entry. */
final class ImageTar {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    ImageTar() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** A PNG of noise around a colour. */
    static byte[] png(int side, int type, int colour, long seed) {
        var image = new BufferedImage(side, side, type);
        var random = new Random(seed);
        for (int pixel = 0; pixel < side * side; pixel++) {
            image.setRGB(pixel % side, pixel / side, colour ^ (random.nextInt() & 0x3f3f3f));
        }
        var png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }

    static byte[] png(int side) {
        return png(side, BufferedImage.TYPE_INT_RGB, 0xc04020, 1);
    }

    ImageTar file(String name, byte[] content) {
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        return entry(entry, content);
    }

    ImageTar special(String name, byte type) {
        return entry(new TarArchiveEntry(name, type), new byte[0]);
    }

    private ImageTar entry(TarArchiveEntry entry, byte[] content) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] toBytes() {
        try {
            tar.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path writeTo(Path file) throws IOException {
        return Files.write(file, toBytes());
    }
}
