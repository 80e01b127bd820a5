package io.residuum.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way an archive is wrong has one message that says which, where and what. */
class HostileArchivesTest {
    private static final byte[] IMAGE = Archives.image(4, 4, 1);
    private static final ImportSettings BOUNDS = new ImportSettings(
            3,
            4_000,
            10_000,
            6_000,
            100,
            ImportSettings.OnBroken.FAIL,
            ImportSettings.Shapes.ANY,
            ImportSettings.Greys.REFUSE);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    static Stream<Arguments> archives() {
        byte[] good = Archives.tarOf(Map.of("cat/1.ppm", IMAGE));
        byte[] gzipped = Archives.gzipped(good);
        byte[] bad = good.clone();
        bad[600] ^= 1; // in the image, which a tar does not cover
        bad[3] ^= 1;
        return Stream.of(
                Arguments.of(new byte[0], "is empty"),
                Arguments.of(new byte[10_240], "holds no image"),
                Arguments.of(Archives.text("hello"), "is not a tar, and not a gzipped one"),
                Arguments.of(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0}, "is cut: its gzip stream does not end"),
                Arguments.of("x".repeat(2_000).getBytes(java.nio.charset.StandardCharsets.UTF_8), "is not a tar"),
                Arguments.of(bad, "is not a tar"),
                Arguments.of(Arrays.copyOf(good, 530), "is cut: it ends inside entry [cat/1.ppm]"),
                Arguments.of(Arrays.copyOf(good, 1_024), "is cut: it ends at byte 1024 without the mark"),
                Arguments.of(Arrays.copyOf(good, 1_100), "is cut: it ends at byte 1100 without the mark"),
                Arguments.of(Arrays.copyOf(gzipped, gzipped.length / 2), "is cut: it ends inside entry [cat/1.ppm]"),
                Arguments.of(Archives.gzipped(bomb()), "unpacks to more than 100 times its size"),
                Arguments.of(one("../cat/1.ppm"), "entry [../cat/1.ppm] of archive [FILE] leads out of the archive"),
                Arguments.of(one("cat/../../1.ppm"), "leads out of the archive"),
                Arguments.of(one("/cat/1.ppm"), "has an absolute name"),
                Arguments.of(one("C:/cat/1.ppm"), "has an absolute name"),
                Arguments.of(one("cat\\1.ppm"), "has an absolute name"),
                Arguments.of(one("cat//1.ppm"), "has a name with an empty part"),
                Arguments.of(one("cat/a\nb.ppm"), "has a name with control characters"),
                Arguments.of(one("x".repeat(2_000) + "/1.ppm"), "has a name of more than 1024 characters"),
                Arguments.of(one("1.ppm"), "is in no folder"),
                Arguments.of(one("./1.ppm"), "is in no folder"),
                Arguments.of(special(TarArchiveEntry.LF_SYMLINK), "is a link; only plain files and folders are taken"),
                Arguments.of(special(TarArchiveEntry.LF_LINK), "is a link"),
                Arguments.of(special(TarArchiveEntry.LF_CHR), "is a device or pipe"),
                Arguments.of(special(TarArchiveEntry.LF_FIFO), "is a device or pipe"),
                Arguments.of(new Archives().folder("cat/").bytes(), "has a class folder without an image: [cat]"),
                Arguments.of(
                        new Archives().file("cat/1.ppm", IMAGE).folder("dog/").bytes(),
                        "has a class folder without an image: [dog]"),
                Arguments.of(
                        new Archives()
                                .file("cat/1.ppm", IMAGE)
                                .folder("dog")
                                .file("dog/.hidden", IMAGE)
                                .bytes(),
                        "has a class folder without an image: [dog]"),
                Arguments.of(
                        Archives.tarOf(Map.of("cat/1.ppm", new byte[4_001])),
                        "has 4001 bytes; an image has at most 4000"),
                Arguments.of(many(4, 10), "is one too many: a data set has at most 3 images"),
                Arguments.of(many(2, 3_500), "is too much: a data set has at most 6000 bytes"));
    }

    @ParameterizedTest
    @MethodSource("archives")
    void isRefusedInTheFirstPassWithItsReason(byte[] bytes, String reason) {
        Path file = Archives.write(folder.resolve("archive.tar"), bytes);
        List<ImageArchive> archives = List.of(new ImageArchive.Tar(Split.TRAIN, file));
        assertThatThrownBy(() -> ImportPlan.of(archives, BOUNDS))
                .isInstanceOf(ArchiveRefused.class)
                .hasMessageContaining("[" + file + "]")
                .hasMessageContaining(reason.replace("FILE", file.toString()));
    }

    @Test
    void namesOfAnyKindOfTarAreRead() throws IOException {
        String longName = "a".repeat(90) + "/" + "b".repeat(120) + "/ünï.ppm";
        for (byte[] bytes : List.of(
                new Archives().file(longName, IMAGE).file("cat/2.ppm", IMAGE).bytes(),
                new Archives()
                        .gnuNames()
                        .file(longName, IMAGE)
                        .file("cat/2.ppm", IMAGE)
                        .bytes())) {
            Path file = Archives.write(folder.resolve("names.tar"), bytes);
            TarSource source = TarSource.scan(
                    new ImageArchive.Tar(Split.TRAIN, file), ImportSettings.usual(), new ClassNaming.OfFolders());
            List<String> names = new ArrayList<>();
            try (ImageSource.Reader reader = source.open()) {
                for (Optional<ImageSource.RawImage> next = reader.next(); next.isPresent(); next = reader.next()) {
                    names.add(next.get().entry());
                    assertThat(next.get().bytes()).isEqualTo(IMAGE);
                }
            }
            assertThat(names).containsExactly(longName, "cat/2.ppm");
        }
    }

    @Test
    void anExtendedHeaderTakesNoMemoryForWhatItSays() {
        byte[] bytes = new Archives().commented("cat/1.ppm", "x".repeat(80_000)).bytes();
        Path file = Archives.write(folder.resolve("long.tar"), bytes);
        assertThatThrownBy(() ->
                        TarSource.scan(new ImageArchive.Tar(Split.TRAIN, file), BOUNDS, new ClassNaming.OfFolders()))
                .hasMessageContaining("has an extended header of 80");
    }

    @Test
    void aCutIsNoticedWhereverItIs() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("cat/1.ppm", IMAGE);
        files.put("dog/1.ppm", new byte[512]);
        byte[] good = Archives.tarOf(files);
        for (int length = 0; length < 4 * 512; length += 64) {
            Path file = Archives.write(folder.resolve("cut.tar"), Arrays.copyOf(good, length));
            assertThatThrownBy(() -> TarSource.scan(
                            new ImageArchive.Tar(Split.TRAIN, file), BOUNDS, new ClassNaming.OfFolders()))
                    .as("cut after %d bytes", length)
                    .isInstanceOf(ArchiveRefused.class);
        }
    }

    @Test
    void aFolderIsJudgedLikeATar() throws IOException {
        Archives.write(folder.resolve("images/cat/1.ppm"), IMAGE);
        Path empty = Files.createDirectories(folder.resolve("images/dog"));
        assertThatThrownBy(this::planOfFolder).hasMessageContaining("has a class folder without an image: [dog]");
        Files.createSymbolicLink(empty.resolve("1.ppm"), folder.resolve("images/cat/1.ppm"));
        assertThatThrownBy(this::planOfFolder).hasMessageContaining("1.ppm] is a link; only plain files");
        Files.delete(empty.resolve("1.ppm"));
        Files.delete(empty);
        Archives.write(folder.resolve("images/1.ppm"), IMAGE);
        assertThatThrownBy(this::planOfFolder).hasMessageContaining("[1.ppm]").hasMessageContaining("is in no folder");
    }

    private ImportPlan planOfFolder() {
        return ImportPlan.of(List.of(new ImageArchive.Folder(Split.TRAIN, folder.resolve("images"))), BOUNDS);
    }

    @Test
    void archivesHaveToFitTogether() {
        var train = new ImageArchive.Tar(Split.TRAIN, Archives.write(folder.resolve("a"), one("cat/1.ppm")));
        var test = new ImageArchive.Tar(Split.TEST, Archives.write(folder.resolve("b"), one("dog/1.ppm")));
        assertThatThrownBy(() -> ImportPlan.of(List.of(), BOUNDS)).hasMessageContaining("no archive");
        assertThatThrownBy(() -> ImportPlan.of(List.of(test), BOUNDS)).hasMessageContaining("no training images");
        assertThatThrownBy(() -> ImportPlan.of(List.of(train, test), BOUNDS))
                .hasMessageContaining("has class [dog], of which there is no training image");
        assertThatThrownBy(() -> ImageArchive.at(folder.resolve("none"), Split.TRAIN))
                .hasMessageContaining("is no file and no folder");
    }

    @Test
    void binaryArchivesHaveWholeRecordsAndKnownLabels() throws IOException {
        String names = String.join("\n", "abcdefghij".split(""));
        assertThatThrownBy(() -> cifar(names, new byte[3_072]))
                .hasMessageContaining("no whole number of records of 3073");
        assertThatThrownBy(() -> cifar("a\nb", new byte[3_073])).hasMessageContaining("has 2 class names");
        assertThatThrownBy(() -> cifar(names, new byte[0])).hasMessageContaining("is no whole CIFAR_10 binary archive");
        byte[] record = new byte[3_073];
        record[0] = 10;
        CifarSource source = cifar(names, record);
        try (ImageSource.Reader reader = source.open()) {
            assertThatThrownBy(reader::next)
                    .hasMessageContaining("label 10")
                    .hasMessageContaining("data_batch_1.bin#0");
        }
    }

    private CifarSource cifar(String names, byte[] training) throws IOException {
        byte[] bytes = new Archives()
                .file("batches.meta.txt", Archives.text(names))
                .file("data_batch_1.bin", training)
                .file("test_batch.bin", new byte[3_073])
                .bytes();
        Path file = Archives.write(folder.resolve("cifar.tar"), bytes);
        return CifarSource.scan(file, CifarSource.Form.CIFAR_10, BOUNDS);
    }

    private static byte[] one(String name) {
        return Archives.tarOf(Map.of(name, IMAGE));
    }

    private static byte[] special(byte type) {
        return new Archives().special("cat/1.ppm", type).bytes();
    }

    private static byte[] many(int images, int bytes) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < images; i++) {
            files.put("cat/" + i + ".ppm", new byte[bytes]);
        }
        return Archives.tarOf(files);
    }

    private static byte[] bomb() {
        return Archives.tarOf(Map.of("cat/.hidden", new byte[20 << 20]));
    }
}
