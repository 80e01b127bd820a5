package io.residuum.storage;

import akka.util.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the head of a chain, as a machine without I/O, clock or randomness: an event goes in, one effect comes out, until {@link
 * Effect.Finish} or {@link Effect.Stop}. Steps are those of {@code docs/commit-protocol.md}.
 *
 * <p>A listing is only where it starts: an entry counts once it was read and checked, and the head is the one whose successor was
 * asked for and is absent. Entries committed meanwhile may or may not be seen.
 */
public final class HeadReading {
    /** What happened. A read that fails ends the reading outside; there is nothing here to save. */
    public sealed interface Event {
        /** All keys that {@link Effect.ListKeys} gave, in any order, stray ones included. */
        record Listed(List<String> keys) implements Event {
            public Listed {
                keys = List.copyOf(keys);
            }
        }

        /** {@link Effect.Read} found an object. */
        record ReadPresent(ByteString bytes) implements Event {}

        /** {@link Effect.Read} found none. */
        record ReadAbsent() implements Event {}
    }

    /** What to do next. */
    public sealed interface Effect {
        /** List what is under a prefix; answer with {@link Event.Listed}. */
        record ListKeys(String prefix) implements Effect {}

        /** Read the whole object; answer with one of the two read events. */
        record Read(String key) implements Effect {}

        /** The head as it was at some moment of the reading. */
        record Finish(Head head) implements Effect {}

        /** What stands at this index is no entry of this chain. */
        record Stop(ChainFault fault) implements Effect {}
    }

    /** The end of a chain. */
    public sealed interface Head {
        /** The chain has no entry. */
        record None() implements Head {}

        record At(Chain.Entry entry) implements Head {}
    }

    private final String chain;
    private Chain.@Nullable Entry known; // the newest entry read and checked
    private long reading = -1; // the index asked for; before the listing none

    private HeadReading(String chain, Chain.@Nullable Entry known) {
        this.chain = chain;
        this.known = known;
    }

    /** A reading that knows nothing yet and starts from a listing. */
    public static HeadReading of(String chain) {
        return new HeadReading(chain, null);
    }

    /** A reading that starts behind an entry read or committed before; nothing is listed. */
    public static HeadReading after(String chain, Chain.Entry known) {
        return new HeadReading(chain, known);
    }

    /** Step H1. */
    public Effect start() {
        return known == null ? new Effect.ListKeys(EntryKeys.folder(chain)) : read(known.index() + 1);
    }

    /** Takes the answer to the effect before. */
    public Effect on(Event event) {
        if (event instanceof Event.Listed listed) {
            return read(EntryKeys.newest(chain, listed.keys()).orElse(0)); // step H2; without a hint from the start
        }
        if (event instanceof Event.ReadPresent present) {
            return checked(present.bytes());
        }
        if (event instanceof Event.ReadAbsent) {
            return absent();
        }
        throw new AssertionError(event);
    }

    /** Step H3: it is an entry of this chain, linked to the one before if that was read; the next one is asked for. */
    private Effect checked(ByteString bytes) {
        EntryCodec.Decoded decoded = EntryCodec.decode(chain, reading, bytes.toArray());
        if (decoded instanceof EntryCodec.Decoded.Bad bad) {
            return new Effect.Stop(bad.fault());
        }
        Chain.Entry entry = ((EntryCodec.Decoded.Good) decoded).entry();
        if (known != null && !entry.parent().equals(known.digest().hex())) {
            return new Effect.Stop(unlinked(entry, known));
        }
        known = entry;
        return entry.index() == EntryKeys.LAST_INDEX ? finish() : read(entry.index() + 1);
    }

    /** Step H4: behind a checked entry, that one is the head; a hint that is not there proves nothing, so start from 0. */
    private Effect absent() {
        return known != null || reading == 0 ? finish() : read(0);
    }

    private Effect finish() {
        return new Effect.Finish(known == null ? new Head.None() : new Head.At(known));
    }

    private Effect read(long index) {
        reading = index;
        return new Effect.Read(EntryKeys.key(chain, index));
    }

    static ChainFault unlinked(Chain.Entry entry, Chain.Entry parent) {
        return new ChainFault.Damaged(
                entry.index(),
                "its parent is [" + entry.parent() + "], but entry " + parent.index() + " has SHA-256 ["
                        + parent.digest() + "]");
    }
}
