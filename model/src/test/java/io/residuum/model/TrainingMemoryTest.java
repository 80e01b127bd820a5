package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
    private static final int IMAGES = 32;
    /** Elements of a signal of each stage, of one image: 16 × 32 × 32, 32 × 16 × 16, 64 × 8 × 8. */
    private static final long SIGNALS = 16 * 32 * 32 + 32 * 16 * 16 + 64 * 8 * 8;

    private static Architecture basic(int units, UnitDesign design) {
        return Architecture.cifar(
                6 * units + 2, Block.BASIC, design, new ShortcutDesign.Identity(), 1, 10, StrideIn.FIRST);
    }

    private static long most(Architecture architecture, int checkpointUnits, int images) {
        return TrainingMemory.mostBytes(architecture, new Arithmetic(Precision.FP32, checkpointUnits), images, 32, 32);
    }

    /** Of an original unit its input and two convolutions' outputs; four copies of what it learns, two of its averages. */
    @Test
    void aFurtherUnitOfEachStageTakesWhatItKeeps() {
        Architecture shallow = basic(5, UnitDesign.ORIGINAL);
        Architecture deeper = basic(6, UnitDesign.ORIGINAL);
        long learned = deeper.parameters() - shallow.parameters();
        int averages = deeper.layout().statisticCount() - shallow.layout().statisticCount();

        assertThat(most(deeper, 0, IMAGES) - most(shallow, 0, IMAGES))
                .isEqualTo(Float.BYTES * (3 * SIGNALS * IMAGES + 4 * learned + 2L * averages));
    }

    @Test
    void imagesTakeAllAlikeBesideWhatIsLearned() {
        Architecture network = basic(5, UnitDesign.FULL_PREACTIVATION);
        long one = most(network, 0, 2) - most(network, 0, 1);

        assertThat(most(network, 0, 10) - most(network, 0, 2)).isEqualTo(8 * one);
    }

    /** Of two more units a stage, in groups of two, one input a stage. */
    @Test
    void aFurtherGroupTakesItsFirstInput() {
        Architecture shallow = basic(7, UnitDesign.ORIGINAL);
        Architecture deeper = basic(9, UnitDesign.ORIGINAL);
        long learned = deeper.parameters() - shallow.parameters();
        int averages = deeper.layout().statisticCount() - shallow.layout().statisticCount();

        assertThat(most(deeper, 2, IMAGES) - most(shallow, 2, IMAGES))
                .isEqualTo(Float.BYTES * (SIGNALS * IMAGES + 4 * learned + 2L * averages));
        assertThat(most(deeper, 2, IMAGES)).isLessThan(most(deeper, 0, IMAGES) / 2);
    }

    @Test
    void everyDesignAndShortcutHasAnAnswer() {
        for (UnitDesign design : UnitDesign.values()) {
            assertThat(most(basic(3, design), 0, 4)).isPositive();
        }
        for (ShortcutDesign shortcut : new ShortcutDesign[] {
            new ShortcutDesign.Zero(),
            new ShortcutDesign.ConstantScaling(0.5, 0.5),
            new ShortcutDesign.Convolution(),
            new ShortcutDesign.ExclusiveGating(-6),
            new ShortcutDesign.ShortcutOnlyGating(0),
            new ShortcutDesign.Dropout(0.5, false)
        }) {
            Architecture network =
                    Architecture.cifar(20, Block.BASIC, UnitDesign.ORIGINAL, shortcut, 1, 10, StrideIn.FIRST);
            assertThat(most(network, 0, 4)).as("%s", shortcut).isPositive();
            assertThat(most(network, 1, 4)).as("%s", shortcut).isPositive();
        }
        Architecture photographs =
                Architecture.imagenet(50, UnitDesign.ORIGINAL, new ShortcutDesign.Identity(), 1, 1000, StrideIn.FIRST);
        assertThat(TrainingMemory.mostBytes(photographs, Arithmetic.fp32(), 8, 224, 224))
                .isGreaterThan(16 * photographs.parameters());
    }
}
