package io.residuum.bench;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.run.Feed;
import io.residuum.actors.run.Moments;
import io.residuum.pipeline.MiniBatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets a job train a number of steps and then holds its input back, so that a job can be measured in turn with others. It
 * sits between the pipeline, which has its mini-batches ready, and the trainer.
 */
final class StepGate implements Moments {
    private long permitted;
    private long entered;
    private long stepsDone;
    private boolean ended;
    private Runnable entry = () -> {};

    Feed around(Feed feed) {
        return (input, run, from) -> feed.of(input, run, from).mapAsync(1, this::enter);
    }

    /** Waits until {@code count} more steps are done, in seconds from now. */
    double steps(int count) {
        long start = System.nanoTime();
        Runnable waiting;
        long goal;
        synchronized (this) {
            permitted += count;
            goal = permitted;
            waiting = entry;
            entry = () -> {};
        }
        waiting.run();
        await(goal);
        return (System.nanoTime() - start) / 1e9;
    }

    /** Nothing more will be trained. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public synchronized void passed(Moment moment, RunId run, long done) {
        if (moment == Moment.STEP_DONE) {
            stepsDone++;
            notifyAll();
        }
    }

    private synchronized CompletionStage<MiniBatch> enter(MiniBatch batch) {
        if (entered < permitted) {
            entered++;
            return CompletableFuture.completedStage(batch);
        }
        CompletableFuture<MiniBatch> later = new CompletableFuture<>();
        entry = () -> {
            synchronized (this) {
                entered++;
            }
            later.complete(batch);
        };
        return later;
    }

    private synchronized void await(long goal) {
        try {
            while (stepsDone < goal && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stepsDone < goal) {
            throw new IllegalStateException("the job ended after [" + stepsDone + "] steps");
        }
    }
}
