package io.residuum.bench;

import io.residuum.pipeline.QuickstartImages;
import io.residuum.storage.GeneratedImages;
import io.residuum.storage.Split;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The JPEG files that every contestant reads, in a folder of class folders for each split. */
final class Images {
    private static final int TRAIN_IMAGES = 10_000;
    private static final int TEST_IMAGES = 1_000;
    private static final int NOISE = 40;

    private Images() {}

    /** Real ones where {@code data} has {@code cifar10-train.tar} and {@code cifar10-test.tar}, else generated ones of their size. */
    static void write(Optional<Path> data, Path folder) throws IOException {
        if (data.isPresent()) {
            unpack(data.get().resolve("cifar10-train.tar"), folder.resolve("train"));
            unpack(data.get().resolve("cifar10-test.tar"), folder.resolve("test"));
            return;
        }
        var images = new QuickstartImages(StepCase.SIDE, TRAIN_IMAGES, TEST_IMAGES, NOISE, 1);
        generate(images, Split.TRAIN, folder.resolve("train"));
        generate(images, Split.TEST, folder.resolve("test"));
    }

    private static void generate(GeneratedImages images, Split split, Path folder) throws IOException {
        for (String each : images.classes()) {
            Files.createDirectories(folder.resolve(each));
        }
        for (int index = 0; index < images.count(split); index++) {
            GeneratedImages.Image image = images.image(split, index);
            var picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
            for (int at = 0; at < image.width() * image.height(); at++) {
                int red = image.rgb()[at * 3] & 0xff;
                int green = image.rgb()[at * 3 + 1] & 0xff;
                int blue = image.rgb()[at * 3 + 2] & 0xff;
                picture.setRGB(at % image.width(), at / image.width(), red << 16 | green << 8 | blue);
            }
            Path file =
                    folder.resolve(images.classes().get(image.classNumber())).resolve("%05d.jpg".formatted(index));
            ImageIO.write(picture, "jpg", file.toFile());
        }
    }

    private static void unpack(Path tar, Path folder) throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(tar));
                var entries = new TarArchiveInputStream(bytes)) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path path = Path.of(entry.getName()).normalize();
                if (!entry.isFile() || path.getNameCount() < 2 || path.startsWith("..")) {
                    continue;
                }
                Path file = folder.resolve(path.subpath(path.getNameCount() - 2, path.getNameCount()));
                Files.createDirectories(file.getParent());
                Files.copy(entries, file);
            }
        }
    }
}
