package io.residuum.model;

/** Option A of [1]: every {@code stride}-th pixel, and zeros in the channels that x does not have, at the end. */
record Widening(int in, int out, int stride) implements Operation.Computation {
    @Override
    public Extent after(Extent input) {
        return new Extent(out, (input.height() - 1) / stride + 1, (input.width() - 1) / stride + 1);
    }

    @Override
    public String factor(ForwardStep at) {
        return "torch.new_full(%s, [], 1.)".formatted(at.input());
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.INPUT;
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.constant_pad_nd(torch.avg_pool2d(%s, [1, 1], [%d, %d]), [0, 0, 0, 0, 0, %d])"
                .formatted(at.input(), stride, stride, out - in));
    }

    /** Adds into what the branch has already given, where there is that: three quarters of this gradient are zeros. */
    @Override
    public void backward(BackwardStep at) {
        String sum = at.givenSoFar().orElseGet(() -> {
            String zeros = at.fresh("z");
            at.line("%s = torch.zeros_like(%s)".formatted(zeros, at.input()));
            at.give(zeros);
            return zeros;
        });
        at.line("%s = torch.add_(%s, torch.slice(%s, 1, 0, %d, 1))"
                .formatted(at.fresh("t"), everyStride(everyStride(sum, 2), 3), at.gradient(), in));
    }

    private String everyStride(String tensor, int dimension) {
        return "torch.slice(%s, %d, 0, %d, %d)".formatted(tensor, dimension, Long.MAX_VALUE, stride);
    }
}
