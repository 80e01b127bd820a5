package io.residuum.model;

import java.util.List;

/** A square convolution without bias, padded so that stride 1 keeps the image's size. */
record Convolution(String name, int in, int out, int side, int stride) implements Operation.Computation {
    @Override
    public List<Operation.Tensor> parameters() {
        return List.of(new Operation.Tensor(name + ".weight", Role.KERNEL, out, in, side, side));
    }

    @Override
    public Extent after(Extent input) {
        return new Extent(out, (input.height() - 1) / stride + 1, (input.width() - 1) / stride + 1);
    }

    @Override
    public long multiplyAdds(Extent input) {
        Extent output = after(input);
        return (long) in * out * side * side * output.height() * output.width();
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.INPUT;
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.conv2d(%s, %s, None, %s, [1, 1], 1)"
                .formatted(
                        at.input(),
                        at.mode() == ForwardStep.Mode.EXPORTED ? at.parameter(0) : kernel(at.parameter(0)),
                        strideAndPadding()));
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        String kernel = at.fresh("k");
        at.line(
                "%s, %s, %s = torch.convolution_backward(%s, %s, %s, None, %s, [1, 1], False, [0, 0], 1, [%s, True, False])"
                        .formatted(
                                gradient,
                                kernel,
                                at.fresh("b"),
                                at.gradient(),
                                at.input(),
                                kernel(at.parameter(0)),
                                strideAndPadding(),
                                at.inputIsWanted() ? "True" : "False"));
        at.store(kernel(at.slot(0)), kernel);
        if (at.inputIsWanted()) {
            at.give(gradient);
        }
    }

    /** The stored O×H×W×I kernel as O×I×H×W in the order of memory that convolutions of N×H×W×C images are fastest in. */
    private String kernel(String flat) {
        return "torch.permute(torch.view(%s, [%d, %d, %d, %d]), [0, 3, 1, 2])".formatted(flat, out, side, side, in);
    }

    private String strideAndPadding() {
        return "[%d, %d], [%d, %d]".formatted(stride, stride, side / 2, side / 2);
    }
}
