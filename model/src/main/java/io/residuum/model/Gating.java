package io.residuum.model;

/**
 * g(x)·x or (1 − g(x))·x, by channel and position, with g the unit's gate.
 *
 * @param complement whether by 1 − g
 */
record Gating(boolean complement) implements Operation.Computation {
    @Override
    public void trace(Trace trace) {
        trace.computeWithGate(this);
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.INPUT;
    }

    @Override
    public String factor(ForwardStep at) {
        return "torch.mean(%s)".formatted(factor(at.second()));
    }

    @Override
    public boolean isCheap() {
        return true;
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.mul%s(%s, %s)".formatted(at.overwrites() ? "_" : "", at.input(), factor(at.second())));
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        String ofGate = at.fresh("h");
        at.line("%s = torch.mul(%s, %s)".formatted(ofGate, at.gradient(), at.input()));
        at.line("%s = torch.mul(%s, %s)".formatted(gradient, at.gradient(), factor(at.second())));
        at.give(gradient);
        if (complement) {
            at.line("_n = torch.neg_(%s)".formatted(ofGate));
        }
        at.giveSecond(ofGate);
    }

    private String factor(String gate) {
        return complement ? "torch.rsub(%s, 1)".formatted(gate) : gate;
    }
}
