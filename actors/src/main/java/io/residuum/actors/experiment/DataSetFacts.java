package io.residuum.actors.experiment;

import io.residuum.pipeline.QuickstartImages;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.util.Optional;

/** What a plan has to know of a data set: how many classes and images, and of what size. */
public record DataSetFacts(int classes, long trainImages, long testImages, ImageSizes sizes) {
    public DataSetFacts {
        Checks.positive("classes", classes);
        Checks.notNegative("training images", trainImages);
        Checks.notNegative("test images", testImages);
    }

    public static DataSetFacts of(Manifest manifest) {
        return new DataSetFacts(
                manifest.classes().size(), manifest.images(Split.TRAIN), manifest.images(Split.TEST), manifest.sizes());
    }

    /** The facts of data sets that everybody knows or that are generated: experiments on them can be described before an import. */
    public static Optional<DataSetFacts> wellKnown(String name) {
        return switch (name) {
            case "cifar10" -> Optional.of(new DataSetFacts(10, 50_000, 10_000, ofShape(32)));
            case "cifar100" -> Optional.of(new DataSetFacts(100, 50_000, 10_000, ofShape(32)));
            case "imagenet" -> Optional.of(new DataSetFacts(1000, 1_281_167, 50_000, new ImageSizes.Various()));
            case "quickstart" -> Optional.of(quickstart());
            default -> Optional.empty();
        };
    }

    private static DataSetFacts quickstart() {
        QuickstartImages images = QuickstartImages.usual();
        return new DataSetFacts(
                images.classes().size(), images.trainImages(), images.testImages(), ofShape(images.sidePixels()));
    }

    private static ImageSizes ofShape(int side) {
        return new ImageSizes.One(new ImageShape(side, side));
    }
}
