package io.residuum.pipeline;

/** Figures of a training set's pixels: of every place where images have one shape, of the colours alone where they don't. */
sealed interface PixelStatistics permits ImageStatistics, ColourStatistics {
    /** How many images were counted. */
    long images();

    /** Mean of a channel, in 0…255. */
    double mean(int channel);

    /** Population deviation of a channel; 1 for one that never varies, which any scale leaves at zero. */
    double deviation(int channel);

    /** @throws IllegalArgumentException if it asks for what images of many sizes don't have */
    PixelNormaliser normaliser(Normalisation normalisation);
}
