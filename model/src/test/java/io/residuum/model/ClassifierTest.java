package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class ClassifierTest {
    private static final Architecture SMALL =
            ArchitectureTest.architecture(14, Block.BASIC, UnitDesign.FULL_PREACTIVATION, 1, 10);

    private final Engine engine = Engine.start();

    @Test
    void saysImageByImageWhatEvaluationSums() {
        Slices slice = Slices.random(32, 3);
        try (Network network =
                Network.open(engine, SMALL, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32(), 1)) {
            network.initialise(name -> new Random(name.hashCode()));
            slice.gradient(network);
            network.update(0.1);
            EvaluationResult expected = slice.evaluate(network);
            try (Classifier classifier = Classifier.open(engine, SMALL, network.state(), 1)) {
                Classified each = classifier.classify(slice.pixels, slice.labels, 32, Slices.SIDE, Slices.SIDE);
                double loss = 0;
                int errors = 0;
                int topFiveErrors = 0;
                for (int i = 0; i < 32; i++) {
                    loss += each.losses()[i];
                    errors += each.classes()[i] == slice.labels.get(i) ? 0 : 1;
                    topFiveErrors += place(each.logits(), 10 * i, (int) slice.labels.get(i)) < 5 ? 0 : 1;
                }
                assertThat(new EvaluationResult(32, errors, topFiveErrors, loss))
                        .isEqualTo(expected);
                assertThat(topFiveErrors).isBetween(1, errors - 1);
                assertThat(each.logits()).hasSize(320);
            }
        }
    }

    /** How many classes are more probable than {@code label}. */
    private static int place(float[] logits, int image, int label) {
        int above = 0;
        for (int other = 0; other < 10; other++) {
            above += logits[image + other] > logits[image + label] ? 1 : 0;
        }
        return above;
    }

    @Test
    void aStateOfAnotherNetworkIsRefused() {
        Architecture other = ArchitectureTest.architecture(8, Block.BASIC, UnitDesign.ORIGINAL, 1, 10);
        TrainingState state = TrainingState.initial(other, name -> new Random(1));
        assertThatIllegalArgumentException().isThrownBy(() -> Classifier.open(engine, SMALL, state, 1));
    }
}
