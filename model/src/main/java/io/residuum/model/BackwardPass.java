package io.residuum.model;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks a trace in reverse and writes its backward lines. Takes what the forward pass kept, computes again what it did not
 * when a line first reads it, and sums the gradients of a value that several steps read, in place where that is safe.
 */
final class BackwardPass {
    private final Trace trace;
    private final boolean inputIsWanted;
    private final Script script;
    /** The gradient of each value some reader of which has been passed; two values may have the same one. */
    private final Map<Integer, String> gradients = new HashMap<>();

    private final BitSet present = new BitSet();

    BackwardPass(Trace trace, boolean inputIsWanted, Script script) {
        this.trace = trace;
        this.inputIsWanted = inputIsWanted;
        this.script = script;
    }

    /** The body of a function of {@code g}, {@code w}, {@code d}, {@code saved} and {@code moments}. */
    void write() {
        takeKept();
        gradients.put(trace.output(), "g");
        List<Trace.Step> steps = trace.steps();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Trace.Step step = steps.get(i);
            step.computation().backward(new BackwardStep(step, this, script));
            gradients.remove(step.output());
        }
        script.line("return " + gradients.getOrDefault(0, "g"));
    }

    /** Last in, first out: the forward pass kept in the order of its steps. */
    private void takeKept() {
        for (int value = trace.output(); value >= 0; value--) {
            if (trace.isKept(value)) {
                script.line(ForwardStep.value(value) + " = torch.pop(saved)");
                present.set(value);
            }
        }
        for (int value = trace.output(); value > 0; value--) {
            Trace.Step step = trace.maker(value);
            List<String> stems = step.computation().remembers();
            for (int i = stems.size() - 1; i >= 0; i--) {
                script.line(ForwardStep.remembered(step, stems.get(i)) + " = torch.pop(moments)");
            }
        }
    }

    String read(int value) {
        if (!present.get(value)) {
            Trace.Step step = trace.maker(value);
            step.inputs().forEach(this::read);
            boolean overwrites = trace.mayOverwriteAgain(step);
            step.computation().forward(new ForwardStep(ForwardStep.Mode.AGAIN, step, overwrites, script));
            present.set(value);
            present.set(step.input(), !overwrites);
        }
        return ForwardStep.value(value);
    }

    boolean wants(int value) {
        return value > 0 || inputIsWanted;
    }

    String gradient(int value) {
        String gradient = gradients.get(value);
        if (gradient == null) {
            throw new IllegalStateException("nothing reads value " + value + ", so it has no gradient");
        }
        return gradient;
    }

    /** Whether {@code gradient} is that of one value only. */
    boolean isSole(String gradient) {
        return gradients.values().stream().filter(gradient::equals).count() == 1;
    }

    Optional<String> givenSoFar(int value) {
        return Optional.ofNullable(gradients.get(value)).filter(this::isSole);
    }

    void give(int value, String gradient) {
        String sum = gradients.get(value);
        if (sum == null) {
            gradients.put(value, gradient);
        } else if (!gradients.containsValue(gradient)) {
            script.line("_a = torch.add_(%s, %s)".formatted(gradient, sum));
            gradients.put(value, gradient);
        } else if (isSole(sum)) {
            script.line("_a = torch.add_(%s, %s)".formatted(sum, gradient));
        } else {
            String fresh = "a%d_%d".formatted(value, gradients.size());
            script.line("%s = torch.add(%s, %s)".formatted(fresh, sum, gradient));
            gradients.put(value, fresh);
        }
    }
}
