package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputRecipeTest {
    @ParameterizedTest
    @CsvSource({"128, 64 64", "127, 64 63", "80, 40 40", "1, 1 0"})
    void theFirstSlicesOfAShortMiniBatchGetOneImageMore(int images, String expected) {
        assertThat(slices(128, 2, images)).isEqualTo(expected);
    }

    @Test
    void threeSlicesOfSixteen() {
        assertThat(slices(16, 3, 16)).isEqualTo("6 5 5");
        assertThat(slices(16, 3, 2)).isEqualTo("1 1 0");
    }

    @Test
    void whatCannotBeIsRefusedWithTheRule() {
        assertThatThrownBy(() -> recipe(0, 1)).hasMessage("mini-batch must be positive, was 0");
        assertThatThrownBy(() -> recipe(4, 5)).hasMessage("slices must lie in 1..4 (the mini-batch), was 5");
        assertThatThrownBy(() -> new InputRecipe(Augmentation.NONE, Normalisation.CHANNEL, 4, 1, LastBatch.CARRY, 0))
                .hasMessage("window must be a positive number of shards, was 0");
    }

    private static String slices(int miniBatch, int slices, int images) {
        return String.join(
                " ",
                IntStream.range(0, slices)
                        .mapToObj(slice ->
                                String.valueOf(recipe(miniBatch, slices).sliceImages(images, slice)))
                        .toList());
    }

    private static InputRecipe recipe(int miniBatch, int slices) {
        return new InputRecipe(
                Augmentation.PAD_CROP_FLIP, Normalisation.PER_PIXEL_MEAN, miniBatch, slices, LastBatch.CARRY, 64);
    }
}
