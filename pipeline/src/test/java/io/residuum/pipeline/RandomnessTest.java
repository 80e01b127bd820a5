package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomnessTest {
    @Test
    void equalKeysGiveEqualNumbersAndUsingOneDoesNotMoveAnother() {
        var first = Randomness.augmentation(5, 3, 77);
        Randomness.order(5, 3).nextLong();
        first.nextLong();
        var again = Randomness.augmentation(5, 3, 77);
        again.nextLong();
        assertThat(first.nextLong()).isEqualTo(again.nextLong());
    }

    @Test
    void everyPurposeAndEveryPartOfItsKeyCounts() {
        var generators = new ArrayList<RandomGenerator>();
        for (long seed : new long[] {0, 1, Long.MAX_VALUE}) {
            for (int part : new int[] {0, 1, 2}) {
                generators.add(Randomness.order(seed, part));
                for (int other : new int[] {0, 1, 2}) {
                    generators.add(Randomness.order(seed, part, other));
                    generators.add(Randomness.augmentation(seed, part, other));
                    generators.add(Randomness.augmentation(seed, part, other + (1L << 40)));
                    generators.add(Randomness.mask(seed, 9, part, other));
                    generators.add(Randomness.mask(seed, 9 + (1L << 40), part, other));
                }
                generators.add(Randomness.initialWeights(seed, "stage" + part + ".conv.weight"));
                generators.add(Randomness.generatedImage(seed, part));
            }
        }
        generators.add(Randomness.heldOut(0));
        generators.add(Randomness.heldOut(1));
        var firsts = new HashSet<Long>();
        generators.forEach(generator -> firsts.add(generator.nextLong()));
        assertThat(firsts).hasSameSizeAs(generators);
    }

    @Test
    void numbersStayWhatTheyAre() { // orders, crops and weights of every kept run follow from these
        assertThat(new long[] {
                    Randomness.order(1, 2).nextLong(),
                    Randomness.order(1, 2, 3).nextLong(),
                    Randomness.augmentation(1, 2, 3).nextLong(),
                    Randomness.initialWeights(1, "stem.conv.weight").nextLong(),
                    Randomness.mask(1, 2, 3, 4).nextLong()
                })
                .containsExactly(
                        -4925371128930107789L,
                        -1692957430572779260L,
                        9099858726695352993L,
                        -4711584450926308372L,
                        3576570249059718733L);
    }

    @Test
    void aKeyThatWouldNotFitIsRefused() {
        assertThatThrownBy(() -> Randomness.order(1, 1L << 32)).hasMessageContaining("epoch must lie in");
        assertThatThrownBy(() -> Randomness.augmentation(1, 0, -1)).hasMessageContaining("image index must lie in");
        assertThatThrownBy(() -> Randomness.mask(1, 0, 1 << 16, 0)).hasMessageContaining("slice must lie in");
    }
}
