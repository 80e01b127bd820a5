package io.residuum.actors.experiment;

/** What a publication reports for a variant, to be set beside what was measured. In percent of the test images. */
public sealed interface Published {
    /** Nothing is published, or nobody said. */
    record Nothing() implements Published {}

    /** {@code fail}: above the table's limit. */
    record Fail() implements Published {}

    /** One number; on CIFAR the median of five runs. */
    record Figure(double errorPercent) implements Published {
        public Figure {
            percent("published", errorPercent);
        }
    }

    /** {@code { median, mean, std }}, such as "4.62 (4.69 ± 0.20)". */
    record Distribution(double medianPercent, double meanPercent, double stdPercent) implements Published {
        public Distribution {
            percent("median", medianPercent);
            percent("mean", meanPercent);
            percent("std", stdPercent);
        }
    }

    /** {@code { top1, top5 }} of a single run, as in Table 5. */
    record TopErrors(double top1Percent, double top5Percent) implements Published {
        public TopErrors {
            percent("top1", top1Percent);
            percent("top5", top5Percent);
        }
    }

    private static void percent(String what, double value) {
        if (!(value >= 0 && value <= 100)) {
            throw new IllegalArgumentException(what + " must lie in 0 … 100 percent, was " + value);
        }
    }
}
