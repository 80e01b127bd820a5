package io.residuum.pipeline;

/** Images of a split in index order, to be classified. Its receiver owns the buffers until {@link #release}. */
public final class EvaluationBatch {
    private final long firstIndex;
    private final MiniBatch batch;

    EvaluationBatch(long firstIndex, MiniBatch batch) {
        this.firstIndex = firstIndex;
        this.batch = batch;
    }

    /** Index in its split of its first image; the others follow without a gap. */
    public long firstIndex() {
        return firstIndex;
    }

    public Slice slice() {
        return batch.slices().get(0);
    }

    /** Gives the buffers back to be refilled; nothing may read them afterwards. A second call does nothing. */
    public void release() {
        batch.release();
    }
}
