package io.residuum.model;

import io.residuum.model.Operation.Computation;
import io.residuum.model.Operation.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * A part of the network that is one function in its program: the stem, a unit that occurs once, a run of identical units, or
 * the head.
 *
 * @param name the function's
 * @param prefixes what each occurrence puts before its tensors' names, in the order of the forward pass
 */
record Section(String name, List<String> prefixes, List<Operation> operations) {
    Section {
        prefixes = List.copyOf(prefixes);
        operations = List.copyOf(operations);
    }

    int times() {
        return prefixes.size();
    }

    Trace trace() {
        return Trace.of(operations);
    }

    /** The tensors that one occurrence learns. */
    List<Tensor> parameters() {
        return tensors(Computation::parameters);
    }

    /** The running averages of one occurrence. */
    List<Tensor> statistics() {
        return tensors(Computation::statistics);
    }

    /** What the training of one occurrence leaves on the stack of moments. */
    int moments() {
        return trace().steps().stream()
                .mapToInt(step -> step.computation().remembers().size())
                .sum();
    }

    /** Whether it is a Residual Unit, or several. */
    boolean isUnit() {
        return trace().isUnit();
    }

    /** Whether its training draws random numbers, from a key of each occurrence. */
    boolean isRandom() {
        return trace().steps().stream().anyMatch(step -> step.computation() instanceof Dropout);
    }

    /** Elements of what one occurrence learns. */
    int parametersOfOne() {
        return parameters().stream().mapToInt(Tensor::size).sum();
    }

    /** Elements of what all occurrences learn. */
    int parametersOfAll() {
        return times() * parametersOfOne();
    }

    /** Elements of the running averages of all occurrences. */
    int statisticsOfAll() {
        return times() * statistics().stream().mapToInt(Tensor::size).sum();
    }

    private List<Tensor> tensors(Function<Computation, List<Tensor>> kind) {
        return trace().steps().stream()
                .flatMap(step -> kind.apply(step.computation()).stream())
                .toList();
    }
}
