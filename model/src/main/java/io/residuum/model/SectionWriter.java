package io.residuum.model;

import io.residuum.model.ForwardStep.Mode;
import io.residuum.model.Operation.Tensor;
import java.util.List;

/** Writes a section's functions: its operations walked forward, and in reverse. */
final class SectionWriter {
    /** What a forward pass leaves behind beside its value. */
    private enum Extra {
        NONE,
        KEEPS,
        KEEPS_AND_MEASURES
    }

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
        forward(Mode.TRAINING, Extra.KEEPS);
    }

    /** {@code NAME_measured}: as {@code NAME_forward}; a unit's measures are appended as one row of four. */
    void measured() {
        script.line(
                0,
                ("def %s_measured(v0: Tensor, flat: Tensor, running: Tensor, saved: List[Tensor], "
                                + "moments: List[Tensor], measures: List[Tensor]%s) -> Tensor:")
                        .formatted(section.name(), key()));
        forward(Mode.TRAINING, Extra.KEEPS_AND_MEASURES);
    }

    /** {@code NAME_passing}: as {@code NAME_forward}, but of values nothing is kept, for a checkpoint to start from again. */
    void passing() {
        script.line(
                0,
                "def %s_passing(v0: Tensor, flat: Tensor, running: Tensor, moments: List[Tensor]%s) -> Tensor:"
                        .formatted(section.name(), key()));
        forward(Mode.TRAINING, Extra.NONE);
    }

    /**
     * {@code NAME_again}: appends to {@code saved} what {@code NAME_forward} would have, computed once more from the moments that
     * begin at {@code at}.
     */
    void again() {
        script.line(
                0,
                "def %s_again(v0: Tensor, flat: Tensor, saved: List[Tensor], moments: List[Tensor], at: int) -> Tensor:"
                        .formatted(section.name()));
        split("w", "flat", section.parameters());
        int place = 0;
        for (Trace.Step step : trace.steps()) {
            for (String stem : step.computation().remembers()) {
                script.line("%s = moments[at + %d]".formatted(ForwardStep.remembered(step, stem), place++));
            }
        }
        steps(Mode.AGAIN, Extra.KEEPS);
    }

    /** {@code NAME_evaluation}, by running statistics; or {@code NAME_autograd}, by the slice's. */
    void plain(Mode mode) {
        String key = mode == Mode.AUTOGRAD ? key() : "";
        script.line(0, "def %s(v0: Tensor, flat: Tensor, running: Tensor%s) -> Tensor:".formatted(function(mode), key));
        forward(mode, Extra.NONE);
    }

    /** {@code NAME_exported}, of tensors in their exported shapes; autograd can differentiate it. */
    void exported() {
        script.line(
                0,
                "def %s_exported(v0: Tensor, w: List[Tensor], r: List[Tensor], training: bool) -> Tensor:"
                        .formatted(section.name()));
        steps(Mode.EXPORTED, Extra.NONE);
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

    private void forward(Mode mode, Extra extra) {
        split("w", "flat", section.parameters());
        split("r", "running", section.statistics());
        steps(mode, extra);
    }

    private void steps(Mode mode, Extra extra) {
        keep(extra, 0);
        boolean autograd = mode == Mode.AUTOGRAD || mode == Mode.EXPORTED;
        boolean measures = extra == Extra.KEEPS_AND_MEASURES && trace.isUnit();
        for (Trace.Step step : trace.steps()) {
            boolean overwrites = autograd ? trace.mayOverwriteUnderAutograd(step) : trace.mayOverwrite(step);
            var at = new ForwardStep(mode, step, overwrites, script);
            if (measures) {
                measureBefore(at);
            }
            step.computation().forward(at);
            keep(extra, step.output());
            if (measures) {
                measureAfter(at);
            }
        }
        if (measures) {
            measureUnit();
        }
        script.line("return " + ForwardStep.value(trace.output()));
    }

    /** Of what f = ReLU gets, the share that it sets to 0. */
    private void measureBefore(ForwardStep at) {
        if (isActivationOfTheSum(at.step())) {
            script.line("truncated = torch.mean(torch.type_as(torch.le(%s, 0), %s))".formatted(at.input(), at.input()));
        }
    }

    /** F and y at once, since later lines may overwrite them. */
    private void measureAfter(ForwardStep at) {
        if (at.step().output() == trace.branch()) {
            script.line("branch = torch.norm(%s, 2)".formatted(at.output()));
        }
        if (at.step().output() == trace.response()) {
            script.line("response = torch.norm(%s, 2)".formatted(at.output()));
        }
        if (trace.isOnShortcut(at.step())) {
            script.line("f%d = %s"
                    .formatted(at.step().output(), at.step().computation().factor(at)));
        }
    }

    private void measureUnit() {
        if (trace.steps().stream().noneMatch(this::isActivationOfTheSum)) {
            script.line("truncated = torch.new_zeros(v0, [])");
        }
        script.line("factor = torch.new_full(v0, [], %s)".formatted(trace.hasShortcut() ? "1." : "0."));
        trace.steps().stream()
                .filter(trace::isOnShortcut)
                .forEach(step -> script.line("factor = torch.mul(factor, f%d)".formatted(step.output())));
        script.line("_m = torch.append(measures, torch.stack([branch, response, truncated, factor]))");
    }

    private boolean isActivationOfTheSum(Trace.Step step) {
        return step.computation() instanceof Relu && step.input() >= trace.response();
    }

    private void keep(Extra extra, int value) {
        if (extra != Extra.NONE && trace.isKept(value)) {
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
