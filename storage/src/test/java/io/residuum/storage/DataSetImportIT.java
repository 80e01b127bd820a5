package io.residuum.storage;

import static io.residuum.storage.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestServer.class)
class DataSetImportIT {
    private static final ShardCutter.Borders SMALL = new ShardCutter.Borders(4, 1 << 20);
    private static final ImageCheck TRUSTING =
            (entry, bytes) -> ImageForm.of(bytes).shape();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void aTarBecomesShardsAndAManifest(ObjectStore store) throws Exception {
        List<ImportProgress> told = new ArrayList<>();
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual(), SMALL);
        ImportOutcome outcome = await(importing.run("animals", animals(), told::add));

        assertThat(outcome).isInstanceOfSatisfying(ImportOutcome.Imported.class, imported -> {
            assertThat(imported.shardsWritten()).isEqualTo(4);
            assertThat(imported.shardsPresent()).isZero();
        });
        Manifest manifest = await(new DataSets(store).manifest(outcome.id()));
        assertThat(manifest).isEqualTo(outcome.manifest());
        assertThat(manifest.classes()).containsExactly("bird", "cat", "ärmel");
        assertThat(manifest.imageShape()).hasValue(new ImageShape(4, 6));
        assertThat(manifest.images(Split.TRAIN)).isEqualTo(9);
        assertThat(manifest.images(Split.TEST)).isEqualTo(3);
        assertThat(manifest.shards()).extracting(Manifest.Shard::entries).containsExactly(4, 4, 1, 3);
        assertThat(manifest.shards()).extracting(Manifest.Shard::firstIndex).containsExactly(0L, 4L, 8L, 0L);
        assertThat(told).extracting(ImportProgress::imagesDone).containsExactly(4L, 8L, 9L, 12L);
        assertThat(told).extracting(ImportProgress::imagesTotal).containsOnly(12L);

        byte[] second = await(new DataSets(store).shard(manifest.shards().get(1)));
        var tar = new TarReader("shard", new ByteArrayInputStream(second));
        TarReader.Entry first = tar.next().orElseThrow();
        assertThat(first.name()).isEqualTo("000000004.ppm");
        byte[] image = tar.content((int) first.sizeBytes());
        assertThat(image).isEqualTo(Archives.image(4, 6, 4));
        assertThat(manifest.shards().get(1).digestOf(0)).isEqualTo(Sha256.of(image));
        assertThat(manifest.shards().get(1).classOf(0)).isEqualTo(1);
    }

    @Test
    void theSameImagesAgainAreAlreadyImported(ObjectStore store) {
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual(), SMALL);
        ImportOutcome first = await(importing.run("animals", animals(), told -> {}));
        List<StoredObject> before = await(store.list("datasets/").runWith(Sink.seq(), store.system()));
        ImportOutcome again = await(importing.run("animals", animals(), told -> {}));
        assertThat(again).isInstanceOf(ImportOutcome.AlreadyImported.class);
        assertThat(again.id()).isEqualTo(first.id());
        List<StoredObject> after = await(store.list("datasets/").runWith(Sink.seq(), store.system()));
        assertThat(after)
                .extracting(StoredObject::key)
                .isEqualTo(before.stream().map(StoredObject::key).toList());
        ImportOutcome otherName = await(importing.run("beasts", animals(), told -> {}));
        assertThat(otherName.id().version())
                .as("a version is a function of the images")
                .isEqualTo(first.id().version());
    }

    @Test
    void anInterruptedImportWritesOnlyWhatIsMissingOrDamaged(ObjectStore store) {
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual(), SMALL);
        Manifest manifest =
                await(importing.run("animals", animals(), told -> {})).manifest();
        await(store.delete(DataSetKeys.manifest(manifest.id())));
        await(store.delete(manifest.shards().get(0).object().key()));
        await(store.put(manifest.shards().get(2).object().key(), new byte[] {1}));
        assertThat(await(new DataSets(store).list()))
                .as("without a manifest there is no data set")
                .isEmpty();
        assertThat(await(importing.run("animals", animals(), told -> {})))
                .isInstanceOfSatisfying(ImportOutcome.Imported.class, imported -> {
                    assertThat(imported.manifest()).isEqualTo(manifest);
                    assertThat(imported.shardsWritten()).isEqualTo(2);
                    assertThat(imported.shardsPresent()).isEqualTo(2);
                });
        for (Manifest.Shard shard : manifest.shards()) {
            await(new DataSets(store).shard(shard));
        }
    }

    @Test
    void aFolderAndATarOfTheSameSortedNamesAreOneVersion(ObjectStore store) {
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual(), SMALL);
        trainingImages()
                .forEach(
                        (name, bytes) -> Archives.write(folder.resolve("images").resolve(name), bytes));
        Archives.write(folder.resolve("images/cat/.DS_Store"), new byte[] {1});
        List<ImageArchive> fromFolder = List.of(new ImageArchive.Folder(Split.TRAIN, folder.resolve("images")));
        ImportOutcome one = await(importing.run("animals", fromFolder, told -> {}));
        Path gzipped = Archives.write(folder.resolve("t.tgz"), Archives.gzipped(Archives.tarOf(trainingImages())));
        ImportOutcome two = await(importing.run("animals", List.of(ImageArchive.at(gzipped, Split.TRAIN)), told -> {}));
        assertThat(two.id()).isEqualTo(one.id());
        assertThat(two).isInstanceOf(ImportOutcome.AlreadyImported.class);
    }

    @Test
    void aNameStandsForItsNewestImportAndVersionsStay(ObjectStore store) {
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual(), SMALL);
        var dataSets = new DataSets(store);
        assertThat(await(dataSets.resolve("animals"))).isEmpty();
        DataSetId all = await(importing.run("animals", animals(), told -> {})).id();
        DataSetId training = await(importing.run("animals", animals().subList(0, 1), told -> {}))
                .id();
        assertThat(await(dataSets.resolve("animals"))).hasValue(training);
        assertThat(await(dataSets.resolve("animals@" + all.version().shortHex())))
                .hasValue(all);
        assertThat(await(dataSets.resolve("animals@" + all.version().hex()))).hasValue(all);
        assertThat(await(dataSets.resolve("animals@" + "0".repeat(12)))).isEmpty();
        assertThat(await(dataSets.list())).containsExactlyInAnyOrder(all, training);
        assertThatThrownBy(() -> dataSets.resolve("animals@12")).hasMessageContaining("12 to 64");
        assertThatThrownBy(() -> dataSets.resolve("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedAndNewerManifestsAreRefusedByName(ObjectStore store) {
        var dataSets = new DataSets(store);
        DataSetId id = await(new DataSetImport(store, TRUSTING, ImportSettings.usual(), SMALL)
                        .run("animals", animals(), told -> {}))
                .id();
        byte[] bytes = await(store.get(DataSetKeys.manifest(id))).orElseThrow();
        bytes[bytes.length / 2] ^= 1;
        await(store.put(DataSetKeys.manifest(id), bytes));
        assertThatThrownBy(() -> await(dataSets.manifest(id)))
                .hasCauseInstanceOf(DamagedObject.class)
                .hasMessageContaining(DataSetKeys.manifest(id));

        ObjectNode newer = CanonicalJson.object().put("format", 2);
        var newerId = new DataSetId("animals", Sha256.of(CanonicalJson.bytes(newer)));
        await(store.put(DataSetKeys.manifest(newerId), CanonicalJson.bytes(newer)));
        assertThatThrownBy(() -> await(dataSets.manifest(newerId)))
                .hasCauseInstanceOf(NewerFormat.class)
                .hasMessageContaining("has format 2, this release reads up to 1");
        await(store.put(DataSetKeys.newest("animals"), Archives.text("{\"format\":1,\"version\":\"?\"}")));
        assertThatThrownBy(() -> await(dataSets.resolve("animals"))).hasCauseInstanceOf(DamagedObject.class);
    }

    @Test
    void statisticsStandBesideTheirDataSetAndCountOnlyWhole(ObjectStore store) {
        var dataSets = new DataSets(store);
        var id = new DataSetId("animals", Sha256.of(new byte[0]));
        assertThat(await(dataSets.statistics(id, "opencv-4.9.0"))).isEmpty();
        await(dataSets.putStatistics(id, "opencv-4.9.0", new byte[] {1, 2, 3}));
        assertThat(await(dataSets.statistics(id, "opencv-4.9.0"))).hasValue(new byte[] {1, 2, 3});
        assertThat(await(dataSets.statistics(id, "other-1"))).isEmpty();
        byte[] stored =
                await(store.get(DataSetKeys.statistics(id, "opencv-4.9.0"))).orElseThrow();
        stored[stored.length - 1] ^= 1;
        await(store.put(DataSetKeys.statistics(id, "opencv-4.9.0"), stored));
        assertThat(await(dataSets.statistics(id, "opencv-4.9.0"))).isEmpty();
    }

    @Test
    void binaryCifarKeepsLabelsAndBecomesPictures(ObjectStore store) throws Exception {
        byte[] batch = cifarRecords(1, 10);
        byte[] archive = Archives.gzipped(new Archives()
                .folder("cifar-10-batches-bin/")
                .file("cifar-10-batches-bin/data_batch_1.bin", batch)
                .file("cifar-10-batches-bin/batches.meta.txt", Archives.text(names(10) + "\n"))
                .file("cifar-10-batches-bin/readme.html", Archives.text("hello"))
                .file("cifar-10-batches-bin/data_batch_2.bin", cifarRecords(1, 5))
                .file("cifar-10-batches-bin/test_batch.bin", cifarRecords(1, 3))
                .bytes());
        ImageArchive found = ImageArchive.at(Archives.write(folder.resolve("c.tar.gz"), archive), Split.TRAIN);
        assertThat(found).isInstanceOf(ImageArchive.Cifar10Binary.class);
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual(), SMALL);
        Manifest manifest =
                await(importing.run("cifar10", List.of(found), told -> {})).manifest();
        assertThat(manifest.images(Split.TRAIN)).isEqualTo(15);
        assertThat(manifest.images(Split.TEST)).isEqualTo(3);
        assertThat(manifest.imageShape()).hasValue(new ImageShape(32, 32));
        assertThat(manifest.classes()).startsWith("name0", "name1").hasSize(10);
        assertThat(manifest.shards().get(0).classOf(3)).isEqualTo(3);
        var tar = new TarReader(
                "shard",
                new ByteArrayInputStream(
                        await(new DataSets(store).shard(manifest.shards().get(0)))));
        byte[] ppm = tar.content((int) tar.next().orElseThrow().sizeBytes());
        int header = "P6\n32 32\n255\n".length();
        for (int channel = 0; channel < 3; channel++) {
            assertThat(ppm[header + 3 * 33 + channel]).isEqualTo(batch[1 + 1024 * channel + 33]);
        }
    }

    @Test
    void binaryCifar100TakesTheFineLabels(ObjectStore store) {
        byte[] archive = Archives.gzipped(new Archives()
                .file("cifar-100-binary/coarse_label_names.txt", Archives.text("coarse\n"))
                .file("cifar-100-binary/fine_label_names.txt", Archives.text(names(100)))
                .file("cifar-100-binary/train.bin", cifarRecords(2, 100))
                .file("cifar-100-binary/test.bin", cifarRecords(2, 2))
                .bytes());
        ImageArchive found = ImageArchive.at(Archives.write(folder.resolve("c.tar.gz"), archive), Split.TEST);
        assertThat(found).isInstanceOf(ImageArchive.Cifar100Binary.class);
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual());
        Manifest manifest =
                await(importing.run("cifar100", List.of(found), told -> {})).manifest();
        assertThat(manifest.shards().get(0).classOf(42)).isEqualTo(42);
        assertThat(manifest.classes()).hasSize(100).contains("name99");
    }

    @Test
    void generatedImagesAreADataSetLikeAnyOther(ObjectStore store) {
        GeneratedImages images = new GeneratedImages() {
            @Override
            public List<String> classes() {
                return List.of("left", "right");
            }

            @Override
            public int count(Split split) {
                return split == Split.TRAIN ? 6 : 2;
            }

            @Override
            public Image image(Split split, int index) {
                return new Image(index % 2, 2, 2, new byte[] {(byte) index, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
            }
        };
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual());
        ImportOutcome outcome = await(importing.run("made", List.of(new ImageArchive.Generated(images)), told -> {}));
        assertThat(outcome.manifest().classes()).containsExactly("left", "right");
        assertThat(outcome.manifest().images(Split.TEST)).isEqualTo(2);
        assertThat(outcome.id().version().shortHex())
                .as("the same images have the same version on every machine and in every release of format 1")
                .isEqualTo("2bc21340b45c");
    }

    @Test
    void brokenImagesAreSkippedAndNamedWhenAsked(ObjectStore store) {
        Map<String, byte[]> files = trainingImages();
        files.put("cat/broken.ppm", Archives.text("no image"));
        ImportOutcome outcome = await(
                new DataSetImport(store, TRUSTING, ImportSettings.usual().onBroken(ImportSettings.OnBroken.SKIP), SMALL)
                        .run("animals", List.of(tar(Split.TRAIN, files)), told -> {}));
        assertThat(outcome.skipped().count()).isOne();
        assertThat(outcome.skipped().first().get(0)).startsWith("[cat/broken.ppm]: ");
        assertThat(outcome.manifest().images(Split.TRAIN)).isEqualTo(9);
    }

    @Test
    void imagesOfSeveralSizesAreVariousOrRefused(ObjectStore store) {
        Map<String, byte[]> files = trainingImages();
        files.put("cat/larger.ppm", Archives.image(8, 8, 1));
        List<ImageArchive> archives = List.of(tar(Split.TRAIN, files));
        ImportSettings any = ImportSettings.usual();
        ImportOutcome outcome = await(new DataSetImport(store, TRUSTING, any).run("animals", archives, told -> {}));
        assertThat(outcome.manifest().imageShape()).isEmpty();
        var same = new DataSetImport(store, TRUSTING, any.shapes(ImportSettings.Shapes.SAME));
        assertThatThrownBy(() -> await(same.run("others", archives, told -> {})))
                .hasCauseInstanceOf(ArchiveRefused.class)
                .hasMessageContaining("image [cat/larger.ppm] has 8 × 8 pixels, but [bird/0.ppm] has 4 × 6");
        assertThat(await(new DataSets(store).resolve("others"))).isEmpty();
    }

    @Test
    @Tag("slow")
    void theRealTrainingImagesAreImportedInTime(ObjectStore store) {
        String data = System.getProperty("residuum.test.data", "");
        assumeTrue(!data.isEmpty(), "needs -Dresiduum.test.data=FOLDER with cifar10-train.tar and cifar10-test.tar");
        List<ImageArchive> archives = List.of(
                ImageArchive.at(Path.of(data, "cifar10-train.tar"), Split.TRAIN),
                ImageArchive.at(Path.of(data, "cifar10-test.tar"), Split.TEST));
        long startNanos = System.nanoTime();
        var importing = new DataSetImport(store, TRUSTING, ImportSettings.usual());
        ImportOutcome outcome = await(importing.run("cifar10", archives, told -> {}));
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        System.out.printf("60,000 images imported in %.1f s, as %s%n", seconds, outcome.id());
        assertThat(outcome.manifest().images(Split.TRAIN)).isEqualTo(50_000);
        assertThat(outcome.manifest().images(Split.TEST)).isEqualTo(10_000);
        assertThat(outcome.manifest().shards(Split.TRAIN)).hasSize(50);
    }

    private List<ImageArchive> animals() {
        Map<String, byte[]> test = new LinkedHashMap<>();
        test.put("test/cat/1.ppm", Archives.image(4, 6, 101));
        test.put("test/bird/1.ppm", Archives.image(4, 6, 102));
        test.put("test/cat/2.ppm", Archives.image(4, 6, 103));
        return List.of(tar(Split.TRAIN, trainingImages()), tar(Split.TEST, test));
    }

    /** In byte order: three birds, three cats, three of a class that Java's own order would put elsewhere. */
    private static Map<String, byte[]> trainingImages() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<String> classes = List.of("bird", "cat", "ärmel");
        IntStream.range(0, 9).forEach(i -> files.put(classes.get(i / 3) + "/" + i + ".ppm", Archives.image(4, 6, i)));
        return files;
    }

    private ImageArchive tar(Split split, Map<String, byte[]> files) {
        return new ImageArchive.Tar(split, Archives.write(folder.resolve(split + ".tar"), Archives.tarOf(files)));
    }

    private static byte[] cifarRecords(int labelBytes, int records) {
        var bytes = new ByteArrayOutputStream();
        for (int record = 0; record < records; record++) {
            byte[] labels = new byte[labelBytes];
            labels[labelBytes - 1] = (byte) record;
            bytes.writeBytes(labels);
            byte[] planes = new byte[3072];
            new java.util.Random(record).nextBytes(planes);
            bytes.writeBytes(planes);
        }
        return bytes.toByteArray();
    }

    private static String names(int count) {
        return String.join(
                        "\n",
                        IntStream.range(0, count).mapToObj(i -> "name" + i).toList()) + "\n";
    }
}
