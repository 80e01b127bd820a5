package io.residuum.model;

/** The mean over an image's pixels, one number a channel; whatever the image's size. */
record GlobalPooling() implements Operation.Computation {
    @Override
    public Extent after(Extent input) {
        return new Extent(input.channels(), 1, 1);
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.INPUT; // for its size only
    }

    @Override
    public void forward(ForwardStep at) {
        at.assign("torch.mean(%s, [2, 3])".formatted(at.input()));
    }

    @Override
    public void backward(BackwardStep at) {
        String x = at.input();
        String pixels = at.fresh("n");
        String gradient = at.fresh("g");
        at.line("%s = torch.size(%s, 2) * torch.size(%s, 3)".formatted(pixels, x, x));
        at.line(
                ("%s = torch.contiguous(torch.expand_as(torch.unsqueeze(torch.unsqueeze(torch.div(%s, %s), 2), 3), %s), "
                                + "memory_format=2)")
                        .formatted(gradient, at.gradient(), pixels, x));
        at.give(gradient);
    }
}
