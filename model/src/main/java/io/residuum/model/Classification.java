package io.residuum.model;

import java.util.List;

/** The fully connected layer: one logit a class. */
record Classification(String name, int in, int classes) implements Operation.Computation {
    @Override
    public List<Operation.Tensor> parameters() {
        return List.of(
                new Operation.Tensor(name + ".weight", Role.MATRIX, classes, in),
                new Operation.Tensor(name + ".bias", Role.BIAS, classes));
    }

    @Override
    public Extent after(Extent input) {
        return new Extent(classes, 1, 1);
    }

    @Override
    public long multiplyAdds(Extent input) {
        return (long) in * classes;
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.INPUT;
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.linear(%s, %s, %s)".formatted(at.input(), matrix(at.parameter(0)), at.parameter(1)));
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        at.line("%s = torch.mm(%s, %s)".formatted(gradient, at.gradient(), matrix(at.parameter(0))));
        at.store(matrix(at.slot(0)), "torch.mm(torch.t(%s), %s)".formatted(at.gradient(), at.input()));
        at.store(at.slot(1), "torch.sum(%s, [0])".formatted(at.gradient()));
        at.give(gradient);
    }

    private String matrix(String flat) {
        return "torch.view(%s, [%d, %d])".formatted(flat, classes, in);
    }
}
