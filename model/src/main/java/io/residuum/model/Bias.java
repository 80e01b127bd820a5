package io.residuum.model;

import java.util.List;

/** x + b, one learned number a channel; gates have it behind their convolution. */
record Bias(String name, int channels, double initial) implements Operation.Computation {
    @Override
    public List<Operation.Tensor> parameters() {
        return List.of(new Operation.Tensor(name + ".bias", Role.BIAS, List.of(channels), initial));
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.NOTHING;
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.add%s(%s, torch.view(%s, [1, %d, 1, 1]))"
                .formatted(at.overwrites() ? "_" : "", at.input(), at.parameter(0), channels));
    }

    @Override
    public void backward(BackwardStep at) {
        at.store(at.slot(0), "torch.sum(%s, [0, 2, 3])".formatted(at.gradient()));
        at.give(at.gradient());
    }
}
