package io.residuum.model;

import io.residuum.model.Operation.Computation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A list of operations as steps between numbered values: value 0 is the input, each step makes one new value. From it
 * follows which values the backward pass needs, and which of those are kept or computed again.
 */
final class Trace {
    /** {@code inputs} → {@code output}; the computation's tensors begin at these places among the whole list's. */
    record Step(Computation computation, List<Integer> inputs, int output, int parameter, int statistic) {
        int input() {
            return inputs.get(0);
        }
    }

    private static final int NONE = -1;

    private final List<Step> steps = new ArrayList<>();
    private final BitSet read = new BitSet();
    private final BitSet needed = new BitSet();
    private int current;
    private int shortcut = NONE;
    private int gate = NONE;
    private boolean hasShortcut;
    private int branch = NONE;
    private int response = NONE;
    private final BitSet onShortcut = new BitSet();
    private int parameters;
    private int statistics;

    private Trace() {}

    static Trace of(List<Operation> operations) {
        var trace = new Trace();
        operations.forEach(operation -> operation.trace(trace));
        if (trace.shortcut != NONE) {
            throw new IllegalArgumentException("the shortcut is split off but never added: " + operations);
        }
        trace.findNeeded();
        return trace;
    }

    void compute(Computation computation) {
        step(computation, List.of(current));
    }

    void computeWithShortcut(Computation computation) {
        if (shortcut == NONE) {
            throw new IllegalArgumentException("no shortcut leads to " + computation);
        }
        hasShortcut = true;
        branch = current;
        step(computation, List.of(current, shortcut));
        shortcut = NONE;
        response = current;
    }

    /** What has been computed so far is the branch and the response alike. */
    void meet() {
        branch = current;
        response = current;
    }

    void computeWithGate(Computation computation) {
        if (gate == NONE) {
            throw new IllegalArgumentException("no gate leads to " + computation);
        }
        step(computation, List.of(current, gate));
    }

    void gate(List<Operation> operations) {
        int x = current;
        operations.forEach(operation -> operation.trace(this));
        gate = current;
        current = x;
    }

    /** The shortcut's steps come first, so that on the way back the branch has given its gradient when theirs is added. */
    void split(List<Operation> operations) {
        if (shortcut != NONE) {
            throw new IllegalArgumentException("a second shortcut is split off before the first was added");
        }
        int x = current;
        int before = steps.size();
        operations.forEach(operation -> operation.trace(this));
        onShortcut.set(before + 1, steps.size() + 1);
        shortcut = current;
        current = x;
    }

    private void step(Computation computation, List<Integer> inputs) {
        current = steps.size() + 1;
        steps.add(new Step(computation, inputs, current, parameters, statistics));
        parameters += computation.parameters().size();
        statistics += computation.statistics().size();
    }

    /** A value is needed if a backward line reads it, or if one that is needed is computed again from it. */
    private void findNeeded() {
        for (Step step : steps) {
            switch (step.computation().reads()) {
                case INPUT -> step.inputs().forEach(read::set);
                case OUTPUT -> read.set(step.output());
                case NOTHING -> {}
            }
        }
        needed.or(read);
        for (int value = output(); value > 0; value--) {
            if (isComputedAgain(value)) {
                maker(value).inputs().forEach(needed::set);
            }
        }
    }

    /** Whether these are a Residual Unit's operations. */
    boolean isUnit() {
        return response != NONE;
    }

    boolean hasShortcut() {
        return hasShortcut;
    }

    /** F, before it meets the shortcut. */
    int branch() {
        return branch;
    }

    /** y, after it has. */
    int response() {
        return response;
    }

    boolean isOnShortcut(Step step) {
        return onShortcut.get(step.output());
    }

    List<Step> steps() {
        return steps;
    }

    int output() {
        return steps.size();
    }

    Step maker(int value) {
        return steps.get(value - 1);
    }

    /** Needed and cheap. The output never is: the next unit keeps it as its input anyway. */
    boolean isComputedAgain(int value) {
        return needed.get(value)
                && value > 0
                && value < output()
                && maker(value).computation().isCheap();
    }

    /** Needed, and held from the forward to the backward pass. */
    boolean isKept(int value) {
        return needed.get(value) && !isComputedAgain(value);
    }

    /** Whether {@code step}, on the way forward, may overwrite its first input: nothing later reads that, nothing keeps it. */
    boolean mayOverwrite(Step step) {
        List<Step> readers = readers(step.input());
        return step.input() > 0
                && !isKept(step.input())
                && readers.get(readers.size() - 1).equals(step);
    }

    /** The same under autograd, which keeps whatever a backward line reads. */
    boolean mayOverwriteUnderAutograd(Step step) {
        return mayOverwrite(step) && !read.get(step.input());
    }

    /** Whether {@code step}, computed again, may overwrite its first input: that was too, and no backward line reads it. */
    boolean mayOverwriteAgain(Step step) {
        return isComputedAgain(step.input())
                && !read.get(step.input())
                && readers(step.input()).size() == 1;
    }

    private List<Step> readers(int value) {
        return steps.stream().filter(step -> step.inputs().contains(value)).toList();
    }
}
