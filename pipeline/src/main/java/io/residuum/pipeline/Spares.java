package io.residuum.pipeline;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Objects with memory worth keeping, each used by one task at a time: as many come to be as there are tasks at a time. */
final class Spares<T> {
    private final Supplier<T> maker;
    private final Queue<T> spares = new ConcurrentLinkedQueue<>();

    Spares(Supplier<T> maker) {
        this.maker = maker;
    }

    T take() {
        T spare = spares.poll();
        return spare == null ? maker.get() : spare;
    }

    void giveBack(T spare) {
        spares.add(spare);
    }
}
