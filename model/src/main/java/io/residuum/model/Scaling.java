package io.residuum.model;

/** λ·x, on the shortcut or the branch: Eqn. (6). */
record Scaling(double factor) implements Operation.Computation {
    @Override
    public Operation.Reads reads() {
        return Operation.Reads.NOTHING;
    }

    @Override
    public String factor(ForwardStep at) {
        return "torch.new_full(%s, [], %s)".formatted(at.input(), factor);
    }

    @Override
    public boolean isCheap() {
        return true;
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.mul%s(%s, %s)".formatted(at.overwrites() ? "_" : "", at.input(), factor));
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        String inPlace = at.gradientIsOurs() ? "_" : "";
        at.line("%s = torch.mul%s(%s, %s)".formatted(gradient, inPlace, at.gradient(), factor));
        at.give(gradient);
    }
}
