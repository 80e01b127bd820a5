package io.residuum.model;

/** {@code 1 / (1 + e^−x)}, the last of a gate's operations. */
record Sigmoid() implements Operation.Computation {
    @Override
    public Operation.Reads reads() {
        return Operation.Reads.OUTPUT;
    }

    @Override
    public boolean isCheap() {
        return true;
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.sigmoid%s(%s)".formatted(at.overwrites() ? "_" : "", at.input()));
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        at.line("%s = torch.sigmoid_backward(%s, %s)".formatted(gradient, at.gradient(), at.output()));
        at.give(gradient);
    }
}
