package io.residuum.actors.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: what is under way is asked to stop where it can go on later, and given the time to. A second one
 * changes nothing; SIGKILL loses no more than the segment in hand.
 */
final class Interruption implements AutoCloseable {

    private record Answer(Runnable stop, Duration within) {}

    /** For closing what is open, behind the time that was asked for. */
    static final Duration TO_CLOSE = Duration.ofSeconds(20);

    private volatile Answer answer = new Answer(() -> {}, Duration.ZERO);
    private final ExitCode code;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::asked, "interruption");

    private Interruption(ExitCode code) {
        this.code = code;
    }

    /** For a command that is interrupted by being asked to end. */
    static Interruption listen() {
        return listen(ExitCode.INTERRUPTED);
    }

    /** For one that is meant to go on until it is asked to end. */
    static Interruption listen(ExitCode code) {
        Interruption interruption = new Interruption(code);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** From now on {@code stop} is called when the process is asked to end, which then waits up to {@code within}. */
    void whenAsked(Runnable stop, Duration within) {
        answer = new Answer(stop, within);
    }

    private void asked() {
        Answer now = answer;
        now.stop().run();
        try {
            if (!now.within().isZero()) {
                closed.await(now.within().plus(TO_CLOSE).toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code.number());
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending and the hook waits for this.
            closed.countDown();
        }
    }
}
