package io.residuum.model;

import java.util.List;

/**
 * Batch normalisation: {@code gamma·(x − mean)/sqrt(variance + 1e-5) + beta}, over the images of a slice and their pixels in
 * training, by running averages (0.1 new + 0.9 old, unbiased variance) in evaluation.
 */
record Normalisation(String name, int channels) implements Operation.Computation {
    @Override
    public List<Operation.Tensor> parameters() {
        return List.of(
                new Operation.Tensor(name + ".weight", Role.GAMMA, channels),
                new Operation.Tensor(name + ".bias", Role.BETA, channels));
    }

    @Override
    public List<Operation.Tensor> statistics() {
        return List.of(
                new Operation.Tensor(name + ".running_mean", Role.RUNNING_MEAN, channels),
                new Operation.Tensor(name + ".running_var", Role.RUNNING_VARIANCE, channels));
    }

    /** The slice's mean, and its {@code 1/sqrt(variance + 1e-5)}, one value a channel each. */
    @Override
    public List<String> remembers() {
        return List.of("m", "s");
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.INPUT;
    }

    @Override
    public boolean isCheap() {
        return true;
    }

    @Override
    public void forward(ForwardStep at) {
        String x = at.input();
        String gamma = at.parameter(0);
        String beta = at.parameter(1);
        switch (at.mode()) {
            case TRAINING -> {
                at.line("%s, %s, %s = torch.native_batch_norm(%s, %s, %s, %s, %s, True, 0.1, 1e-05)"
                        .formatted(
                                at.output(),
                                at.remembered("m"),
                                at.remembered("s"),
                                x,
                                gamma,
                                beta,
                                at.statistic(0),
                                at.statistic(1)));
                at.remember();
            }
                // The scale goes in as gamma over a variance of 1: this way the result has the bits of the forward
                // pass.
            case AGAIN -> at.assign(
                    "(torch.native_batch_norm(%s, torch.mul(%s, %s), %s, %s, torch.ones_like(%s), False, 0.1, 0.))[0]"
                            .formatted(x, gamma, at.remembered("s"), beta, at.remembered("m"), gamma));
            case EVALUATION -> at.assign(byStatistics(at, "False"));
            case AUTOGRAD -> at.assign(byStatistics(at, "True"));
            case EXPORTED -> at.assign(byStatistics(at, "training"));
        }
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        String gamma = at.fresh("dg");
        String beta = at.fresh("db");
        at.line(("%s, %s, %s = torch.native_batch_norm_backward(%s, %s, %s, None, None, %s, %s, True, 1e-05, "
                        + "[True, True, True])")
                .formatted(
                        gradient,
                        gamma,
                        beta,
                        at.gradient(),
                        at.input(),
                        at.parameter(0),
                        at.remembered("m"),
                        at.remembered("s")));
        at.store(at.slot(0), gamma);
        at.store(at.slot(1), beta);
        at.give(gradient);
    }

    private static String byStatistics(ForwardStep at, String training) {
        return "torch.batch_norm(%s, %s, %s, %s, %s, %s, 0.1, 1e-05, False)"
                .formatted(at.input(), at.parameter(0), at.parameter(1), at.statistic(0), at.statistic(1), training);
    }
}
