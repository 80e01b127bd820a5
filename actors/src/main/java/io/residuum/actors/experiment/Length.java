package io.residuum.actors.experiment;

import io.residuum.pipeline.EpochArithmetic;

/** How long to train, as the recipe says it: in iterations, or in passes over a data set that may not be known yet. */
public sealed interface Length {

    /** In iterations, on the training set that {@code epochs} describes. */
    long iterations(EpochArithmetic epochs);

    /** {@code iterations = N}. */
    record Iterations(long iterations) implements Length {
        public Iterations {
            Checks.positive("iterations", iterations);
        }

        @Override
        public long iterations(EpochArithmetic epochs) {
            return iterations;
        }
    }

    /** {@code epochs = N}. */
    record Epochs(long epochs) implements Length {
        public Epochs {
            Checks.positive("epochs", epochs);
        }

        @Override
        public long iterations(EpochArithmetic arithmetic) {
            return arithmetic.iterations(epochs);
        }
    }
}
