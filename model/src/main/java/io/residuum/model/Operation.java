package io.residuum.model;

import java.util.List;

/**
 * One line of a Residual Unit, or of the network's two ends, as a figure of the paper shows it. A list of them is all there
 * is to say about a design: {@link Trace} finds out what flows where, {@link SectionWriter} writes the passes.
 */
sealed interface Operation {
    /** Appends what this line does to the trace. */
    void trace(Trace trace);

    /** The shortcut leaves here: what has been computed so far flows through {@code shortcut} and on to the addition. */
    record Split(List<Operation> shortcut) implements Operation {
        public Split {
            shortcut = List.copyOf(shortcut);
        }

        @Override
        public void trace(Trace trace) {
            trace.split(shortcut);
        }
    }

    /** The gate leaves here: what has been computed so far flows through {@code gate}, for {@link Gating} to multiply by. */
    record Gate(List<Operation> gate) implements Operation {
        public Gate {
            gate = List.copyOf(gate);
        }

        @Override
        public void trace(Trace trace) {
            trace.gate(gate);
        }
    }

    /** Where the branch would meet the shortcut, in a unit without one: y = F(x). */
    record Meeting() implements Operation {
        @Override
        public void trace(Trace trace) {
            trace.meet();
        }
    }

    /** A line that computes: it knows its tensors, and how to write its forward and its backward lines. */
    sealed interface Computation extends Operation
            permits Addition,
                    Bias,
                    Classification,
                    Convolution,
                    Dropout,
                    Gating,
                    GlobalPooling,
                    MaxPooling,
                    Normalisation,
                    Relu,
                    Scaling,
                    Sigmoid,
                    Widening {
        @Override
        default void trace(Trace trace) {
            trace.compute(this);
        }

        /** What it learns, in the order of storage. */
        default List<Tensor> parameters() {
            return List.of();
        }

        /** What it keeps running averages in. */
        default List<Tensor> statistics() {
            return List.of();
        }

        /**
         * What its forward line leaves for its backward lines beside values, as stems of names; kept in this order, by
         * {@link ForwardStep#remember}.
         */
        default List<String> remembers() {
            return List.of();
        }

        /** The output's extent for an input of this one. */
        default Extent after(Extent input) {
            return input;
        }

        /** Multiply-adds of one image. */
        default long multiplyAdds(Extent input) {
            return 0;
        }

        /** On a shortcut, the mean of what the input's elements are multiplied by; of a computation that does something else, NaN. */
        default String factor(ForwardStep at) {
            return "torch.div(torch.new_zeros(%s, []), 0)".formatted(at.input());
        }

        /** What the backward lines read beside the gradient. */
        Reads reads();

        /** Whether the output is computed again for the backward pass, rather than kept. */
        default boolean isCheap() {
            return false;
        }

        /** Writes the output as a function of the input. */
        void forward(ForwardStep at);

        /** Writes the input's and the parameters' gradients as functions of the output's. */
        void backward(BackwardStep at);
    }

    /** Which of its own signals a backward pass reads. */
    enum Reads {
        NOTHING,
        INPUT,
        OUTPUT
    }

    /** A tensor of a computation; {@code name} is relative to its unit, {@code shape} as exported. */
    record Tensor(String name, Role role, List<Integer> shape, double initial) {
        public Tensor(String name, Role role, Integer... shape) {
            this(name, role, List.of(shape), role.initial());
        }

        int size() {
            return shape.stream().reduce(1, Math::multiplyExact);
        }
    }
}
