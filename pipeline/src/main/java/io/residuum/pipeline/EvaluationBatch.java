package io.residuum.pipeline;

/** Images in index order, to be classified. Its receiver owns the buffers until {@link #release}. */
public final class EvaluationBatch {
    private final long firstPlace;
    private final MiniBatch batch;

    EvaluationBatch(long firstPlace, MiniBatch batch) {
        this.firstPlace = firstPlace;
        this.batch = batch;
    }

    /** Place of its first image among those that are evaluated; the others follow without a gap. */
    public long firstPlace() {
        return firstPlace;
    }

    public Slice slice() {
        return batch.slices().get(0);
    }

    /** Gives the buffers back to be refilled; nothing may read them afterwards. A second call does nothing. */
    public void release() {
        batch.release();
    }
}
