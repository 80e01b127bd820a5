package io.residuum.model;

import io.residuum.model.Operation.Computation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much native memory the tensors of a training step hold at its fullest: the lines that {@link ProgramWriter} writes, walked with
 * sizes in place of values. A signal lives from its line to its last reader, or from where it is kept to its unit's backward pass.
 *
 * <p>Not in it: what convolutions take as working memory while one is computed, and what the allocator cannot use again.
 */
public final class TrainingMemory {
    private static final int COLOURS = 3;
    /** Parameters, momentum, the mini-batch's gradient and a further slice's. */
    private static final int COPIES_OF_PARAMETERS = 4;

    private final List<Section> sections;
    private final Arithmetic arithmetic;
    private final long images;
    private long now;
    private long most;

    private TrainingMemory(Architecture architecture, Arithmetic arithmetic, int images) {
        this.sections = architecture.sections();
        this.arithmetic = arithmetic;
        this.images = images;
    }

    /**
     * Bytes at the fullest moment, the images of the slice left out.
     *
     * @param images of a slice
     */
    public static long mostBytes(Architecture architecture, Arithmetic arithmetic, int images, int height, int width) {
        architecture.checkImage(height, width);
        var memory = new TrainingMemory(architecture, arithmetic, images);
        memory.take(COPIES_OF_PARAMETERS * (long) architecture.layout().parameterCount() * Float.BYTES);
        memory.take(2L * architecture.layout().statisticCount() * Float.BYTES);
        memory.step(new Extent(COLOURS, height, width));
        return memory.most;
    }

    private void take(long bytes) {
        now += bytes;
        most = Math.max(most, now);
    }

    private void give(long bytes) {
        now -= bytes;
    }

    private long bytes(Extent extent) {
        return images * extent.channels() * extent.height() * extent.width() * Float.BYTES;
    }

    /** A unit and the extents of its values. */
    private record Unit(Trace trace, List<Extent> extents) {
        static Unit of(Section section, Extent input) {
            Trace trace = section.trace();
            List<Extent> extents = new ArrayList<>(List.of(input));
            trace.steps().forEach(step -> extents.add(step.computation().after(extents.get(step.input()))));
            return new Unit(trace, extents);
        }

        Extent output() {
            return extents.get(trace.output());
        }
    }

    private boolean checkpoints(Section section) {
        return arithmetic.checkpointUnits() > 0 && section.times() > 1;
    }

    private void step(Extent input) {
        Deque<Unit> passed = new ArrayDeque<>();
        Extent extent = input;
        for (Section section : sections) {
            for (int i = 0; i < section.times(); i++) {
                Unit unit = Unit.of(section, extent);
                passed.push(unit);
                boolean again = checkpoints(section);
                forward(unit, again ? Keeping.NOTHING : Keeping.NEEDED, passed.size() == 1);
                if (again && i % arithmetic.checkpointUnits() != 0) {
                    give(bytes(extent)); // an input that is no checkpoint
                }
                extent = unit.output();
            }
        }
        long gradient = bytes(extent);
        take(gradient);
        for (int k = sections.size() - 1; k >= 0; k--) {
            Section section = sections.get(k);
            if (checkpoints(section)) {
                int left = section.times();
                while (left > 0) {
                    int group = (left - 1) % arithmetic.checkpointUnits() + 1;
                    List<Unit> units = new ArrayList<>();
                    for (int i = 0; i < group; i++) {
                        units.add(0, passed.pop());
                    }
                    for (Unit unit : units) {
                        forward(unit, Keeping.NEEDED, false);
                    }
                    give(bytes(units.get(group - 1).output()));
                    for (int i = group - 1; i >= 0; i--) {
                        backward(units.get(i), true);
                    }
                    left -= group;
                }
            } else {
                for (int i = 0; i < section.times(); i++) {
                    backward(passed.pop(), k > 0);
                }
            }
        }
    }

    private enum Keeping {
        NOTHING,
        NEEDED
    }

    /** Ends with the output held, and what is kept; the input is given back unless it is. */
    private void forward(Unit unit, Keeping keeping, boolean inputIsImages) {
        Trace trace = unit.trace();
        for (Trace.Step step : trace.steps()) {
            boolean inPlace = overwrites(trace, step);
            if (!inPlace) {
                take(bytes(unit.extents().get(step.output())));
            }
            take(remembered(step, unit));
            for (int value : new HashSet<>(step.inputs())) {
                boolean last = lastReader(trace, value).equals(step);
                boolean kept = keeping == Keeping.NEEDED && trace.isKept(value);
                boolean overwritten = inPlace && value == step.input();
                if (last && !kept && !overwritten && !(value == 0 && (inputIsImages || keeping == Keeping.NOTHING))) {
                    give(bytes(unit.extents().get(value)));
                }
            }
        }
    }

    private static boolean overwrites(Trace trace, Trace.Step step) {
        Computation computation = step.computation();
        boolean knowsHow = computation instanceof Relu
                || computation instanceof Addition
                || computation instanceof Scaling
                || computation instanceof Gating
                || computation instanceof Dropout
                || computation instanceof Bias
                || computation instanceof Sigmoid;
        return knowsHow && trace.mayOverwrite(step);
    }

    /** What masks and places take beside values. */
    private long remembered(Trace.Step step, Unit unit) {
        long elements = bytes(unit.extents().get(step.output())) / Float.BYTES;
        if (step.computation() instanceof Dropout) {
            return elements;
        }
        return step.computation() instanceof MaxPooling ? elements * Long.BYTES : 0;
    }

    private static Trace.Step lastReader(Trace trace, int value) {
        return trace.steps().stream()
                .filter(step -> step.inputs().contains(value))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** Begins with the output's gradient held, ends with the input's; what the forward pass kept is given back. */
    private void backward(Unit unit, boolean inputIsWanted) {
        new Backward(unit, inputIsWanted).walk();
    }

    /** One unit's way back. */
    private final class Backward {
        private final Unit unit;
        private final Trace trace;
        private final boolean inputIsWanted;
        private final Set<Integer> present = new HashSet<>();
        /** Gradients by value; several may share one, which is counted once. */
        private final Map<Integer, Object> gradients = new HashMap<>();

        private final Map<Object, Long> sizes = new HashMap<>();

        Backward(Unit unit, boolean inputIsWanted) {
            this.unit = unit;
            this.trace = unit.trace();
            this.inputIsWanted = inputIsWanted;
        }

        void walk() {
            for (int value = 0; value <= trace.output(); value++) {
                if (trace.isKept(value)) {
                    present.add(value);
                }
            }
            Object first = new Object();
            sizes.put(first, bytes(unit.output()));
            gradients.put(trace.output(), first);
            List<Trace.Step> steps = trace.steps();
            for (int i = steps.size() - 1; i >= 0; i--) {
                step(steps.get(i));
                giveBackUnread(i);
            }
            for (int value : present) {
                give(bytes(unit.extents().get(value)));
            }
            if (!inputIsWanted) {
                sizes.values().forEach(TrainingMemory.this::give);
            }
        }

        private void step(Trace.Step step) {
            switch (step.computation().reads()) {
                case INPUT -> step.inputs().forEach(this::read);
                case OUTPUT -> read(step.output());
                case NOTHING -> {}
            }
            Object own = gradients.getOrDefault(step.output(), step);
            boolean sole = gradients.values().stream().filter(own::equals).count() == 1;
            Computation computation = step.computation();
            if (computation instanceof Addition) {
                hand(step.input(), own);
                hand(step.inputs().get(1), own);
                gradients.remove(step.output());
                return;
            }
            if (computation instanceof Bias) {
                hand(step.input(), own);
                gradients.remove(step.output());
                return;
            }
            boolean inPlace = sole && (computation instanceof Relu || computation instanceof Scaling);
            if (inPlace) {
                gradients.remove(step.output());
                hand(step.input(), own);
                return;
            }
            for (int value : step.inputs()) {
                if (value > 0 || inputIsWanted) {
                    Object fresh = new Object();
                    boolean into = computation instanceof Widening && gradients.containsKey(value);
                    if (!into) {
                        sizes.put(fresh, bytes(unit.extents().get(value)));
                        take(bytes(unit.extents().get(value)));
                        hand(value, fresh);
                    }
                }
            }
            gradients.remove(step.output());
            if (!gradients.containsValue(own)) {
                give(sizes.getOrDefault(own, 0L));
                sizes.remove(own);
            }
            give(remembered(step, unit));
        }

        /** Sums go into one of the two. */
        private void hand(int value, Object gradient) {
            Object before = gradients.get(value);
            if (before == null) {
                gradients.put(value, gradient);
            } else if (!before.equals(gradient)) {
                Object other = gradients.containsValue(gradient) ? before : gradient;
                Object gone = other.equals(before) ? gradient : before;
                gradients.put(value, other);
                if (!gradients.containsValue(gone)) {
                    give(sizes.getOrDefault(gone, 0L));
                    sizes.remove(gone);
                }
            }
        }

        private void read(int value) {
            if (present.contains(value)) {
                return;
            }
            Trace.Step maker = trace.maker(value);
            maker.inputs().forEach(this::read);
            boolean overwrites = trace.mayOverwriteAgain(maker) && !(maker.computation() instanceof Normalisation);
            if (overwrites) {
                present.remove(maker.input());
            } else {
                take(bytes(unit.extents().get(value)));
            }
            present.add(value);
        }

        /** What no line of the steps that are left reads, or computes something again from. */
        private void giveBackUnread(int stepsLeft) {
            Set<Integer> needed = new HashSet<>();
            for (int i = 0; i < stepsLeft; i++) {
                Trace.Step step = trace.steps().get(i);
                switch (step.computation().reads()) {
                    case INPUT -> step.inputs().forEach(value -> need(value, needed));
                    case OUTPUT -> need(step.output(), needed);
                    case NOTHING -> {}
                }
            }
            for (int value : Set.copyOf(present)) {
                if (!needed.contains(value)) {
                    present.remove(value);
                    give(bytes(unit.extents().get(value)));
                }
            }
        }

        private void need(int value, Set<Integer> needed) {
            if (needed.add(value) && !present.contains(value)) {
                trace.maker(value).inputs().forEach(input -> need(input, needed));
            }
        }
    }
}
