package io.residuum.model;

/** y = h(x) + F(x): the branch meets the shortcut, Eqn. (1). */
record Addition() implements Operation.Computation {
    @Override
    public void trace(Trace trace) {
        trace.computeWithShortcut(this);
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.NOTHING;
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.add%s(%s, %s)".formatted(at.overwrites() ? "_" : "", at.input(), at.second()));
    }

    @Override
    public void backward(BackwardStep at) {
        at.give(at.gradient());
        at.giveSecond(at.gradient());
    }
}
