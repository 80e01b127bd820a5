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
    private final int classes;
    private final int checkpointUnits;
    private final Script script = new Script();

    private ProgramWriter(Architecture architecture, int checkpointUnits) {
        this.sections = architecture.sections();
        this.classes = architecture.classes();
        this.checkpointUnits = checkpointUnits;
    }

    /** The places in {@code keys} that a program which draws random numbers takes: one for each unit, in order. */
    static int keys(List<Section> sections) {
        return sections.stream()
                .filter(Section::isRandom)
                .mapToInt(Section::times)
                .sum();
    }

    /** The program that trains and evaluates. */
    static Program write(Architecture architecture, Objective objective, Optimiser optimiser, Arithmetic arithmetic) {
        var writer = new ProgramWriter(architecture, arithmetic.checkpointUnits());
        writer.trainingFunctions();
        writer.plainFunctions(Mode.EVALUATION);
        writer.script.line(0, "class Net(Module):");
        writer.script.line("__parameters__ = []");
        writer.script.line("__buffers__ = []");
        writer.gradientMethods(objective);
        writer.updateMethod(optimiser);
        writer.evaluateMethod();
        writer.assignMethod();
        return new Program(writer.script.text());
    }

    /** The gradient of the same forward pass by autograd: what the written-out backward pass is judged by. */
    static Program writeAutograd(Architecture architecture, Objective objective) {
        var writer = new ProgramWriter(architecture, 0);
        writer.randomFunction();
        writer.plainFunctions(Mode.AUTOGRAD);
        writer.script.line(0, "class Net(Module):");
        writer.script.line("__parameters__ = []");
        writer.script.line("__buffers__ = []");
        writer.autogradMethod(objective);
        return new Program(writer.script.text());
    }

    /** The program that tells what {@link ProbedUnit} holds, by training's own forward and backward lines. */
    static Program writeProbe(Architecture architecture) {
        var writer = new ProgramWriter(architecture, 0);
        writer.measuringFunctions();
        writer.script.line(0, "class Net(Module):");
        writer.script.line("__parameters__ = []");
        writer.script.line("__buffers__ = []");
        writer.probeMethod();
        return new Program(writer.script.text());
    }

    /** The program that only classifies: its evaluation is that of {@link #write}'s, line by line. */
    static Program writeClassifier(Architecture architecture) {
        var writer = new ProgramWriter(architecture, 0);
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
            if (checkpoints(i)) {
                writer.passing();
                writer.again();
            } else {
                writer.training();
            }
            writer.backward(i > 0); // nobody asks for the gradient of the images
        }
        forwardFunction();
        backwardFunction();
    }

    private void forwardFunction() {
        script.line(
                0,
                "def forward(v: Tensor, flat: Tensor, running: Tensor, saved: List[Tensor], moments: List[Tensor]%s) -> Tensor:"
                        .formatted(keysIn()));
        split("w", "flat", Section::parametersOfAll);
        split("r", "running", Section::statisticsOfAll);
        for (int i = 0; i < sections.size(); i++) {
            if (checkpoints(i)) {
                passByCheckpoints(i);
            } else {
                call(i, "i", "v = __torch__.%s_forward(v, w%s, r%s, saved, moments" + key(i) + ")");
            }
        }
        script.line("return v");
    }

    private void backwardFunction() {
        script.line(
                0,
                "def backward(g: Tensor, flat: Tensor, gradient: Tensor, saved: List[Tensor], moments: List[Tensor])"
                        + " -> Tensor:");
        split("w", "flat", Section::parametersOfAll);
        split("d", "gradient", Section::parametersOfAll);
        for (int i = sections.size() - 1; i >= 0; i--) {
            if (checkpoints(i)) {
                returnByCheckpoints(i);
            } else {
                call(i, reversed(i), "g = __torch__.%s_backward(g, w%s, d%s, saved, moments)");
            }
        }
        script.line("return g");
    }

    private String reversed(int section) {
        return (sections.get(section).times() - 1) + " - i";
    }

    /** As in training, and what {@link ProbedUnit} tells: a row for each unit, and the norm of each gradient, last unit first. */
    private void measuringFunctions() {
        randomFunction();
        for (int i = 0; i < sections.size(); i++) {
            var writer = new SectionWriter(sections.get(i), script);
            writer.measured();
            writer.backward(i > 0);
        }
        script.line(
                0,
                ("def forward(v: Tensor, flat: Tensor, running: Tensor, saved: List[Tensor], moments: List[Tensor], "
                                + "measures: List[Tensor]%s) -> Tensor:")
                        .formatted(keysIn()));
        split("w", "flat", Section::parametersOfAll);
        split("r", "running", Section::statisticsOfAll);
        for (int i = 0; i < sections.size(); i++) {
            call(i, "i", "v = __torch__.%s_measured(v, w%s, r%s, saved, moments, measures" + key(i) + ")");
        }
        script.line("return v");
        script.line(
                0,
                "def backward(g: Tensor, flat: Tensor, gradient: Tensor, saved: List[Tensor], moments: List[Tensor], "
                        + "norms: List[Tensor]) -> Tensor:");
        split("w", "flat", Section::parametersOfAll);
        split("d", "gradient", Section::parametersOfAll);
        for (int i = sections.size() - 1; i > 0; i--) {
            String line = "g = __torch__.%s_backward(g, w%s, d%s, saved, moments)";
            call(i, reversed(i), line, "_n = torch.append(norms, torch.norm(g, 2))");
        }
        call(0, reversed(0), "g = __torch__.%s_backward(g, w%s, d%s, saved, moments)");
        script.line("return g");
    }

    /** Whether a section's units are computed again; a lone one would hold as much at its turn as it saves until then. */
    private boolean checkpoints(int section) {
        return checkpointUnits > 0 && sections.get(section).times() > 1;
    }

    private void passByCheckpoints(int k) {
        Section section = sections.get(k);
        script.line("for c in range(%d):".formatted(checkpoints(section)));
        script.line(2, "_s = torch.append(saved, v)");
        script.line(2, "first = c * %d".formatted(checkpointUnits));
        script.line(2, "for j in range(ops.prim.min(%d, %d - first)):".formatted(checkpointUnits, section.times()));
        script.line(3, "i = first + j");
        script.line(
                3, "v = __torch__.%s_passing(v, w%d[i], r%d[i], moments%s)".formatted(section.name(), k, k, key(k)));
    }

    /** Checkpoint by checkpoint, last first: the units forward once more from it, then backward. */
    private void returnByCheckpoints(int k) {
        Section section = sections.get(k);
        script.line("for c in range(%d):".formatted(checkpoints(section)));
        script.line(2, "first = (%d - c) * %d".formatted(checkpoints(section) - 1, checkpointUnits));
        script.line(2, "units = ops.prim.min(%d, %d - first)".formatted(checkpointUnits, section.times()));
        script.line(2, "v = torch.pop(saved)");
        script.line(2, "for j in range(units):");
        script.line(3, "at = torch.len(moments) - (units - j) * %d".formatted(section.moments()));
        script.line(3, "v = __torch__.%s_again(v, w%d[first + j], saved, moments, at)".formatted(section.name(), k));
        script.line(2, "for j in range(units):");
        script.line(3, "i = first + units - 1 - j");
        script.line(3, "g = __torch__.%s_backward(g, w%d[i], d%d[i], saved, moments)".formatted(section.name(), k, k));
    }

    private int checkpoints(Section section) {
        return (section.times() - 1) / checkpointUnits + 1;
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

    /** One call, or a loop of them, each followed by {@code after}; {@code line} has places for the function's name and two indices. */
    private void call(int section, String index, String line, String... after) {
        Section called = sections.get(section);
        if (called.times() == 1) {
            String share = "[%d]".formatted(section);
            script.line(line.formatted(called.name(), share, share));
            List.of(after).forEach(script::line);
        } else {
            String share = "%d[%s]".formatted(section, index);
            script.line("for i in range(%d):".formatted(called.times()));
            script.line(2, line.formatted(called.name(), share, share));
            List.of(after).forEach(each -> script.line(2, each));
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
    private void gradientMethods(Objective objective) {
        String inputs = TENSORS_IN + ", sum: Tensor, images: Tensor" + keysIn();
        method("gradient", inputs, "Tuple[Tensor, Tensor]");
        body("_g = torch.set_grad_enabled(False)");
        body("saved = annotate(List[Tensor], [])");
        body("moments = annotate(List[Tensor], [])");
        body("logits = __torch__.forward(torch.permute(x, [0, 3, 1, 2]), flat, running, saved, moments%s)"
                .formatted(keysOut()));
        lossGradient(objective);
        body("_b = __torch__.backward(g0, flat, sum, saved, moments)");
        body("return (torch.div(total, int(images)), %s)".formatted(errors()));
        method("further", inputs, "Tuple[Tensor, Tensor]");
        body("own = torch.empty_like(sum)");
        body("loss, errors = (self).gradient(x, labels, flat, torch.clone(running), own, images%s, )"
                .formatted(keysOut()));
        body("_a = torch.add_(sum, own)");
        body("return (loss, errors)");
    }

    /** From {@code logits} to their gradient {@code g0}, by the way of {@code total}, the loss of all images together. */
    private void lossGradient(Objective objective) {
        body("p = torch._log_softmax(logits, 1, False)");
        body("total, weight = torch.nll_loss_forward(p, labels, None, 2, -100)");
        body("share = torch.div(torch.ones_like(total), int(images))");
        if (objective.labelSmoothing() == 0) {
            body("g = torch.nll_loss_backward(share, p, labels, None, 2, -100, weight)");
        } else {
            smoothedGradient(objective.labelSmoothing());
        }
        body("g0 = torch._log_softmax_backward_data(g, p, 1, ops.prim.dtype(p))");
    }

    /** Of cross-entropy with smoothed labels by the logarithms of probabilities; {@code total} becomes its loss. */
    private void smoothedGradient(double smoothing) {
        double ofAll = smoothing / classes;
        body("total = torch.add(torch.mul(total, %s), torch.mul(torch.sum(torch.neg(torch.sum(p, [1]))), %s))"
                .formatted(1 - smoothing, ofAll));
        body("g = torch.nll_loss_backward(torch.mul(share, %s), p, labels, None, 2, -100, weight)"
                .formatted(1 - smoothing));
        body("g = torch.sub_(g, torch.mul(share, %s))".formatted(ofAll));
    }

    /** The slice as a mini-batch of its own: loss, measures of the units, norms of the gradients. Nothing given is changed. */
    private void probeMethod() {
        method("probe", TENSORS_IN + keysIn(), "Tuple[Tensor, Tensor, Tensor]");
        body("_g = torch.set_grad_enabled(False)");
        body("saved = annotate(List[Tensor], [])");
        body("moments = annotate(List[Tensor], [])");
        body("measures = annotate(List[Tensor], [])");
        body("norms = annotate(List[Tensor], [])");
        body("images = torch.size(x, 0)");
        body(("logits = __torch__.forward(torch.permute(x, [0, 3, 1, 2]), flat, torch.clone(running), saved, moments, "
                        + "measures%s)")
                .formatted(keysOut()));
        lossGradient(Objective.crossEntropy());
        body("_b = __torch__.backward(g0, flat, torch.empty_like(flat), saved, moments, norms)");
        body("return (torch.div(total, images), torch.stack(measures), torch.stack(norms))");
    }

    private void autogradMethod(Objective objective) {
        method("gradient", TENSORS_IN + ", images: Tensor" + keysIn(), "Tuple[Tensor, Tensor, Tensor]");
        body("_g = torch.set_grad_enabled(True)");
        body("leaf = torch.requires_grad_(torch.detach(flat), True)");
        body("logits = __torch__.autograd(torch.permute(x, [0, 3, 1, 2]), leaf, running%s)".formatted(keysOut()));
        body("loss = torch.div(torch.cross_entropy_loss(logits, labels, None, 2, -100, %s), int(images))"
                .formatted(objective.labelSmoothing()));
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

    /** Losses of the images one by one, and errors: an image's own class not the first, not among the first five. */
    private void evaluateMethod() {
        method("evaluate", TENSORS_IN, "Tuple[Tensor, Tensor, Tensor]");
        body("_g = torch.set_grad_enabled(False)");
        body("logits = __torch__.evaluation(torch.permute(x, [0, 3, 1, 2]), flat, running)");
        body("losses = torch.cross_entropy_loss(logits, labels, None, 0, -100, 0.)");
        // Not those above its own: of a logit that is not a number there are none.
        body("own = torch.gather(logits, 1, torch.unsqueeze(labels, 1))");
        body("before = torch.sum(torch.logical_not(torch.le(logits, own)), [1])");
        body("return (losses, %s, torch.sum(torch.ge(before, 5)))".formatted(errors()));
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
