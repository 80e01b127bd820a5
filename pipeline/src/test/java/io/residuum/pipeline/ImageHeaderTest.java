package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residuum.storage.BrokenImage;
import io.residuum.storage.ImageShape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageHeaderTest {
    @Test
    void aPpmSaysItsSizeBehindComments() throws BrokenImage {
        var header = ImageHeader.of(ppm("P6\n# by hand\n2 # wide\n3\n255\n", 18));
        assertThat(header.shape()).isEqualTo(new ImageShape(3, 2));
        assertThat(header.channels()).isEqualTo(3);
        assertThat(header.dataOffset()).isEqualTo("P6\n# by hand\n2 # wide\n3\n255\n".length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "P6 2 3 255\\n | 17 | is a PPM cut off after 28 bytes",
                "P6 2 3 255\\n | 19 | is a PPM with 1 bytes after its pixels",
                "P6 2 3 65535\\n | 36 | is a PPM with a maximum of 65535; only 255 is read",
                "P6 0 3 255\\n | 0 | says it has 3 × 0 pixels",
                "P6 2 | 0 | is a PPM cut off after 4 bytes",
                "P6 -2 3 255\\n | 18 | is a PPM with a damaged header",
                "P6 9999999999 3 255\\n | 18 | is a PPM with a number of more than 9 digits"
            })
    void aDamagedPpmSaysWhatIsWrong(String start, int pixelBytes, String reason) {
        byte[] bytes = ppm(start.replace("\\n", "\n"), pixelBytes);
        assertThatThrownBy(() -> ImageHeader.of(bytes))
                .isInstanceOf(BrokenImage.class)
                .hasMessage(reason);
    }

    @Test
    void aJpegSaysTheSizeOfItsFrameNotOfItsThumbnail() throws BrokenImage {
        var thumbnail = jpeg(frame(16, 16), scan());
        var bytes = jpeg(segment(0xE1, thumbnail), frame(480, 640), scan());
        assertThat(ImageHeader.of(bytes).shape()).isEqualTo(new ImageShape(480, 640));
    }

    @Test
    void whatFollowsTheEndOfAJpegIsLeftAlone() throws BrokenImage {
        byte[] whole = jpeg(frame(4, 4), scan());
        byte[] appended = java.util.Arrays.copyOf(whole, whole.length + 7);
        assertThat(ImageHeader.of(appended).shape()).isEqualTo(new ImageShape(4, 4));
    }

    @Test
    void aJpegCutOffAnywhereIsNoticed() {
        byte[] whole = jpeg(segment(0xE0, new byte[9]), frame(4, 4), scan(), scan());
        for (int length = 3; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ImageHeader.of(cut))
                    .isInstanceOf(BrokenImage.class)
                    .hasMessage("is a JPEG cut off after " + length + " bytes");
        }
    }

    @Test
    void aJpegWithoutAFrameOrDataIsRefused() {
        assertThatThrownBy(() -> ImageHeader.of(jpeg(scan()))).hasMessage("is a JPEG without a frame");
        assertThatThrownBy(() -> ImageHeader.of(jpeg(frame(1, 1)))).hasMessage("is a JPEG without coded data");
        assertThatThrownBy(() -> ImageHeader.of(jpeg(frame(0, 9), scan()))).hasMessage("says it has 0 × 9 pixels");
        assertThatThrownBy(() -> ImageHeader.of(jpeg(new byte[] {(byte) 0xFF, (byte) 0xC0, 0, 1})))
                .hasMessage("is a JPEG with a segment of impossible length 1");
    }

    @Test
    void whatIsNoImageIsSaidSo() {
        assertThatThrownBy(() -> ImageHeader.of(new byte[0])).hasMessage("is empty");
        assertThatThrownBy(() -> ImageHeader.of("GIF89a…".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("is no JPEG, PNG or binary PPM");
    }

    private static byte[] ppm(String start, int pixelBytes) {
        byte[] header = start.getBytes(StandardCharsets.US_ASCII);
        return java.util.Arrays.copyOf(header, header.length + pixelBytes);
    }

    /** Start, the parts, end. */
    private static byte[] jpeg(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(0xFF);
        bytes.write(0xD8);
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        bytes.write(0xFF);
        bytes.write(0xD9);
        return bytes.toByteArray();
    }

    private static byte[] segment(int marker, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(0xFF);
        bytes.write(marker);
        bytes.write((content.length + 2) >> 8);
        bytes.write(content.length + 2);
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private static byte[] frame(int height, int width) {
        return segment(
                0xC2,
                new byte[] {8, (byte) (height >> 8), (byte) height, (byte) (width >> 8), (byte) width, 1, 1, 0x11, 0});
    }

    /** A header, then coded data with a stuffed byte and a restart in it. */
    private static byte[] scan() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(segment(0xDA, new byte[6]));
        bytes.writeBytes(new byte[] {1, 2, (byte) 0xFF, 0, 3, (byte) 0xFF, (byte) 0xD3, 4});
        return bytes.toByteArray();
    }
}
