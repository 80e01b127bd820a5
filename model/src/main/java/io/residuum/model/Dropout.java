package io.residuum.model;

import java.util.List;

/**
 * x with each element kept with probability {@code keep}, else 0; in evaluation keep·x. With {@code rescale} training divides by
 * {@code keep} and evaluation passes x on, as Torch has it. What is kept is a function of the unit's key alone, see
 * {@link MaskKeys}.
 */
record Dropout(double keep, boolean rescale) implements Operation.Computation {
    /** One of 16 random bits' values is one part in so many. */
    private static final int PARTS = 1 << 16;

    @Override
    public Operation.Reads reads() {
        return Operation.Reads.NOTHING;
    }

    @Override
    public List<String> remembers() {
        return List.of("k");
    }

    @Override
    public String factor(ForwardStep at) {
        return "torch.mean(%s)".formatted(factors(at.remembered("k"), at.input()));
    }

    @Override
    public boolean isCheap() {
        return true;
    }

    /** Of 2^16 equally likely lanes, so many are kept. */
    static int keptLanes(double keep) {
        return (int) Math.round(keep * PARTS);
    }

    @Override
    public void forward(ForwardStep at) {
        String mask = at.remembered("k");
        switch (at.mode()) {
            case TRAINING -> {
                draw(at, mask);
                at.remember();
                at.assign(masked(at, mask));
            }
            case AGAIN -> at.assign(masked(at, mask));
            case AUTOGRAD -> {
                draw(at, mask);
                at.assign(masked(at, mask));
            }
                // Also where the factor is 1: the result must not be the input itself, which others read.
            case EVALUATION -> at.assign("torch.mul(%s, %s)".formatted(at.input(), rescale ? 1.0 : keep));
                // Torch's own: scaled up in training, which is taken back where it is not wanted.
            case EXPORTED -> at.assign(
                    rescale
                            ? "torch.dropout(%s, %s, training)".formatted(at.input(), 1 - keep)
                            : "torch.mul(torch.dropout(%s, %s, training), %s)".formatted(at.input(), 1 - keep, keep));
        }
    }

    @Override
    public void backward(BackwardStep at) {
        String gradient = at.fresh("g");
        at.line("%s = torch.mul(%s, %s)"
                .formatted(gradient, at.gradient(), factors(at.remembered("k"), at.gradient())));
        at.give(gradient);
    }

    private void draw(ForwardStep at, String mask) {
        at.line("%s = __torch__.mask(%s, key, %d)".formatted(mask, at.input(), keptLanes(keep) - PARTS / 2));
    }

    private String masked(ForwardStep at, String mask) {
        return "torch.mul%s(%s, %s)".formatted(at.overwrites() ? "_" : "", at.input(), factors(mask, at.input()));
    }

    private String factors(String mask, String like) {
        String factors = "torch.type_as(%s, %s)".formatted(mask, like);
        return rescale ? "torch.mul(%s, %s)".formatted(factors, 1 / keep) : factors;
    }

    /**
     * {@code mask}: which elements of an N×C×H×W tensor are kept, C even, as a function of {@code key} and of their places in
     * N×H×W×C order. Each hash has 32 bits (Wellons' lowbias32 of a sequence that the key chooses): the lower 16 decide in the
     * first half of the tensor, the upper 16 in the second, compared with {@code threshold} as signed numbers. Integers wrap
     * alike on every device.
     */
    static void function(Script script) {
        script.line(0, "def mask(x: Tensor, key: Tensor, threshold: int) -> Tensor:");
        script.line("n, c, h, w = torch.size(x)");
        script.line("a = torch.arange(torch.floordiv(torch.numel(x), 2), dtype=3, layout=0, "
                + "device=ops.prim.device(x), pin_memory=False)");
        script.line("a = torch.add_(torch.mul_(a, torch.select(key, 0, 0)), torch.select(key, 0, 1))");
        xorShifted(script, 16, 0xffff);
        script.line("a = torch.mul_(a, %d)".formatted(0x7feb352d));
        xorShifted(script, 15, 0x1ffff);
        script.line("a = torch.mul_(a, %d)".formatted(0x846ca68b));
        xorShifted(script, 16, 0xffff);
        script.line("low = torch.lt(torch.to(a, 2, False, False), threshold)");
        script.line("high = torch.lt(a, torch.mul(threshold, 65536))");
        script.line("return torch.permute(torch.view(torch.cat([low, high]), [n, h, w, c]), [0, 3, 1, 2])");
    }

    /** {@code a ^= a >>> shift}; the engine's shift is signed, so that the sign is masked off. */
    private static void xorShifted(Script script, int shift, int unsigned) {
        script.line("a = torch.bitwise_xor_(a, torch.bitwise_and_(torch.__rshift__(a, %d), %d))"
                .formatted(shift, unsigned));
    }
}
