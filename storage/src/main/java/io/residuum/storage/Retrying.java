package io.residuum.storage;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.pf.PFBuilder;
import akka.pattern.Patterns;
import akka.stream.Graph;
import akka.stream.SourceShape;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what may pass, with back-off and jitter, until it succeeds, is refused, or the deadline comes. Only for operations
 * that may be applied twice.
 */
final class Retrying {
    private static final Logger log = LoggerFactory.getLogger(Retrying.class);
    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final ActorSystem<?> system;
    private final StoreAddress address;
    private final Duration deadline;
    private final StoreTraffic traffic;

    Retrying(ActorSystem<?> system, StoreAddress address, Duration deadline, StoreTraffic traffic) {
        this.traffic = traffic;
        this.system = system;
        this.address = address;
        this.deadline = deadline;
    }

    /**
     * Runs {@code operation} until it gives an answer.
     *
     * @param name an infinitive with its object, for messages: "read object [key]"
     * @return its answer; or {@link StoreRefused} at once, {@link StoreUnreachable} at the deadline, and any other
     *     {@link StoreException} the operation itself raised
     */
    <T> CompletionStage<T> run(String name, Supplier<CompletionStage<T>> operation) {
        return attempt(new Call(name, System.nanoTime()), 0, operation);
    }

    private <T> CompletionStage<T> attempt(Call call, int failed, Supplier<CompletionStage<T>> operation) {
        traffic.tried(call.name());
        return guarded(operation).exceptionallyCompose(thrown -> {
            traffic.failed(call.name());
            Throwable failure = StoreFailures.unwrapped(thrown);
            Duration pause = pause(failed, call.startNanos());
            if (isFinal(failure) || !inTime(call.startNanos(), pause)) {
                return CompletableFuture.failedFuture(ended(call.name(), failure, failed + 1));
            }
            log.debug(
                    "{}: try [{}] failed with [{}], next in [{} ms]",
                    call.name(),
                    failed + 1,
                    StoreFailures.brief(failure),
                    pause.toMillis());
            Callable<CompletionStage<T>> next = () -> attempt(call, failed + 1, operation);
            return Patterns.after(pause, system, next);
        });
    }

    /** A source that is started again, by the same rules, as long as it has given nothing. */
    <T> Source<T, NotUsed> source(String name, Supplier<Source<T, NotUsed>> source) {
        return Source.fromMaterializer((materializer, attributes) ->
                        source(new Call(name, System.nanoTime()), 0, new AtomicBoolean(), source))
                .mapMaterializedValue(value -> NotUsed.getInstance());
    }

    private <T> Source<T, NotUsed> source(
            Call call, int failed, AtomicBoolean begun, Supplier<Source<T, NotUsed>> source) {
        traffic.tried(call.name());
        return source.get()
                .map(element -> {
                    begun.set(true);
                    return element;
                })
                .recoverWithRetries(
                        1,
                        new PFBuilder<Throwable, Graph<SourceShape<T>, NotUsed>>()
                                .matchAny(failure -> {
                                    traffic.failed(call.name());
                                    Duration pause = pause(failed, call.startNanos());
                                    if (begun.get() || isFinal(failure) || !inTime(call.startNanos(), pause)) {
                                        return Source.failed(ended(call.name(), failure, failed + 1));
                                    }
                                    return Source.lazySource(() -> source(call, failed + 1, begun, source))
                                            .initialDelay(pause)
                                            .mapMaterializedValue(value -> NotUsed.getInstance());
                                })
                                .build());
    }

    /** The failure a caller sees when there is no further try. */
    private Throwable ended(String name, Throwable failure, int tries) {
        return isFinal(failure) ? typed(name, failure) : new StoreUnreachable(address, name, tries, deadline, failure);
    }

    private boolean inTime(long startNanos, Duration pause) {
        return System.nanoTime() - startNanos + pause.toNanos() <= deadline.toNanos();
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof StoreException
                || failure instanceof Error
                || failure instanceof IllegalArgumentException
                || StoreFailures.refusal(failure).isPresent();
    }

    /** A refusal under its name; anything else as it is. */
    Throwable typed(String name, Throwable failure) {
        return StoreFailures.refusal(failure)
                .<Throwable>map(
                        reason -> new StoreRefused(address, name, reason, StoreFailures.brief(failure), failure))
                .orElse(failure);
    }

    /** Pause after so many failures: doubling; the nanosecond at which a call began spreads callers apart. */
    static Duration pause(int failed, long startNanos) {
        long millis = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(failed, 10));
        long hashed = ((startNanos + failed) * 0x9E3779B97F4A7C15L) >>> 20;
        return Duration.ofMillis(millis / 2 + millis * (hashed % 1000) / 1000);
    }

    private static <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> operation) {
        try {
            return operation.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private record Call(String name, long startNanos) {}
}
