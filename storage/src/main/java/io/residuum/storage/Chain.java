package io.residuum.storage;

import akka.actor.ClassicActorSystemProvider;
import akka.japi.Pair;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sequence of entries in a store that nobody can fork or change: {@code PREFIX/log/00000000} and on, each naming its parent's
 * digest, each created by a conditional PUT. This class performs what {@link CommitProtocol} and {@link HeadReading} decide.
 *
 * <p>Any number of writers may be at work anywhere; each learns what stands. Stages fail with a {@link StoreException}: {@link
 * DamagedChain} and {@link NewerFormat} name the entry.
 */
public final class Chain {
    private static final Logger log = LoggerFactory.getLogger(Chain.class);
    private static final int READ_AHEAD = 8; // entries read at once when all of a chain is wanted

    /**
     * One entry as it stands in the store.
     *
     * @param index place in the chain, from 0
     * @param parent hex of the parent's digest, empty for entry 0
     * @param attempt the id of the try that wrote it
     * @param body what it says; not to be changed
     * @param digest SHA-256 of the object's bytes
     */
    public record Entry(long index, String parent, String attempt, ObjectNode body, Sha256 digest) {}

    private final ChainStore store;
    private final StoreAddress address;
    private final String prefix;
    private final ClassicActorSystemProvider system;
    private final Function<String, Backoff> backoffs;

    /** The chain under {@code prefix}, such as {@code runs/ID}; nothing is read or written yet. */
    public Chain(ObjectStore store, String prefix) {
        this(
                ChainStore.over(store),
                store.address(),
                prefix,
                store.system(),
                attempt -> Backoff.timed(store.system(), attempt));
    }

    Chain(
            ChainStore store,
            StoreAddress address,
            String prefix,
            ClassicActorSystemProvider system,
            Function<String, Backoff> backoffs) {
        this.store = store;
        this.address = address;
        this.prefix = Keys.check(prefix);
        this.system = system;
        this.backoffs = backoffs;
    }

    public String prefix() {
        return prefix;
    }

    /**
     * Writes entry 0, or learns who did.
     *
     * @param attempt an id that no other try to write this entry ever uses
     */
    public CompletionStage<CommitOutcome> create(String attempt, ObjectNode body) {
        return commit(CommitProtocol.of(prefix, 0, "", attempt, body), attempt);
    }

    /**
     * Writes the entry behind {@code parent}, or learns who did. The stage ends when it is known which entry stands there, be it
     * after an hour: a store that gives no answer is asked again and again. It fails at a refusal ({@link StoreRefused}), which
     * leaves open whether an earlier PUT was applied: read the head before trying anew.
     *
     * @param attempt an id that no other try to write this entry ever uses
     */
    public CompletionStage<CommitOutcome> append(Entry parent, String attempt, ObjectNode body) {
        var protocol =
                CommitProtocol.of(prefix, parent.index() + 1, parent.digest().hex(), attempt, body);
        return commit(protocol, attempt);
    }

    /** One entry, checked in itself; empty if it is not there. */
    public CompletionStage<Optional<Entry>> read(long index) {
        return store.get(EntryKeys.key(prefix, index)).thenApply(found -> found.map(bytes -> decoded(index, bytes)));
    }

    /** The newest entry; empty if the chain has none. Costs a listing and, as a rule, two reads. */
    public CompletionStage<Optional<Entry>> head() {
        HeadReading reading = HeadReading.of(prefix);
        return perform(reading, reading.start());
    }

    /** The newest entry, for one who knows an earlier one: no listing, and a read for each entry since. */
    public CompletionStage<Entry> headAfter(Entry known) {
        HeadReading reading = HeadReading.after(prefix, known);
        return perform(reading, reading.start()).thenApply(head -> head.orElse(known));
    }

    /**
     * All entries from 0 to the first that is absent, each checked and linked to the one before (steps V1 to V3). If a listing made
     * before knows an entry behind that, and it is there, the chain has a gap, which is damage and not its end.
     */
    public CompletionStage<List<Entry>> entries() {
        return store.keys(EntryKeys.folder(prefix)).thenCompose(keys -> Source.range(0, (int) EntryKeys.LAST_INDEX)
                .mapAsync(READ_AHEAD, index -> read(index))
                .takeWhile(Optional::isPresent)
                .mapConcat(entry -> entry.stream().toList())
                .runWith(Sink.seq(), system)
                .thenApply(this::linked)
                .thenCompose(entries ->
                        withoutGap(entries, EntryKeys.newest(prefix, keys).orElse(-1))));
    }

    /** A chain read past its damage: the entries that are whole, each with the place it has, and every fault. */
    public record Inspection(List<Entry> entries, List<ChainFault> faults) {
        public Inspection {
            entries = List.copyOf(entries);
            faults = List.copyOf(faults);
        }
    }

    /** Steps V1 to V3, but a fault is noted and the reading goes on behind it; fails only if the store cannot be asked. */
    public CompletionStage<Inspection> inspect() {
        return store.keys(EntryKeys.folder(prefix)).thenCompose(keys -> {
            long listed = EntryKeys.newest(prefix, keys).orElse(-1);
            return Source.range(0, (int) EntryKeys.LAST_INDEX)
                    .mapAsync(READ_AHEAD, index -> store.get(EntryKeys.key(prefix, index)))
                    .zipWithIndex()
                    .takeWhile(read -> read.first().isPresent() || read.second() <= listed)
                    .map(Pair::first)
                    .runWith(Sink.seq(), system)
                    .thenApply(this::inspected);
        });
    }

    private Inspection inspected(List<Optional<byte[]>> read) {
        int end = read.size(); // what is absent at the end was listed by an old listing, or is not known to have been
        // there
        while (end > 0 && read.get(end - 1).isEmpty()) {
            end--;
        }
        List<Entry> entries = new ArrayList<>();
        List<ChainFault> faults = new ArrayList<>();
        for (int index = 0; index < end; index++) {
            Optional<EntryCodec.Decoded> decoded = decode(index, read.get(index));
            if (decoded.isEmpty()) {
                faults.add(new ChainFault.Damaged(index, "it is missing, while entry " + (end - 1) + " is there"));
            } else if (decoded.get() instanceof EntryCodec.Decoded.Bad bad) {
                faults.add(bad.fault());
            } else if (decoded.get() instanceof EntryCodec.Decoded.Good good) {
                Entry entry = good.entry();
                Entry before = entries.isEmpty() ? entry : entries.get(entries.size() - 1);
                if (before.index() == index - 1
                        && !entry.parent().equals(before.digest().hex())) {
                    faults.add(HeadReading.unlinked(entry, before));
                }
                entries.add(entry);
            }
        }
        return new Inspection(entries, faults);
    }

    private Optional<EntryCodec.Decoded> decode(long index, Optional<byte[]> found) {
        return found.map(bytes -> EntryCodec.decode(prefix, index, bytes));
    }

    private List<Entry> linked(List<Entry> entries) {
        for (int index = 1; index < entries.size(); index++) {
            Entry parent = entries.get(index - 1);
            if (!entries.get(index).parent().equals(parent.digest().hex())) {
                throw exception(HeadReading.unlinked(entries.get(index), parent));
            }
        }
        return List.copyOf(entries);
    }

    private CompletionStage<List<Entry>> withoutGap(List<Entry> entries, long listed) {
        if (listed < entries.size()) {
            return CompletableFuture.completedFuture(entries);
        }
        return store.get(EntryKeys.key(prefix, listed)).thenApply(found -> {
            if (found.isPresent()) {
                throw new DamagedChain(
                        address, prefix, entries.size(), "it is missing, while entry " + listed + " is there");
            }
            return entries; // the listing was old
        });
    }

    private CompletionStage<CommitOutcome> commit(CommitProtocol protocol, String attempt) {
        return perform(protocol, protocol.start(), backoffs.apply(attempt));
    }

    private CompletionStage<CommitOutcome> perform(
            CommitProtocol protocol, CommitProtocol.Effect effect, Backoff backoff) {
        if (effect instanceof CommitProtocol.Effect.Finish finish) {
            return CompletableFuture.completedFuture(finish.outcome());
        }
        if (effect instanceof CommitProtocol.Effect.Stop stop) {
            return CompletableFuture.failedFuture(exception(stop.fault()));
        }
        return event(effect, backoff).thenCompose(event -> perform(protocol, protocol.on(event), backoff));
    }

    private CompletionStage<CommitProtocol.Event> event(CommitProtocol.Effect effect, Backoff backoff) {
        if (effect instanceof CommitProtocol.Effect.Put put) {
            return store.createIfAbsent(put.key(), put.bytes().toArray())
                    .thenApply(CommitProtocol.Event.PutAnswered::new);
        }
        if (effect instanceof CommitProtocol.Effect.Read read) {
            return store.get(read.key()).handle(Chain::readEvent);
        }
        if (effect instanceof CommitProtocol.Effect.Wait pause) {
            log.debug("chain [{}]: nothing learnt for the time [{}], waiting for the store", prefix, pause.doubts());
            return backoff.pause(pause.doubts()).thenApply(over -> new CommitProtocol.Event.Waited());
        }
        throw new AssertionError(effect);
    }

    private static CommitProtocol.Event readEvent(Optional<byte[]> found, Throwable thrown) {
        if (thrown == null) {
            return found.<CommitProtocol.Event>map(
                            bytes -> new CommitProtocol.Event.ReadPresent(ByteString.fromArray(bytes)))
                    .orElseGet(CommitProtocol.Event.ReadAbsent::new);
        }
        if (StoreFailures.unwrapped(thrown) instanceof StoreUnreachable) {
            return new CommitProtocol.Event.ReadFailed();
        }
        throw new CompletionException(StoreFailures.unwrapped(thrown));
    }

    private CompletionStage<Optional<Entry>> perform(HeadReading reading, HeadReading.Effect effect) {
        if (effect instanceof HeadReading.Effect.Finish finish) {
            return CompletableFuture.completedFuture(
                    finish.head() instanceof HeadReading.Head.At at ? Optional.of(at.entry()) : Optional.empty());
        }
        if (effect instanceof HeadReading.Effect.Stop stop) {
            return CompletableFuture.failedFuture(exception(stop.fault()));
        }
        return event(effect).thenCompose(event -> perform(reading, reading.on(event)));
    }

    private CompletionStage<HeadReading.Event> event(HeadReading.Effect effect) {
        if (effect instanceof HeadReading.Effect.ListKeys list) {
            return store.keys(list.prefix()).thenApply(HeadReading.Event.Listed::new);
        }
        if (effect instanceof HeadReading.Effect.Read read) {
            return store.get(read.key()).thenApply(found -> found.<HeadReading.Event>map(
                            bytes -> new HeadReading.Event.ReadPresent(ByteString.fromArray(bytes)))
                    .orElseGet(HeadReading.Event.ReadAbsent::new));
        }
        throw new AssertionError(effect);
    }

    private Entry decoded(long index, byte[] bytes) {
        EntryCodec.Decoded decoded = EntryCodec.decode(prefix, index, bytes);
        if (decoded instanceof EntryCodec.Decoded.Bad bad) {
            throw exception(bad.fault());
        }
        return ((EntryCodec.Decoded.Good) decoded).entry();
    }

    private StoreException exception(ChainFault fault) {
        if (fault instanceof ChainFault.Newer newer) {
            return new NewerFormat(address, EntryKeys.key(prefix, newer.index()), newer.format(), EntryCodec.FORMAT);
        }
        return new DamagedChain(address, prefix, fault.index(), ((ChainFault.Damaged) fault).reason());
    }
}
