package io.residuum.pipeline;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The images of one iteration. Its receiver owns the buffers until {@link #release}, and releases each mini-batch once. */
public final class MiniBatch {
    private final long iteration;
    private final List<Slice> slices;
    private final Runnable giveBack;
    private final AtomicBoolean released = new AtomicBoolean();

    MiniBatch(long iteration, List<Slice> slices, Runnable giveBack) {
        this.iteration = iteration;
        this.slices = List.copyOf(slices);
        this.giveBack = giveBack;
    }

    /** The update it is for, counted from 0. */
    public long iteration() {
        return iteration;
    }

    /** Images in all slices together. */
    public int images() {
        return slices.stream().mapToInt(Slice::images).sum();
    }

    /** Its parts, slice 0 first; parts without an image are left out. */
    public List<Slice> slices() {
        if (released.get()) {
            throw new IllegalStateException("mini-batch [" + iteration + "] was released; its buffers hold others now");
        }
        return slices;
    }

    /** Gives the buffers back to be refilled; nothing may read them afterwards. A second call does nothing. */
    public void release() {
        if (released.compareAndSet(false, true)) {
            giveBack.run();
        }
    }
}
