package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.MessagesPage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of strangers at the real command: refused in one line, and nothing of them counts. */
class ImportMessagesIT {
    private static final MessagesPage MESSAGES = new MessagesPage("archives");
    private static final byte[] GOOD = ImageTar.png(8);

    @TempDir
    Path folder;

    private final Typed typed = new Typed();

    @AfterAll
    static void theManualHasEveryMessage() {
        MESSAGES.compare();
    }

    private int residuum(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--home";
        all[words.length + 1] = folder.resolve("home").toString();
        return typed.run(all);
    }

    private void refused(String what, Path archive, String... options) {
        String[] words = Arrays.copyOf(new String[] {"import", "x", "--train", archive.toString()}, 4 + options.length);
        System.arraycopy(options, 0, words, 4, options.length);
        assertThat(residuum(words)).as(what).isEqualTo(2);
        assertThat(typed.err().lines()).as(typed.err()).hasSize(1);
        MESSAGES.add(what, 2, typed.err().replace(folder.toString(), "FOLDER"));
    }

    private void refused(String what, byte[] archive, String... options) throws IOException {
        refused(what, Files.write(folder.resolve("a.tar"), archive), options);
    }

    private void refused(String what, ImageTar archive) throws IOException {
        refused(what, archive.toBytes());
    }

    private static ImageTar tar() {
        return new ImageTar().file("a/1.png", GOOD);
    }

    @AfterEach
    void nothingIsImported() {
        if (Files.isDirectory(folder.resolve("home/s3"))) {
            assertThat(residuum("datasets")).isZero();
            assertThat(typed.out()).isBlank();
        }
    }

    @Test
    void whatIsNoArchive() throws IOException {
        refused("no such file", folder.resolve("nothing.tar"));
        refused("an empty file", new byte[0]);
        refused("text instead of a tar", "this is a letter".repeat(100).getBytes(StandardCharsets.UTF_8));
        refused("a tar with nothing in it", new ImageTar());
        refused("a folder with nothing in it", Files.createDirectories(folder.resolve("empty")));
    }

    @Test
    void whatIsCut() throws IOException {
        byte[] whole = tar().file("a/2.png", GOOD).toBytes();
        refused("a tar cut inside an image", Arrays.copyOf(whole, 700));
        refused("a tar cut between two images", Arrays.copyOf(whole, 1024));
        refused("a tar cut inside a header", Arrays.copyOf(whole, 1300));
        refused("a gzipped tar cut", Arrays.copyOf(gzipped(whole), 200));
        byte[] flipped = whole.clone();
        flipped[1024 + 20] ^= 1;
        refused("a flipped bit in a header", flipped);
    }

    @Test
    void namesThatLeadOutAndWhatIsNoFile() throws IOException {
        refused("a name with ..", tar().file("a/../../etc/passwd", GOOD));
        refused("an absolute name", tar().file("/etc/passwd", GOOD));
        refused("a Windows name", tar().file("C:/a/1.png", GOOD));
        refused("a backslash in a name", tar().file("a\\1.png", GOOD));
        refused("a control character in a name", tar().file("a/\u0007.png", GOOD));
        refused("an empty part of a name", tar().file("a//1.png", GOOD));
        refused("an image in no folder", tar().file("1.png", GOOD));
        refused("a name of 2,000 letters", tar().file("a/" + "x".repeat(2_000), GOOD));
        refused("a symbolic link", tar().special("a/link", TarConstants.LF_SYMLINK));
        refused("a hard link", tar().special("a/link", TarConstants.LF_LINK));
        refused("a device", tar().special("a/device", TarConstants.LF_CHR));
        refused("a pipe", tar().special("a/pipe", TarConstants.LF_FIFO));
        Path images = folder.resolve("images");
        Path a = Files.createDirectories(images.resolve("a"));
        Files.write(a.resolve("1.png"), GOOD);
        Files.createSymbolicLink(a.resolve("2.png"), a.resolve("1.png"));
        refused("a folder with a symbolic link", images);
    }

    @Test
    void classesWithoutImages() throws IOException {
        refused("a class with no image", tar().special("b/", TarConstants.LF_DIR));
        Path test = new ImageTar().file("b/1.png", GOOD).writeTo(folder.resolve("test.tar"));
        refused("a test class without training images", tar().toBytes(), "--test", test.toString());
    }

    @Test
    void imagesThatAreNone() throws IOException {
        refused("an empty image", new ImageTar().file("a/1.png", new byte[0]));
        refused("an image that is none", new ImageTar().file("a/1.png", "GIF89a".getBytes(StandardCharsets.UTF_8)));
        refused("a PNG cut", new ImageTar().file("a/1.png", Arrays.copyOf(GOOD, GOOD.length - 5)));
        refused("a JPEG cut", new ImageTar().file("a/1.jpg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}));
        refused("an image of 60,000 × 60,000 pixels", new ImageTar().file("a/1.png", of(60_000)));
        byte[] damaged = GOOD.clone();
        damaged[50] ^= 1;
        refused("a PNG with a flipped bit", new ImageTar().file("a/1.png", damaged));
        refused(
                "a grey image",
                new ImageTar().file("a/1.png", ImageTar.png(8, BufferedImage.TYPE_BYTE_GRAY, 0x808080, 1)));
        refused("an image of 33 MiB", new ImageTar().file("a/1.png", new byte[33 << 20]));
    }

    @Test
    void anArchiveThatGrowsAHundredfold() throws IOException {
        refused(
                "a gzipped tar of zeros",
                gzipped(new ImageTar().file("a/1.png", new byte[30 << 20]).toBytes()));
    }

    /** A PNG whose header says it is so large. */
    private static byte[] of(int side) {
        byte[] png = GOOD.clone();
        ByteBuffer bytes = ByteBuffer.wrap(png).putInt(16, side).putInt(20, side);
        var check = new CRC32();
        check.update(png, 12, 17);
        bytes.putInt(29, (int) check.getValue());
        return png;
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
