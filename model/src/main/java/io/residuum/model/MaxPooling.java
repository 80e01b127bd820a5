package io.residuum.model;

import java.util.List;

/** The largest of each 3×3 pixels, every second one, padded by one: what follows the first convolution for ImageNet. */
record MaxPooling() implements Operation.Computation {
    private static final String WINDOW = "[3, 3], [2, 2], [1, 1], [1, 1], False";

    @Override
    public Extent after(Extent input) {
        return new Extent(input.channels(), (input.height() - 1) / 2 + 1, (input.width() - 1) / 2 + 1);
    }

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.INPUT; // for its size only
    }

    /** Where in the input each output is from. */
    @Override
    public List<String> remembers() {
        return List.of("i");
    }

    @Override
    public void forward(ForwardStep at) {
        switch (at.mode()) {
            case TRAINING -> {
                at.line("%s, %s = torch.max_pool2d_with_indices(%s, %s)"
                        .formatted(at.output(), at.remembered("i"), at.input(), WINDOW));
                at.remember();
            }
            case AGAIN, EVALUATION, AUTOGRAD, EXPORTED -> at.assign(
                    "torch.max_pool2d(%s, %s)".formatted(at.input(), WINDOW));
        }
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        at.line("%s = torch.max_pool2d_with_indices_backward(%s, %s, %s, %s)"
                .formatted(gradient, at.gradient(), at.input(), WINDOW, at.remembered("i")));
        at.give(gradient);
    }
}
