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

    void line(String line) {
        script.line(line);
    }

    void assign(String expression) {
        line(output() + " = " + expression);
    }

    /** Keeps what the computation remembers. */
    void remember() {
        step.computation()
                .remembers()
                .forEach(stem -> line("_m = torch.append(moments, %s)".formatted(remembered(stem))));
    }

    /** The name of something that the computation remembers. */
    String remembered(String stem) {
        return remembered(step, stem);
    }

    static String value(int number) {
        return "v" + number;
    }

    static String remembered(Trace.Step step, String stem) {
        return stem + step.output();
    }
}
