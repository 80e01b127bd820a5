package io.residuum.model;

/**
 * What the paper's analysis is about, measured in one Residual Unit on one slice of images.
 *
 * @param name as its tensors are called: {@code stage1.unit1}
 * @param gradientNorm ‖∂E/∂x_l‖ of the unit's input, the left side of Eqn. (5)
 * @param branchNorm ‖F(x_l)‖, as it is added: times the design's factor or gate
 * @param responseNorm ‖y_l‖, of what the addition gives
 * @param truncatedShare of the signals that reach f, those which f = ReLU sets to 0; 0 where f is the identity
 * @param shortcutFactor what h multiplies x_l by, the mean over its elements: λ of Eqn. (6); 1 for an identity, also where its new
 *     channels are padded; NaN where h is a convolution and no such number exists
 */
public record ProbedUnit(
        String name,
        double gradientNorm,
        double branchNorm,
        double responseNorm,
        double truncatedShare,
        double shortcutFactor) {}
