package io.residuum.model;

import java.util.Optional;

/** Where a computation writes its backward lines: reads values and the output's gradient, gives the inputs theirs. */
record BackwardStep(Trace.Step step, BackwardPass pass, Script script) {
    /** The output's gradient. */
    String gradient() {
        return pass.gradient(step.output());
    }

    /** Whether that may be overwritten: nobody else reads it. */
    boolean gradientIsOurs() {
        return pass.isSole(gradient());
    }

    String input() {
        return pass.read(step.input());
    }

    String second() {
        return pass.read(step.inputs().get(1));
    }

    String output() {
        return pass.read(step.output());
    }

    String parameter(int index) {
        return "w[%d]".formatted(step.parameter() + index);
    }

    /** Where a parameter's gradient goes. */
    String slot(int index) {
        return "d[%d]".formatted(step.parameter() + index);
    }

    /** The name of something that the forward line remembered. */
    String remembered(String stem) {
        return ForwardStep.remembered(step, stem);
    }

    boolean inputIsWanted() {
        return pass.wants(step.input());
    }

    /** Adds {@code gradient} to what the input's other readers give. */
    void give(String gradient) {
        pass.give(step.input(), gradient);
    }

    void giveSecond(String gradient) {
        pass.give(step.inputs().get(1), gradient);
    }

    /** The input's gradient as far as later steps have given it, if it may be added to in place. */
    Optional<String> givenSoFar() {
        return pass.givenSoFar(step.input());
    }

    void store(String slot, String gradient) {
        line("_d = torch.copy_(%s, %s)".formatted(slot, gradient));
    }

    /** A name nothing else has. */
    String fresh(String stem) {
        return stem + step.output();
    }

    void line(String line) {
        script.line(line);
    }
}
