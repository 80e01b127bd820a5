package io.residuum.model;

import io.residuum.model.ForwardStep.Mode;
import io.residuum.model.Operation.Tensor;
import java.util.List;

/** Writes a section's functions: its operations walked forward, and in reverse. */
final class SectionWriter {
    private final Section section;
    private final Trace trace;
    private final Script script;

    SectionWriter(Section section, Script script) {
        this.section = section;
        this.trace = section.trace();
        this.script = script;
    }

    /** {@code NAME_forward}: appends to {@code saved} and {@code moments} what {@code NAME_backward} takes from them. */
    void training() {
        script.line(
                0,
                ("def %s_forward(v0: Tensor, flat: Tensor, running: Tensor, saved: List[Tensor], "
                                + "moments: List[Tensor]%s) -> Tensor:")
                        .formatted(section.name(), key()));
        forward(Mode.TRAINING);
    }

    /** {@code NAME_evaluation}, by running statistics; or {@code NAME_autograd}, by the slice's. */
    void plain(Mode mode) {
        String key = mode == Mode.AUTOGRAD ? key() : "";
        script.line(0, "def %s(v0: Tensor, flat: Tensor, running: Tensor%s) -> Tensor:".formatted(function(mode), key));
        forward(mode);
    }

    /** {@code NAME_exported}, of tensors in their exported shapes; autograd can differentiate it. */
    void exported() {
        script.line(
                0,
                "def %s_exported(v0: Tensor, w: List[Tensor], r: List[Tensor], training: bool) -> Tensor:"
                        .formatted(section.name()));
        steps(Mode.EXPORTED);
    }

    /** {@code NAME_backward}: from {@code g} of the output to that of the input; the parameters' go to {@code gradient}. */
    void backward(boolean inputIsWanted) {
        script.line(
                0,
                ("def %s_backward(g: Tensor, flat: Tensor, gradient: Tensor, saved: List[Tensor], "
                                + "moments: List[Tensor]) -> Tensor:")
                        .formatted(section.name()));
        split("w", "flat", section.parameters());
        split("d", "gradient", section.parameters());
        new BackwardPass(trace, inputIsWanted, script).write();
    }

    private String key() {
        return section.isRandom() ? ", key: Tensor" : "";
    }

    private String function(Mode mode) {
        return section.name() + (mode == Mode.EVALUATION ? "_evaluation" : "_autograd");
    }

    private void forward(Mode mode) {
        split("w", "flat", section.parameters());
        split("r", "running", section.statistics());
        steps(mode);
    }

    private void steps(Mode mode) {
        keep(mode, 0);
        boolean autograd = mode == Mode.AUTOGRAD || mode == Mode.EXPORTED;
        for (Trace.Step step : trace.steps()) {
            boolean overwrites = autograd ? trace.mayOverwriteUnderAutograd(step) : trace.mayOverwrite(step);
            step.computation().forward(new ForwardStep(mode, step, overwrites, script));
            keep(mode, step.output());
        }
        script.line("return " + ForwardStep.value(trace.output()));
    }

    private void keep(Mode mode, int value) {
        if (mode == Mode.TRAINING && trace.isKept(value)) {
            script.line("_s = torch.append(saved, %s)".formatted(ForwardStep.value(value)));
        }
    }

    private void split(String names, String flat, List<Tensor> tensors) {
        if (!tensors.isEmpty()) {
            List<Integer> sizes = tensors.stream().map(Tensor::size).toList();
            script.line("%s = torch.split_with_sizes(%s, %s)".formatted(names, flat, sizes));
        }
    }
}
