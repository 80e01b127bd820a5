package io.residuum.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two classes, n00000001 and n00000002; validation images val_00000001, 2 and 3 are of the second, first, second. */
class WnidLabelsTest {
    private static final List<String> EXPECTED = List.of("n00000002", "n00000001", "n00000002");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "val_00000001.JPEG,n00000002;val_00000002.JPEG,n00000001;val_00000003.JPEG,n00000002",
                "ImageId,PredictionString;val_00000001,n00000002 1 2 3 4 n00000002 5 6 7 8;val_00000003,n00000002;"
                        + "val_00000002,n00000001 9 9 9 9",
                "val_00000001.JPEG 1;val_00000002.JPEG 0;val/val_00000003.JPEG 1",
                "n00000002;n00000001;n00000002",
                "2;1;2;"
            })
    void everyUsualFormSaysTheSame(String text) throws Exception {
        var labels = WnidLabels.of(LabelFile.read(file("labels", text), file("synsets", "n00000001 tench;n00000002")));
        var plan = plan(labels, "val_00000001.JPEG", "val_00000002.JPEG", "val_00000003.JPEG");
        assertThat(plan.classes()).containsExactly("n00000001", "n00000002");
        var classes = new ArrayList<String>();
        try (var reader = plan.sources().get(1).open()) {
            for (var image = reader.next(); image.isPresent(); image = reader.next()) {
                classes.add(image.get().className());
            }
        }
        assertThat(classes).isEqualTo(EXPECTED);
    }

    @Test
    void foldersAndNamesAreEnoughWithoutAFile() {
        var plan = plan(WnidLabels.ofNames(), "val/n00000001/1.JPEG", "val/n00000002/1.JPEG", "n00000002_ostrich.JPEG");
        assertThat(plan.sources().get(1).classes()).containsExactly("n00000001", "n00000002");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "val_1.JPEG,n00000002 | no line in label file",
                "val_00000001,n00000001;val_00000001,n00000002 | line 2: image [val_00000001] has a label already",
                "1;2;3 | line 3: class 3 is beyond the 2 of the list of synsets, which count from 1",
                "val_00000001 2 | class 2 is beyond the 2 of the list of synsets, which count from 0",
                "2;1;2;1 | has 4 labels, archive",
                "2 | does not end in the number of a line of label file",
                "2;val_00000001 n00000002 | all have to be of one form",
                "val_00000001 cat;val_00000002 dog | line 2: expected a wnid (n01440764) or a number, found [val_00000002 dog]",
                "'' | holds no label",
                "val_00000001 0;val_00000002 0;val_00000003 0;val_00000004 1 | a label for [val_00000004], which archive",
                "1;1;1 | has no image of class [n00000002], of which there are training images",
                "val_00000001 n00000003;val_00000002 0;val_00000003 1 | has class [n00000003], of which there is no training"
            })
    void whatDisagreesIsRefusedByName(String text, String message) {
        assertThatThrownBy(() -> plan(
                        WnidLabels.of(LabelFile.read(file("labels", text), file("synsets", "n00000001;n00000002"))),
                        "val_00000001.JPEG",
                        "val_00000002.JPEG",
                        "val_00000003.JPEG"))
                .isInstanceOf(ArchiveRefused.class)
                .hasMessageContaining(message);
    }

    @Test
    void aNumberWantsTheListOfSynsets() {
        assertThatThrownBy(() -> LabelFile.read(file("labels", "1;2")))
                .hasMessageContaining("line 1: class 1 is a number")
                .hasMessageContaining("--synsets FILE");
        assertThatThrownBy(() -> LabelFile.read(file("labels", "1;2"), file("synsets", "tench")))
                .hasMessageContaining("line 1: expected a wnid (n01440764) first, found [tench]");
        assertThatThrownBy(() -> LabelFile.read(folder.resolve("absent"))).hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.JPEG | has no class: it is in no folder named by a wnid",
                "cats/1.JPEG | has no class",
                "n0000001/1.JPEG | is in folder [n0000001], which is no wnid: n and eight digits",
                "n00000001/n00000002_5.JPEG | is of class n00000001, but is called n00000002",
                "n00000001.tar | is a tar in the archive; unpack each into a folder of its own name"
            })
    void aNameThatGivesNoClassIsRefused(String name, String message) {
        assertThatThrownBy(() -> plan(WnidLabels.ofNames(), name)).hasMessageContaining(message);
    }

    @Test
    void labelsAreByNameSoNamesDiffer() {
        var labels = WnidLabels.of(LabelFile.read(file("labels", "1 n00000001;2 n00000002")));
        assertThatThrownBy(() -> plan(labels, "a/1.JPEG", "b/1.JPEG", "2.JPEG"))
                .hasMessageContaining("entry [b/1.JPEG]")
                .hasMessageContaining("has the name of another image; a label is by name");
    }

    @Test
    void aFolderThatContradictsTheLabelIsRefused() {
        var labels = WnidLabels.of(LabelFile.read(file("labels", "val_00000001 n00000002")));
        assertThatThrownBy(() -> plan(labels, "n00000001/val_00000001.JPEG"))
                .hasMessageContaining("is of class n00000002, but is in folder n00000001");
    }

    private ImportPlan plan(WnidLabels labels, String... testImages) {
        var train = new LinkedHashMap<String, byte[]>();
        train.put("n00000001/n00000001_1.JPEG", Archives.image(2, 3, 1));
        train.put("n00000002_7.JPEG", Archives.image(3, 2, 2));
        var test = new LinkedHashMap<String, byte[]>();
        for (String name : testImages) {
            test.put(name, Archives.image(2, 2, test.size()));
        }
        return ImportPlan.of(
                List.of(
                        new ImageArchive.ImageNet(
                                new ImageArchive.Tar(
                                        Split.TRAIN,
                                        Archives.write(folder.resolve("train.tar"), Archives.tarOf(train))),
                                WnidLabels.ofNames()),
                        new ImageArchive.ImageNet(
                                new ImageArchive.Tar(
                                        Split.TEST, Archives.write(folder.resolve("test.tar"), Archives.tarOf(test))),
                                labels)),
                ImportSettings.usual());
    }

    private Path file(String name, String lines) {
        return Archives.write(folder.resolve(name), lines.replace(';', '\n').getBytes(StandardCharsets.UTF_8));
    }
}
