package io.residuum.storage;

import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Finds out whether a store's conditional creation excludes: whether of many creators of one object exactly one is told that
 * it won, and the object is that one's. Chains rest on it, and some stores ignore the condition or check before they write.
 */
public final class ExclusionProof {
    static final int ROUNDS = 5;
    static final int CREATORS = 16;
    private static final int MOST_ROUNDS = 3 * ROUNDS; // with those that prove nothing

    /** What the rounds showed. */
    public sealed interface Outcome {
        /** In every round one creator won and its bytes stand. */
        record Excludes(int rounds, int creators) implements Outcome {}

        /** Chains on this store could fork: nothing may be committed to it. */
        record DoesNotExclude(String reason) implements Outcome {}
    }

    private final ObjectStore store;
    private final String folder;

    private ExclusionProof(ObjectStore store, String folder) {
        this.store = store;
        this.folder = folder;
    }

    /**
     * Runs {@value #ROUNDS} rounds of {@value #CREATORS} creators under a fresh key each, and deletes what they wrote. Fails with
     * a {@link StoreException} if the store cannot be asked, as when it is read-only: then nothing is proven either way.
     */
    public static CompletionStage<Outcome> prove(ObjectStore store) {
        return new ExclusionProof(store, "proof/" + UUID.randomUUID()).round(0, 0); // two processes may prove at once
    }

    private CompletionStage<Outcome> round(int round, int proven) {
        if (proven == ROUNDS) {
            return CompletableFuture.completedFuture(new Outcome.Excludes(ROUNDS, CREATORS));
        }
        if (round == MOST_ROUNDS) {
            return CompletableFuture.completedFuture(new Outcome.DoesNotExclude("in " + (round - proven) + " of "
                    + round + " rounds no creator was told that it had created the object: nothing could be proven"));
        }
        String key = folder + "/" + round;
        return Source.from(IntStream.range(0, CREATORS).boxed().toList())
                .mapAsync(CREATORS, creator -> store.createIfAbsent(key, bytes(creator)))
                .runWith(Sink.seq(), store.system())
                .thenCompose(answers -> store.get(key)
                        .thenApply(found -> new Round(
                                fault(round, answers, found).stream().toList(),
                                answers.contains(CreateOutcome.CREATED))))
                .handle((ended, thrown) -> store.delete(key)
                        .handle((done, ignored) -> thrown == null
                                ? judged(round, proven, ended)
                                : failed(StoreFailures.unwrapped(thrown))))
                .thenCompose(deleted -> deleted)
                .thenCompose(verdict -> verdict);
    }

    /** How a round ended; without a winner that knows of it, it proves nothing. */
    private record Round(List<String> faults, boolean proves) {}

    private CompletionStage<Outcome> judged(int round, int proven, Round ended) {
        return ended.faults().stream()
                .findFirst()
                .<CompletionStage<Outcome>>map(
                        reason -> CompletableFuture.completedFuture(new Outcome.DoesNotExclude(reason)))
                .orElseGet(() -> round(round + 1, proven + (ended.proves() ? 1 : 0)));
    }

    /** A store that does not know the condition says so; any other failure proves nothing. */
    private static CompletionStage<Outcome> failed(Throwable failure) {
        return failure instanceof StoreRefused refused && refused.reason() == StoreRefused.Reason.UNSUPPORTED
                ? CompletableFuture.completedFuture(new Outcome.DoesNotExclude(String.valueOf(refused.getMessage())))
                : CompletableFuture.failedFuture(failure);
    }

    /** What is wrong with a round; an answer that did not come is not held against the store, a wrong one is. */
    static Optional<String> fault(int round, List<CreateOutcome> answers, Optional<byte[]> found) {
        List<Integer> winners = IntStream.range(0, answers.size())
                .filter(creator -> answers.get(creator) == CreateOutcome.CREATED)
                .boxed()
                .toList();
        String where = "in round " + (round + 1) + " of " + ROUNDS + ", ";
        if (winners.size() > 1) {
            return Optional.of(where + winners.size() + " of " + answers.size()
                    + " creators of one object were told that they had created it");
        }
        if (found.isEmpty()) {
            return Optional.of(where + "the object could not be read back after " + answers.size() + " creations");
        }
        String standing = new String(found.get(), StandardCharsets.UTF_8);
        if (winners.isEmpty()) {
            return answers.contains(CreateOutcome.UNKNOWN)
                    ? Optional.empty()
                    : Optional.of(where + "every creator was told that another one had been first");
        }
        String winner = new String(bytes(winners.get(0)), StandardCharsets.UTF_8);
        return standing.equals(winner)
                ? Optional.empty()
                : Optional.of(where + "the store told [" + winner + "] that it had won, and holds the bytes of ["
                        + standing + "]");
    }

    private static byte[] bytes(int creator) {
        return ("creator " + creator).getBytes(StandardCharsets.UTF_8);
    }
}
