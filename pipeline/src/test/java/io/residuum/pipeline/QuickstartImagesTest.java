package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.storage.Sha256;
import io.residuum.storage.Split;
import org.junit.jupiter.api.Test;

class QuickstartImagesTest {
    private static final QuickstartImages IMAGES = QuickstartImages.usual();

    @Test
    void theImagesAreTheSameOnEveryMachine() {
        var digest = Sha256.ofChunks();
        for (var split : Split.values()) {
            for (int i = 0; i < IMAGES.count(split); i++) {
                digest.add(IMAGES.image(split, i).rgb());
            }
        }
        assertThat(digest.digest().hex()).isEqualTo("dba9363eb5d0ce0f7e761e94d941db61dc3bb70aa556ba47f4b40ac37664b279");
    }

    @Test
    void everyClassIsAsFrequent() {
        var counts = new int[IMAGES.classes().size()];
        for (int i = 0; i < IMAGES.count(Split.TEST); i++) {
            counts[IMAGES.image(Split.TEST, i).classNumber()]++;
        }
        assertThat(counts).containsOnly(250);
    }

    @Test
    void noImageOfOneSplitIsInTheOther() {
        var train = IMAGES.image(Split.TRAIN, 0).rgb();
        assertThat(IMAGES.image(Split.TEST, 0).rgb()).isNotEqualTo(train);
        assertThat(new QuickstartImages(16, 1, 1, 40, 1).image(Split.TRAIN, 0).rgb())
                .isNotEqualTo(train);
    }

    /** Trained to the end, on ten times the images of the data set: even then it knows hardly more than chance does. */
    @Test
    void aLinearClassifierStaysAboveHalf() {
        var many = new QuickstartImages(16, 20_000, 1_000, 40, 0);
        var classifier = new SoftmaxRegression(16 * 16 * 3, many.classes().size());
        for (int pass = 0; pass < 3; pass++) {
            for (int i = 0; i < many.count(Split.TRAIN); i++) {
                classifier.learn(many.image(Split.TRAIN, i), 0.02f / (1 + pass));
            }
        }
        int errors = 0;
        for (int i = 0; i < many.count(Split.TEST); i++) {
            var image = many.image(Split.TEST, i);
            errors += classifier.classify(image) == image.classNumber() ? 0 : 1;
        }
        assertThat(100.0 * errors / many.count(Split.TEST)).isBetween(50.0, 80.0);
    }
}
