package io.residuum.model;

import java.util.List;

/**
 * A network's units on one slice, in the order of the forward pass. Norms are Euclidean, over all images and pixels.
 *
 * @param loss E, the mean cross-entropy of the slice in nats
 * @param lastGradientNorm ‖∂E/∂x_L‖ of what the last unit gives
 */
public record ProbeResult(double loss, List<ProbedUnit> units, double lastGradientNorm) {
    public ProbeResult {
        units = List.copyOf(units);
    }

    /**
     * Π h′ from unit {@code first} (counted from 0) to the last: what Eqn. (8) multiplies the gradient's direct term by. Units whose
     * shortcut is a convolution have no factor and are left out.
     */
    public double shortcutProduct(int first) {
        return units.subList(first, units.size()).stream()
                .mapToDouble(ProbedUnit::shortcutFactor)
                .filter(factor -> !Double.isNaN(factor))
                .reduce(1, (product, factor) -> product * factor);
    }
}
