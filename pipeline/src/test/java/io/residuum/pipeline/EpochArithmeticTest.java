package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residuum.pipeline.EpochArithmetic.Places;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EpochArithmeticTest {
    @Nested
    class Carried {
        private final EpochArithmetic arithmetic = new EpochArithmetic(10, 4, LastBatch.CARRY);

        @Test
        void aMiniBatchCrossesTheEndOfAnEpoch() {
            assertThat(arithmetic.places(0)).containsExactly(new Places(0, 0, 4));
            assertThat(arithmetic.places(2)).containsExactly(new Places(0, 8, 10), new Places(1, 0, 2));
            assertThat(arithmetic.places(4)).containsExactly(new Places(1, 6, 10));
            assertThat(arithmetic.places(5)).containsExactly(new Places(2, 0, 4));
        }

        @Test
        void aMiniBatchLargerThanTheDataSetTakesSeveralEpochs() {
            assertThat(new EpochArithmetic(3, 8, LastBatch.CARRY).places(1))
                    .containsExactly(
                            new Places(2, 2, 3), new Places(3, 0, 3), new Places(4, 0, 3), new Places(5, 0, 1));
        }

        @Test
        void everyMiniBatchIsFullAndEpochsRoundUp() {
            assertThat(arithmetic.images(2)).isEqualTo(4);
            assertThat(arithmetic.iterations(1)).isEqualTo(3);
            assertThat(arithmetic.iterations(2)).isEqualTo(5);
        }

        @Test
        void theCifarRunOfThePaperEndsWithinEpoch163() {
            var cifar = new EpochArithmetic(50_000, 128, LastBatch.CARRY);
            assertThat(cifar.places(63_999)).containsExactly(new Places(163, 41_872, 42_000));
        }
    }

    @Nested
    class ShortLast {
        @Test
        void theLastMiniBatchOfAnEpochHasWhatIsLeft() {
            var released = new EpochArithmetic(50_000, 64, LastBatch.SHORT);
            assertThat(released.iterations(200)).isEqualTo(200 * 782);
            assertThat(released.images(780)).isEqualTo(64);
            assertThat(released.places(781)).containsExactly(new Places(0, 49_984, 50_000));
            assertThat(released.places(782)).containsExactly(new Places(1, 0, 64));
        }
    }

    @Nested
    class Dropped {
        @Test
        void whatIsLeftIsNotSeen() {
            var dropped = new EpochArithmetic(10, 4, LastBatch.DROP);
            assertThat(dropped.iterations(3)).isEqualTo(6);
            assertThat(dropped.places(1)).containsExactly(new Places(0, 4, 8));
            assertThat(dropped.places(2)).containsExactly(new Places(1, 0, 4));
        }

        @Test
        void nothingLeftIsRefused() {
            assertThatThrownBy(() -> new EpochArithmetic(3, 4, LastBatch.DROP)).hasMessageContaining("at most 3");
        }
    }

    @Test
    void iterationsTakeEveryPlaceOnceInOrder() {
        for (var last : List.of(LastBatch.CARRY, LastBatch.SHORT)) {
            var arithmetic = new EpochArithmetic(23, 5, last);
            var seen = new ArrayList<Long>();
            for (long i = 0; i < arithmetic.iterations(3); i++) {
                for (var places : arithmetic.places(i)) {
                    for (long place = places.from(); place < places.to(); place++) {
                        seen.add(places.epoch() * 23 + place);
                    }
                }
            }
            for (int i = 0; i < 3 * 23; i++) {
                assertThat(seen.get(i)).as("%s", last).isEqualTo(i);
            }
        }
    }

    @Test
    void anIterationBeforeTheFirstIsRefused() {
        assertThatThrownBy(() -> new EpochArithmetic(3, 1, LastBatch.CARRY).places(-1))
                .hasMessageContaining("count from 0, was -1");
    }
}
