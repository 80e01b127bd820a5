package io.residuum.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A store between a chain and a real one, or memory, that fails as it is told: each call takes the next fault of its list, and
 * behind the last one all goes well.
 */
final class FaultyStore implements ChainStore {
    /** What happens to one conditional PUT. */
    enum PutFault {
        NONE,
        /** It is applied, the answer is lost: time-out, 5xx, or a retry below that is told 412. */
        APPLIED_UNANSWERED,
        APPLIED_THEN_EXISTS,
        /** It is not applied, and nobody can know. */
        LOST,
        /** It is applied only when the object is read next and not found. */
        LATE,
        REFUSED
    }

    enum ReadFault {
        NONE,
        UNREACHABLE,
        REFUSED
    }

    private final ChainStore below;
    private final List<PutFault> putFaults = new ArrayList<>();
    private final List<ReadFault> readFaults = new ArrayList<>();
    private final List<Runnable> late = new ArrayList<>();
    private UnaryOperator<List<String>> listing = UnaryOperator.identity();
    final List<String> calls = new ArrayList<>();

    FaultyStore(ChainStore below) {
        this.below = below;
    }

    FaultyStore puts(PutFault... faults) {
        putFaults.addAll(List.of(faults));
        return this;
    }

    FaultyStore reads(ReadFault... faults) {
        readFaults.addAll(List.of(faults));
        return this;
    }

    FaultyStore lists(UnaryOperator<List<String>> lie) {
        listing = lie;
        return this;
    }

    @Override
    public CompletionStage<CreateOutcome> createIfAbsent(String key, byte[] bytes) {
        calls.add("put " + key);
        PutFault fault = putFaults.isEmpty() ? PutFault.NONE : putFaults.remove(0);
        return switch (fault) {
            case NONE -> below.createIfAbsent(key, bytes);
            case APPLIED_UNANSWERED -> below.createIfAbsent(key, bytes).thenApply(applied -> CreateOutcome.UNKNOWN);
            case APPLIED_THEN_EXISTS -> below.createIfAbsent(key, bytes).thenApply(applied -> CreateOutcome.EXISTS);
            case LOST -> CompletableFuture.completedFuture(CreateOutcome.UNKNOWN);
            case LATE -> {
                late.add(() ->
                        below.createIfAbsent(key, bytes).toCompletableFuture().join());
                yield CompletableFuture.completedFuture(CreateOutcome.UNKNOWN);
            }
            case REFUSED -> CompletableFuture.failedFuture(refusal());
        };
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String key) {
        calls.add("get " + key);
        ReadFault fault = readFaults.isEmpty() ? ReadFault.NONE : readFaults.remove(0);
        CompletionStage<Optional<byte[]>> answer =
                switch (fault) {
                    case NONE -> below.get(key);
                    case UNREACHABLE -> CompletableFuture.failedFuture(new StoreUnreachable(
                            ADDRESS, "read", 1, java.time.Duration.ofSeconds(1), new IllegalStateException("cut")));
                    case REFUSED -> CompletableFuture.failedFuture(refusal());
                };
        return answer.whenComplete((found, thrown) -> {
            List<Runnable> due = List.copyOf(late);
            late.clear();
            due.forEach(Runnable::run);
        });
    }

    @Override
    public CompletionStage<List<String>> keys(String prefix) {
        calls.add("list " + prefix);
        return below.keys(prefix).thenApply(listing);
    }

    static final StoreAddress ADDRESS = new StoreAddress(java.net.URI.create("http://store"), "bucket");

    private static StoreRefused refusal() {
        return new StoreRefused(
                ADDRESS, "write", StoreRefused.Reason.FORBIDDEN, "403 AccessDenied", new IllegalStateException("no"));
    }

    /** A store in memory that keeps its promises; objects may be put there by other hands. */
    static final class Memory implements ChainStore {
        final Map<String, byte[]> objects = new LinkedHashMap<>();

        @Override
        public CompletionStage<CreateOutcome> createIfAbsent(String key, byte[] bytes) {
            boolean created = objects.putIfAbsent(key, bytes) == null;
            return CompletableFuture.completedFuture(created ? CreateOutcome.CREATED : CreateOutcome.EXISTS);
        }

        @Override
        public CompletionStage<Optional<byte[]>> get(String key) {
            return CompletableFuture.completedFuture(Optional.ofNullable(objects.get(key)));
        }

        @Override
        public CompletionStage<List<String>> keys(String prefix) {
            return CompletableFuture.completedFuture(objects.keySet().stream()
                    .filter(key -> key.startsWith(prefix))
                    .sorted()
                    .toList());
        }
    }
}
