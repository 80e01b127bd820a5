package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import io.residuum.storage.BrokenImage;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Sha256;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

class ImageDecoderIT {
    private static final ImageShape SHAPE = new ImageShape(4, 6);
    private static final PipelineSettings SETTINGS = PipelineSettings.of(ConfigFactory.defaultReference());
    private static final ImageDecoder DECODER = ImageDecoder.open(SETTINGS);

    /** 8 × 8 pixels, colours subsampled. */
    private static final String JPEG =
            "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i"
                    + "Z2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj"
                    + "Y2NjY2NjY2P/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAYEAEBAAMAAAAAAAAAAAAAAAAABRES"
                    + "Iv/EABQBAQAAAAAAAAAAAAAAAAAAAAP/xAAaEQACAwEBAAAAAAAAAAAAAAABAwACBBIh/9oADAMBAAIRAxEAPwCCZC2xwAJFAynV"
                    + "ouPY0KHs/9k=";

    @BeforeAll
    static void loadTheEncoderOfTheTest() {
        new OpenCvLibrary(SETTINGS.nativeFolder()).load();
    }

    @Test
    void aPngDecodesToItsPixelsInTheOrderOfRgb() throws BrokenImage {
        byte[] rgb = pixels(3);
        assertThat(DECODER.decode(encoded(".png", rgb, 3), SHAPE)).isEqualTo(rgb);
    }

    @Test
    void aPpmDecodesToItsBytes() throws BrokenImage {
        byte[] rgb = pixels(3);
        var ppm = new ByteArrayOutputStream();
        ppm.writeBytes("P6 6 4 255\n".getBytes(StandardCharsets.US_ASCII));
        ppm.writeBytes(rgb);
        assertThat(DECODER.decode(ppm.toByteArray(), SHAPE)).isEqualTo(rgb);
    }

    @Test
    void greyBecomesRgb() throws BrokenImage {
        byte[] grey = pixels(1);
        byte[] expected = new byte[grey.length * 3];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = grey[i / 3];
        }
        assertThat(DECODER.decode(encoded(".png", grey, 1), SHAPE)).isEqualTo(expected);
        var pgm = new ByteArrayOutputStream();
        pgm.writeBytes("P5 6 4 255\n".getBytes(StandardCharsets.US_ASCII));
        pgm.writeBytes(grey);
        assertThat(DECODER.decode(pgm.toByteArray(), SHAPE)).isEqualTo(expected);
    }

    @Test
    void transparencyIsDropped() throws BrokenImage {
        byte[] bgra = pixels(4);
        byte[] rgb = new byte[SHAPE.height() * SHAPE.width() * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = bgra[i / 3 * 4 + 2 - i % 3];
        }
        assertThat(DECODER.decode(encodedAsIs(".png", bgra, 4), SHAPE)).isEqualTo(rgb);
    }

    @Test
    void anOrientationIsIgnored() throws BrokenImage {
        byte[] upright = encoded(".jpg", pixels(3), 3);
        var rotated = new ByteArrayOutputStream();
        rotated.write(upright, 0, 2);
        rotated.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, 34}); // a quarter turn, as cameras write it
        rotated.writeBytes(
                "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\6\0\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        rotated.write(upright, 2, upright.length - 2);
        assertThat(DECODER.decode(rotated.toByteArray(), SHAPE)).isEqualTo(DECODER.decode(upright, SHAPE));
    }

    /** Four components behind an Adobe marker, inverted as Adobe writes them: red is C·K/255, and so on. */
    @ParameterizedTest
    @CsvSource({
        "0, 200, 100, 50, 220, 172, 86, 43", // CMYK
        "2, 55, 128, 128, 220, 172, 172, 172" // YCCK: Y 55 without colour is C = M = Y = 200
    })
    void fourComponentsBecomeRgb(int transform, int c, int m, int y, int k, int red, int green, int blue)
            throws Exception {
        var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int i = 0; i < 16 * 16; i++) {
            raster.setPixel(i % 16, i / 16, new int[] {c, m, y, k});
        }
        var plain = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = ImageIO.createImageOutputStream(plain)) {
            writer.setOutput(out);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        var adobe = new ByteArrayOutputStream();
        adobe.write(plain.toByteArray(), 0, 2);
        adobe.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0});
        adobe.write(transform);
        adobe.write(plain.toByteArray(), 2, plain.size() - 2);
        byte[] rgb = DECODER.decode(adobe.toByteArray(), new ImageShape(16, 16));
        for (int i = 0; i < rgb.length; i++) {
            assertThat(rgb[i] & 0xFF).isCloseTo(new int[] {red, green, blue}[i % 3], within(4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png", ".ppm"})
    void anImageCutOffAnywhereIsRefused(String format) {
        byte[] whole = encoded(format, pixels(3), 3);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> DECODER.check("cut", cut)).isInstanceOf(BrokenImage.class);
        }
    }

    @Test
    void damagedDataOfAPngAreRefused() {
        byte[] damaged = encoded(".png", pixels(3), 3);
        damaged[damaged.length - 20] ^= 1;
        assertThatThrownBy(() -> DECODER.check("damaged", damaged))
                .isInstanceOf(BrokenImage.class)
                .hasMessage("cannot be decoded: its coded data are damaged");
    }

    @ParameterizedTest
    @CsvSource({".jpg", ".png"})
    void anImageOf60000By60000PixelsIsRefusedByItsHeader(String format) {
        byte[] bytes = encoded(format, pixels(3), 3);
        claim(bytes, format);
        assertThatThrownBy(() -> DECODER.check("bomb", bytes))
                .isInstanceOf(BrokenImage.class)
                .hasMessageContaining("has 60000 × 60000 pixels; residuum.pipeline.image-pixels allows 100000000");
    }

    @Test
    void anotherShapeThanTheDataSetsIsRefused() {
        byte[] png = encoded(".png", pixels(3), 3);
        assertThatThrownBy(() -> DECODER.decode(png, new ImageShape(6, 4)))
                .hasMessage("has 4 × 6 pixels, the data set has 6 × 4");
    }

    /** The bits of every run on JPEGs follow from such pixels; these are what Pillow's libjpeg-turbo decodes too. */
    @Test
    void decodingAJpegStaysWhatItIs() throws BrokenImage {
        byte[] rgb = DECODER.decode(Base64.getDecoder().decode(JPEG), new ImageShape(8, 8));
        assertThat(Sha256.of(rgb).hex()).isEqualTo("936825fb2c362bbd41d85b68ba7cad24bbdcac5d9e0f0ed1e5421988df1bfc93");
        assertThat(ImageDecoder.decoderId()).isEqualTo("opencv-4.9.0");
    }

    @Test
    void theLibraryIsUnpackedOnceAndMendedWhenDamaged(@TempDir Path folder) throws Exception {
        new OpenCvLibrary(folder).load();
        Path library = only(folder, ".so");
        var unpacked = Files.getLastModifiedTime(library);
        byte[] whole = Files.readAllBytes(library);
        new OpenCvLibrary(folder).load();
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(unpacked);

        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path cut = elsewhere.resolve(library.getFileName());
        Files.write(cut, Arrays.copyOf(whole, 1_000));
        new OpenCvLibrary(elsewhere).load();
        assertThat(Files.mismatch(library, cut)).isEqualTo(-1);
    }

    private static Path only(Path folder, String end) throws Exception {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Height × width × channels bytes that differ from each other. */
    private static byte[] pixels(int channels) {
        byte[] pixels = new byte[(int) SHAPE.pixels() * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 37);
        }
        return pixels;
    }

    private static byte[] encoded(String format, byte[] pixels, int channels) {
        byte[] reversed = pixels.clone();
        if (channels == 3) {
            for (int i = 0; i < pixels.length; i++) {
                reversed[i] = pixels[i / 3 * 3 + 2 - i % 3];
            }
        }
        return encodedAsIs(format, reversed, channels);
    }

    private static byte[] encodedAsIs(String format, byte[] pixels, int channels) {
        var image = new Mat(SHAPE.height(), SHAPE.width(), CvType.CV_8UC(channels));
        image.put(0, 0, pixels);
        var bytes = new MatOfByte();
        Imgcodecs.imencode(format, image, bytes, new MatOfInt());
        return bytes.toArray();
    }

    /** Makes the header say 60,000 × 60,000. */
    private static void claim(byte[] bytes, String format) {
        if (format.equals(".png")) {
            System.arraycopy(new byte[] {0, 0, (byte) 0xEA, 0x60, 0, 0, (byte) 0xEA, 0x60}, 0, bytes, 16, 8);
            return;
        }
        for (int at = 2; at < bytes.length; at++) {
            if (bytes[at] == (byte) 0xFF && bytes[at + 1] == (byte) 0xC0) {
                System.arraycopy(new byte[] {(byte) 0xEA, 0x60, (byte) 0xEA, 0x60}, 0, bytes, at + 5, 4);
                return;
            }
        }
        throw new AssertionError("no frame");
    }
}
