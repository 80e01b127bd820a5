package io.residuum.model;

/** ReLU: {@code max(x, 0)}; its gradient passes where the output is positive. */
record Relu() implements Operation.Computation {
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
        at.assign("torch.relu%s(%s)".formatted(at.overwrites() ? "_" : "", at.input()));
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        String into = at.gradientIsOurs() ? ", grad_input=" + at.gradient() : "";
        at.line("%s = torch.threshold_backward(%s, %s, 0%s)".formatted(gradient, at.gradient(), at.output(), into));
        at.give(gradient);
    }
}
