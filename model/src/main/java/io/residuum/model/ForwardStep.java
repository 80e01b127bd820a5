package io.residuum.model;

/**
 * Where a computation writes its forward lines: its signals and tensors by their names in the program's text.
 *
 * @param overwrites whether the first input may be computed in place
 */
record ForwardStep(Mode mode, Trace.Step step, boolean overwrites, Script script) {
    /** What the lines are for. */
    enum Mode {
        /** Batch statistics, which go into the running ones; what the backward pass needs is kept. */
        TRAINING,
        /** Once more during the backward pass, from the batch statistics that training kept: the same bits. */
        AGAIN,
        /** Running statistics. */
        EVALUATION,
        /** As in training, but nothing is kept: autograd differentiates it. */
        AUTOGRAD,
        /** For other programs: tensors come in their exported shapes, a flag {@code training} says by which statistics. */
        EXPORTED
    }

    String input() {
        return value(step.input());
    }

    String second() {
        return value(step.inputs().get(1));
    }

    String output() {
        return value(step.output());
    }

    String parameter(int index) {
        return "w[%d]".formatted(step.parameter() + index);
    }

    String statistic(int index) {
        return "r[%d]".formatted(step.statistic() + index);
    }

    /** The slice's mean, one value a channel. */
    String mean() {
        return mean(step);
    }

    /** The slice's {@code 1/sqrt(variance + 1e-5)}, one value a channel. */
    String scale() {
        return scale(step);
    }

    void line(String line) {
        script.line(line);
    }

    void assign(String expression) {
        line(output() + " = " + expression);
    }

    void keepMoments() {
        line("_m = torch.append(moments, %s)".formatted(mean()));
        line("_m = torch.append(moments, %s)".formatted(scale()));
    }

    static String value(int number) {
        return "v" + number;
    }

    static String mean(Trace.Step step) {
        return "m" + step.output();
    }

    static String scale(Trace.Step step) {
        return "s" + step.output();
    }
}
