package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home with the images of two small folders, one a version of the other, that share shards of test images. */
class DatasetsIT {

    @TempDir
    Path folder;

    private TrainedHome home() throws IOException {
        var home = new TrainedHome(folder);
        images("train/cat", 3, 10);
        images("train/dog", 4, 200);
        images("test/cat", 2, 50);
        images("test/dog", 2, 60);
        importThem(home);
        return home;
    }

    private void importThem(TrainedHome home) {
        assertThat(home.run(
                        "import",
                        "pets",
                        "--train",
                        folder.resolve("train").toString(),
                        "--test",
                        folder.resolve("test").toString()))
                .as(home.err())
                .isZero();
    }

    /** Grey images of 8 × 8 pixels, each a little lighter than the one before. */
    private void images(String where, int count, int grey) throws IOException {
        Path into = Files.createDirectories(folder.resolve(where));
        for (int i = 0; i < count; i++) {
            var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            for (int at = 0; at < 64; at++) {
                image.setRGB(at % 8, at / 8, (grey + i) * 0x010101);
            }
            ImageIO.write(image, "png", into.resolve(i + ".png").toFile());
        }
    }

    private List<Path> shards() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("home/s3/residuum/datasets/pets/shards"))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        }
    }

    @Test
    void listedShownAndDrawn() throws IOException {
        TrainedHome home = home();
        assertThat(home.run("datasets", "--json")).isZero();
        assertThat(home.json()).hasSize(1);
        assertThat(home.json().get(0).path("train").asLong()).isEqualTo(7);
        assertThat(home.json().get(0).path("newest").asBoolean()).isTrue();
        assertThat(home.run("datasets", "list")).isZero();
        assertThat(home.out()).contains("pets@", "7 train", "4 test", "2 classes", "8 × 8");

        Path picture = folder.resolve("pets.png");
        assertThat(home.run("datasets", "show", "pets", "--json", "--output", picture.toString()))
                .as(home.err())
                .isZero();
        JsonNode json = home.json();
        assertThat(json.path("channelMeans").get(0).asDouble()).isEqualTo((10 + 11 + 12 + 200 + 201 + 202 + 203) / 7.0);
        assertThat(json.path("classes").get(1).path("name").asText()).isEqualTo("dog");
        assertThat(json.path("classes").get(1).path("train").asLong()).isEqualTo(4);
        assertThat(json.path("classes").get(1).path("test").asLong()).isEqualTo(2);

        BufferedImage drawn = ImageIO.read(picture.toFile());
        assertThat(drawn.getRGB(8, 8) & 0xff).as("the first cat as stored").isEqualTo(10);
        assertThat(drawn.getRGB(8, 80) & 0xff).as("the first dog as stored").isEqualTo(200);
        long ofCat = 0;
        long ofMean = 0;
        for (int x = 90; x < drawn.getWidth(); x++) {
            ofCat += (drawn.getRGB(x, 10) & 0xff) == 10 ? 1 : 0;
            ofMean += (drawn.getRGB(x, 10) & 0xff) == 120 ? 1 : 0;
        }
        assertThat(ofCat).as("augmented, the image").isPositive();
        assertThat(ofMean).as("augmented, the padding").isPositive();

        assertThat(home.run("datasets", "show", "pets")).isZero();
        assertThat(home.out()).contains("mean 119.86 119.86 119.86", "dog");
        assertThat(home.run("datasets", "show", "pet")).isEqualTo(2);
        assertThat(home.err()).contains("no data set pet", "pets@");
    }

    @Test
    void aDamagedShardIsNamedAndImportingAgainMendsIt() throws IOException {
        TrainedHome home = home();
        assertThat(home.run("datasets", "verify", "pets")).isZero();
        assertThat(home.out()).contains("all as imported");
        Path shard = shards().get(0);
        byte[] bytes = Files.readAllBytes(shard);
        bytes[700] ^= 1;
        Files.write(shard, bytes);
        assertThat(home.run("datasets", "verify", "pets", "--json")).isEqualTo(1);
        assertThat(home.json().path("damaged")).hasSize(1);
        assertThat(home.json().path("damaged").get(0).path("object").asText())
                .endsWith(shard.getFileName().toString());
        importThem(home);
        assertThat(home.run("datasets", "verify", "pets")).isZero();
    }

    @Test
    void aDeletedVersionTakesOnlyItsOwnShards() throws IOException {
        TrainedHome home = home();
        assertThat(home.run("datasets", "--json")).isZero();
        String first = home.json().get(0).path("version").asText();
        int before = shards().size();
        images("train/dog", 5, 200);
        importThem(home);
        assertThat(shards().size()).as("the test images are shared").isLessThan(2 * before);
        assertThat(home.run("datasets", "delete", "pets")).as(home.err()).isZero();
        assertThat(home.run("datasets", "--json")).isZero();
        assertThat(home.json()).hasSize(1);
        assertThat(home.json().get(0).path("version").asText()).isEqualTo(first);
        assertThat(shards().size()).isEqualTo(before);
        assertThat(home.run("datasets", "verify", "pets@" + first)).isZero();

        assertThat(home.run("datasets", "delete", "pets@" + first, "--json")).isZero();
        assertThat(home.json().path("deleted").asText()).isEqualTo("pets@" + first);
        assertThat(shards()).isEmpty();
        assertThat(home.run("datasets", "show", "pets")).isEqualTo(2);
        assertThat(home.err()).contains("none yet", "residuum import");
    }

    @Test
    void imageNetsImagesAreImportedByWnidAndLabelFile() throws IOException {
        var home = new TrainedHome(folder);
        images("train/n00000001", 2, 10);
        images("train/n00000002", 2, 200);
        images("val", 2, 50); // 0.png and 1.png
        Path labels = Files.writeString(folder.resolve("labels.csv"), "name,class\n0,n00000002\n1,n00000001\n");
        String train = folder.resolve("train").toString();
        String test = folder.resolve("val").toString();
        assertThat(home.run(
                        "import", "mini", "--train", train, "--test", test, "--labels", labels.toString(), "--json"))
                .as(home.err())
                .isZero();
        assertThat(home.json().path("classes").asInt()).isEqualTo(2);
        assertThat(home.json().path("testImages").asInt()).isEqualTo(2);
        assertThat(home.run("import", "imagenet", "--train", train, "--test", test))
                .isEqualTo(2);
        assertThat(home.err()).contains("entry [0.png] of archive [" + test + "] has no class");
        assertThat(home.run("import", "mini", "--train", train, "--labels", labels.toString()))
                .isEqualTo(2);
        assertThat(home.err()).contains("--labels says the classes of test images; name those with --test");
    }
}
