package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TarEntriesTest {
    @Test
    void filesComeInOrderWithNamesAndBytes() {
        var entries = new TarEntries(tar(513, 0, 512));
        for (int size : new int[] {513, 0, 512}) {
            var entry = entries.next();
            assertThat(entry.name()).isEqualTo("000000" + size + ".jpg");
            assertThat(entry.bytes()).hasSize(size).containsOnly(size == 0 ? new byte[0] : new byte[] {7});
        }
        assertThat(entries.hasNext()).isFalse();
    }

    @Test
    void aFileBeyondTheEndIsDamage() {
        byte[] cut = Arrays.copyOf(tar(513), 1_024);
        assertThatThrownBy(() -> new TarEntries(cut).next()).hasMessage("its tar is damaged at entry [000000513.jpg]");
    }

    @Test
    void whatIsNoRegularFileIsDamage() {
        byte[] link = tar(0);
        link[156] = '2';
        assertThatThrownBy(() -> new TarEntries(link).next()).hasMessageContaining("damaged at entry");
        byte[] letters = tar(0);
        letters[130] = 'x';
        assertThatThrownBy(() -> new TarEntries(letters).next()).hasMessageContaining("damaged at entry");
    }

    /** A file of sevens for each size, padded to blocks, and two blocks of zeros. */
    private static byte[] tar(int... sizes) {
        byte[] tar = new byte[0];
        for (int size : sizes) {
            byte[] file = new byte[512 + (size + 511) / 512 * 512];
            write(file, 0, "000000" + size + ".jpg");
            write(file, 124, "%011o".formatted(size));
            file[156] = '0';
            Arrays.fill(file, 512, 512 + size, (byte) 7);
            tar = Arrays.copyOf(tar, tar.length + file.length);
            System.arraycopy(file, 0, tar, tar.length - file.length, file.length);
        }
        return Arrays.copyOf(tar, tar.length + 1_024);
    }

    private static void write(byte[] to, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, to, at, bytes.length);
    }
}
