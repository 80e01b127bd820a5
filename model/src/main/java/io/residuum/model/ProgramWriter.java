package io.residuum.model;

import io.residuum.model.ForwardStep.Mode;
import java.util.List;

/**
 * Writes a network as a TorchScript program: one function for each distinct unit and pass, loops over identical units, and
 * the methods that {@link Network} calls. Its size does not depend on the depth.
 *
 * <p>The backward pass is written out. It saves a unit's input and its convolutions' outputs; normalised and rectified
 * signals are computed again from the slice's mean and deviation, which gives the same bits for less memory.
 */
final class ProgramWriter {
    private static final String TENSORS_IN = "x: Tensor, labels: Tensor, flat: Tensor, running: Tensor";

    private final List<Section> sections;
    private final Script script = new Script();

    private ProgramWriter(List<Section> sections) {
        this.sections = sections;
    }

    /** The places in {@code keys} that a program which draws random numbers takes: one for each unit, in order. */
    static int keys(List<Section> sections) {
        return sections.stream()
                .filter(Section::isRandom)
                .mapToInt(Section::times)
                .sum();
    }

    /** The program that trains and evaluates. */
    static Program write(Architecture architecture, Optimiser optimiser) {
        var writer = new ProgramWriter(architecture.sections());
        writer.trainingFunctions();
        writer.plainFunctions(Mode.EVALUATION);
        writer.script.line(0, "class Net(Module):");
        writer.script.line("__parameters__ = []");
        writer.script.line("__buffers__ = []");
        writer.gradientMethods();
        writer.updateMethod(optimiser);
        writer.evaluateMethod();
        writer.assignMethod();
        return new Program(writer.script.text());
    }

    /** The gradient of the same forward pass by autograd: what the written-out backward pass is judged by. */
    static Program writeAutograd(Architecture architecture) {
        var writer = new ProgramWriter(architecture.sections());
        writer.randomFunction();
        writer.plainFunctions(Mode.AUTOGRAD);
        writer.script.line(0, "class Net(Module):");
        writer.script.line("__parameters__ = []");
        writer.script.line("__buffers__ = []");
        writer.autogradMethod();
        return new Program(writer.script.text());
    }

    /** The program that only classifies: its evaluation is that of {@link #write}'s, line by line. */
    static Program writeClassifier(Architecture architecture) {
        var writer = new ProgramWriter(architecture.sections());
        writer.plainFunctions(Mode.EVALUATION);
        writer.script.line(0, "class Net(Module):");
        writer.script.line("__parameters__ = []");
        writer.script.line("__buffers__ = []");
        writer.classifyMethod();
        return new Program(writer.script.text());
    }

    private void trainingFunctions() {
        randomFunction();
        for (int i = 0; i < sections.size(); i++) {
            var writer = new SectionWriter(sections.get(i), script);
            writer.training();
            writer.backward(i > 0); // nobody asks for the gradient of the images
        }
        script.line(
                0,
                "def forward(v: Tensor, flat: Tensor, running: Tensor, saved: List[Tensor], moments: List[Tensor]%s) -> Tensor:"
                        .formatted(keysIn()));
        split("w", "flat", Section::parametersOfAll);
        split("r", "running", Section::statisticsOfAll);
        for (int i = 0; i < sections.size(); i++) {
            call(i, "i", "v = __torch__.%s_forward(v, w%s, r%s, saved, moments" + key(i) + ")");
        }
        script.line("return v");
        script.line(
                0,
                "def backward(g: Tensor, flat: Tensor, gradient: Tensor, saved: List[Tensor], moments: List[Tensor])"
                        + " -> Tensor:");
        split("w", "flat", Section::parametersOfAll);
        split("d", "gradient", Section::parametersOfAll);
        for (int i = sections.size() - 1; i >= 0; i--) {
            String last = Integer.toString(sections.get(i).times() - 1);
            call(i, last + " - i", "g = __torch__.%s_backward(g, w%s, d%s, saved, moments)");
        }
        script.line("return g");
    }

    private void plainFunctions(Mode mode) {
        String name = mode == Mode.EVALUATION ? "evaluation" : "autograd";
        for (Section section : sections) {
            new SectionWriter(section, script).plain(mode);
        }
        boolean random = mode == Mode.AUTOGRAD;
        script.line(
                0,
                "def %s(v: Tensor, flat: Tensor, running: Tensor%s) -> Tensor:"
                        .formatted(name, random ? keysIn() : ""));
        split("w", "flat", Section::parametersOfAll);
        split("r", "running", Section::statisticsOfAll);
        for (int i = 0; i < sections.size(); i++) {
            call(i, "i", "v = __torch__.%s_" + name + "(v, w%s, r%s" + (random ? key(i) : "") + ")");
        }
        script.line("return v");
    }

    private void randomFunction() {
        if (isRandom()) {
            Dropout.function(script);
        }
    }

    private boolean isRandom() {
        return keys(sections) > 0;
    }

    private String keysIn() {
        return isRandom() ? ", keys: Tensor" : "";
    }

    /** What a method of a program without random numbers does not have. */
    private String keysOut() {
        return isRandom() ? ", keys" : "";
    }

    /** The key of a section's occurrence, or of the i-th of several. */
    private String key(int section) {
        if (!sections.get(section).isRandom()) {
            return "";
        }
        int before = keys(sections.subList(0, section));
        String index = sections.get(section).times() == 1 ? Integer.toString(before) : before + " + i";
        return ", torch.select(keys, 0, " + index + ")";
    }

    private interface SizeOf {
        int applyTo(Section section);
    }

    /**
     * {@code NAME[k]} is section k's share of a flat tensor, {@code NAMEk[i]} that of its i-th occurrence. One split at the top:
     * a narrow for each tensor would cost autograd a full-size gradient each.
     */
    private void split(String name, String flat, SizeOf size) {
        List<Integer> sizes = sections.stream().map(size::applyTo).toList();
        script.line("%s = torch.split_with_sizes(%s, %s)".formatted(name, flat, sizes));
        for (int k = 0; k < sections.size(); k++) {
            int times = sections.get(k).times();
            if (times > 1) {
                script.line("%s%d = torch.unbind(torch.view(%s[%d], [%d, %d]), 0)"
                        .formatted(name, k, name, k, times, sizes.get(k) / times));
            }
        }
    }

    /** One call, or a loop of them; {@code line} has places for the function's name and for two indices. */
    private void call(int section, String index, String line) {
        Section called = sections.get(section);
        if (called.times() == 1) {
            String share = "[%d]".formatted(section);
            script.line(line.formatted(called.name(), share, share));
        } else {
            String share = "%d[%s]".formatted(section, index);
            script.line("for i in range(%d):".formatted(called.times()));
            script.line(2, line.formatted(called.name(), share, share));
        }
    }

    private void method(String name, String inputs, String result) {
        script.line("def %s(self: __torch__.Net, %s) -> %s:".formatted(name, inputs, result));
    }

    private void body(String line) {
        script.line(2, line);
    }

    /**
     * {@code gradient} writes a slice's gradient over {@code sum} and updates the running statistics; {@code further} adds to
     * {@code sum} and leaves them alone. Both return loss and errors. The loss is divided by the whole mini-batch's images.
     */
    private void gradientMethods() {
        String inputs = TENSORS_IN + ", sum: Tensor, images: Tensor" + keysIn();
        method("gradient", inputs, "Tuple[Tensor, Tensor]");
        body("_g = torch.set_grad_enabled(False)");
        body("saved = annotate(List[Tensor], [])");
        body("moments = annotate(List[Tensor], [])");
        body("logits = __torch__.forward(torch.permute(x, [0, 3, 1, 2]), flat, running, saved, moments%s)"
                .formatted(keysOut()));
        body("p = torch._log_softmax(logits, 1, False)");
        body("total, weight = torch.nll_loss_forward(p, labels, None, 2, -100)");
        body("share = torch.div(torch.ones_like(total), int(images))");
        body("g = torch.nll_loss_backward(share, p, labels, None, 2, -100, weight)");
        body("g0 = torch._log_softmax_backward_data(g, p, 1, ops.prim.dtype(p))");
        body("_b = __torch__.backward(g0, flat, sum, saved, moments)");
        body("return (torch.div(total, int(images)), %s)".formatted(errors()));
        method("further", inputs, "Tuple[Tensor, Tensor]");
        body("own = torch.empty_like(sum)");
        body("loss, errors = (self).gradient(x, labels, flat, torch.clone(running), own, images%s, )"
                .formatted(keysOut()));
        body("_a = torch.add_(sum, own)");
        body("return (loss, errors)");
    }

    private void autogradMethod() {
        method("gradient", TENSORS_IN + ", images: Tensor" + keysIn(), "Tuple[Tensor, Tensor, Tensor]");
        body("_g = torch.set_grad_enabled(True)");
        body("leaf = torch.requires_grad_(torch.detach(flat), True)");
        body("logits = __torch__.autograd(torch.permute(x, [0, 3, 1, 2]), leaf, running%s)".formatted(keysOut()));
        body("loss = torch.div(torch.cross_entropy_loss(logits, labels, None, 2, -100, 0.), int(images))");
        body("g = torch.grad([loss], [leaf], None, None, False, False)[0]");
        body("_h = torch.set_grad_enabled(False)");
        body("return (torch.detach(loss), %s, unchecked_cast(Tensor, g))".formatted(errors()));
    }

    private static String errors() {
        return "torch.sum(torch.ne(torch.argmax(logits, 1), labels))";
    }

    /** Torch's momentum SGD, in place; {@code decayed} is 1 where weight decay acts, and of no elements where it acts on all. */
    private void updateMethod(Optimiser optimiser) {
        method("update", "flat: Tensor, sum: Tensor, velocity: Tensor, decayed: Tensor, rate: Tensor", "Tensor");
        switch (optimiser.decay()) {
            case ALL -> body("g = torch.add_(sum, flat, alpha=%s)".formatted(optimiser.weightDecay()));
            case WEIGHTS -> body("g = torch.addcmul_(sum, flat, decayed, value=%s)".formatted(optimiser.weightDecay()));
        }
        body("v = torch.add_(torch.mul_(velocity, %s), g)".formatted(optimiser.momentum()));
        String step = "v";
        if (optimiser.nesterov()) {
            body("s = torch.add_(g, v, alpha=%s)".formatted(optimiser.momentum()));
            step = "s";
        }
        body("return torch.sub_(flat, %s, alpha=float(rate))".formatted(step));
    }

    /** Losses of the images one by one, and errors. */
    private void evaluateMethod() {
        method("evaluate", TENSORS_IN, "Tuple[Tensor, Tensor]");
        body("_g = torch.set_grad_enabled(False)");
        body("logits = __torch__.evaluation(torch.permute(x, [0, 3, 1, 2]), flat, running)");
        body("return (torch.cross_entropy_loss(logits, labels, None, 0, -100, 0.), %s)".formatted(errors()));
    }

    /** Losses, most probable classes and logits of the images one by one. */
    private void classifyMethod() {
        method("classify", TENSORS_IN, "Tuple[Tensor, Tensor, Tensor]");
        body("_g = torch.set_grad_enabled(False)");
        body("logits = __torch__.evaluation(torch.permute(x, [0, 3, 1, 2]), flat, running)");
        body("losses = torch.cross_entropy_loss(logits, labels, None, 0, -100, 0.)");
        body("return (losses, torch.argmax(logits, 1), logits)");
    }

    private void assignMethod() {
        method("assign", "to: Tensor, other: Tensor", "Tensor");
        body("return torch.copy_(to, other)");
    }
}
