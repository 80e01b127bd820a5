package io.residuum.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residuum.storage.ImageForm.Colours;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormTest {
    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp"})
    void sizesAndEndsAreReadWithoutDecoding(String format) throws Exception {
        byte[] file = encoded(format);
        assertThat(ImageForm.of(file)).isEqualTo(new ImageForm(format, new ImageShape(48, 64), Colours.RGB));
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> ImageForm.of(cut))
                    .as("cut after %d bytes", length)
                    .isInstanceOf(BrokenImage.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png"})
    void greyIsSeenInTheHeader(String format) throws Exception {
        byte[] file = encoded(format, BufferedImage.TYPE_BYTE_GRAY);
        assertThat(ImageForm.of(file)).isEqualTo(new ImageForm(format, new ImageShape(48, 64), Colours.GREY));
    }

    @Test
    void aPgmIsGreyAndHasAllItsPixels() throws Exception {
        byte[] file = Archives.text("P5 3 2 255 abcdef");
        assertThat(ImageForm.of(file)).isEqualTo(new ImageForm("pgm", new ImageShape(2, 3), Colours.GREY));
        assertThatThrownBy(() -> ImageForm.of(Arrays.copyOf(file, file.length - 1)))
                .hasMessageContaining("it is cut: a PGM of 2 × 3 pixels has 17 bytes, not 16");
    }

    @Test
    void aPpmHasAllItsPixels() throws Exception {
        byte[] file = Archives.image(5, 7, 1);
        assertThat(ImageForm.of(file)).isEqualTo(new ImageForm("ppm", new ImageShape(5, 7), Colours.RGB));
        assertThatThrownBy(() -> ImageForm.of(Arrays.copyOf(file, file.length - 1)))
                .hasMessageContaining("it is cut: a PPM of 5 × 7 pixels has 116 bytes, not 115");
        assertThatThrownBy(() -> ImageForm.of(Archives.text("P6 2 2 65535 "))).hasMessageContaining("not P6");
    }

    @Test
    void aHugeSizeIsReadNotAllocated() throws Exception {
        byte[] file = encoded("png");
        ByteBuffer.wrap(file).putInt(16, 60_000).putInt(20, 60_000);
        assertThat(ImageForm.of(file).shape().pixels()).isEqualTo(3_600_000_000L);
    }

    @Test
    void nothingElseIsAnImage() {
        assertThatThrownBy(() -> ImageForm.of(Archives.text("GIF89a"))).hasMessageContaining("no JPEG, PNG, PPM");
        assertThatThrownBy(() -> ImageForm.of(new byte[0])).hasMessageContaining("empty");
    }

    @Test
    void randomBytesNeverDoMoreThanBreak() {
        var random = new Random(1);
        byte[][] starts = {{(byte) 0xff, (byte) 0xd8}, {'B', 'M'}, {'P', '6'}, {(byte) 0x89, 'P', 'N', 'G'}};
        for (int i = 0; i < 20_000; i++) {
            byte[] file = new byte[random.nextInt(80)];
            random.nextBytes(file);
            byte[] start = starts[i % starts.length];
            System.arraycopy(start, 0, file, 0, Math.min(start.length, file.length));
            try {
                ImageForm.of(file);
            } catch (BrokenImage e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static byte[] encoded(String format) throws IOException {
        return encoded(format, BufferedImage.TYPE_INT_RGB);
    }

    private static byte[] encoded(String format, int type) throws IOException {
        var image = new BufferedImage(64, 48, type);
        var random = new Random(7);
        for (int pixel = 0; pixel < 64 * 48; pixel++) {
            image.setRGB(pixel % 64, pixel / 64, random.nextInt());
        }
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }
}
