package io.residuum.storage;

import akka.Done;
import akka.actor.ClassicActorSystemProvider;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a commit in doubt waits; tests do it without time. */
@FunctionalInterface
public interface Backoff {
    /** Completes when the next try is due, after {@code doubts} tries that taught nothing. */
    CompletionStage<Done> pause(int doubts);

    /** Waits by the clock of {@code system}. */
    static Backoff timed(ClassicActorSystemProvider system, String attempt) {
        // Akka's timed stage never completes with null, so it has to be a value.
        Callable<CompletionStage<Done>> over = () -> CompletableFuture.completedFuture(Done.getInstance());
        return doubts -> Patterns.after(delay(attempt, doubts), system, over);
    }

    /**
     * Doubling from 100 ms to 6.4 s, so that a store that comes back is soon noticed; {@code attempt} spreads writers apart,
     * without a random source.
     */
    static Duration delay(String attempt, int doubts) {
        long millis = 100L << Math.min(doubts - 1, 6);
        int spread = Math.floorMod(attempt.hashCode() * 31 + doubts, 1000); // thousandths
        return Duration.ofMillis(millis / 2 + millis * spread / 2000);
    }
}
