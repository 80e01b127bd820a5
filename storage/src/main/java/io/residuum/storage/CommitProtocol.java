package io.residuum.storage;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One commit of one entry, as a machine without I/O, clock or randomness: an event goes in, one effect comes out, until {@link
 * Effect.Finish} or {@link Effect.Stop}. Steps and outcomes are those of {@code docs/commit-protocol.md}.
 *
 * <p>It never takes an answer that did not come, or an absence, for "not applied": a PUT may be applied at any later time, and
 * is always the same PUT. It deletes nothing.
 */
public final class CommitProtocol {
    /** What happened. */
    public sealed interface Event {
        /** The store answered {@link Effect.Put}, or did not. */
        record PutAnswered(CreateOutcome outcome) implements Event {}

        /** {@link Effect.Read} found an object. */
        record ReadPresent(ByteString bytes) implements Event {}

        /** {@link Effect.Read} found none. */
        record ReadAbsent() implements Event {}

        /** {@link Effect.Read} got no answer. */
        record ReadFailed() implements Event {}

        /** {@link Effect.Wait} is over. */
        record Waited() implements Event {}
    }

    /** What to do next. */
    public sealed interface Effect {
        /** One conditional PUT, with no retry below; answer with {@link Event.PutAnswered}. */
        record Put(String key, ByteString bytes) implements Effect {}

        /** Read the whole object; answer with one of the three read events. */
        record Read(String key) implements Effect {}

        /**
         * Wait before the next try; answer with {@link Event.Waited}.
         *
         * @param doubts how often in a row nothing was learnt, from 1
         */
        record Wait(int doubts) implements Effect {}

        /** Outcome 1, 2 or 3: known for good. */
        record Finish(CommitOutcome outcome) implements Effect {}

        /** Outcome 4: what stands at this index is no entry of this chain. */
        record Stop(ChainFault fault) implements Effect {}
    }

    private enum State {
        NEW,
        PUTTING,
        READING,
        WAITING_TO_PUT,
        WAITING_TO_READ,
        ENDED
    }

    private final String chain;
    private final Chain.Entry own;
    private final ByteString bytes;
    private State state = State.NEW;
    private int doubts;

    private CommitProtocol(String chain, Chain.Entry own, ByteString bytes) {
        this.chain = chain;
        this.own = own;
        this.bytes = bytes;
    }

    /**
     * A commit that has not begun.
     *
     * @param parent hex of the parent's digest; empty for entry 0
     * @param attempt an id no other commit of this index ever uses
     */
    public static CommitProtocol of(String chain, long index, String parent, String attempt, ObjectNode body) {
        Keys.check(EntryKeys.key(chain, index));
        EntryCodec.checkParent(index, parent);
        EntryCodec.checkAttempt(attempt);
        byte[] encoded = EntryCodec.encode(chain, index, parent, attempt, body);
        var own = new Chain.Entry(index, parent, attempt, body.deepCopy(), Sha256.of(encoded));
        return new CommitProtocol(chain, own, ByteString.fromArray(encoded));
    }

    /** Step 2. */
    public Effect start() {
        expect(State.NEW);
        return put();
    }

    /** Takes the answer to the effect before. */
    public Effect on(Event event) {
        if (event instanceof Event.PutAnswered answer) {
            expect(State.PUTTING);
            return answered(answer.outcome());
        }
        if (event instanceof Event.ReadPresent present) {
            expect(State.READING);
            return judged(present.bytes());
        }
        if (event instanceof Event.ReadAbsent) {
            expect(State.READING);
            return waitIn(State.WAITING_TO_PUT); // step 5
        }
        if (event instanceof Event.ReadFailed) {
            expect(State.READING);
            return waitIn(State.WAITING_TO_READ); // step 6
        }
        if (event instanceof Event.Waited) {
            return state == State.WAITING_TO_PUT ? put() : readAfterWait();
        }
        throw new AssertionError(event);
    }

    private Effect answered(CreateOutcome outcome) {
        return switch (outcome) {
            case CREATED -> finish(new CommitOutcome.Won(own)); // outcome 1
            case EXISTS, UNKNOWN -> read(); // step 3: even "exists" may be our own PUT, applied without an answer
        };
    }

    /** Step 4. */
    private Effect judged(ByteString found) {
        EntryCodec.Decoded decoded = EntryCodec.decode(chain, own.index(), found.toArray());
        if (decoded instanceof EntryCodec.Decoded.Bad bad) {
            return stop(bad.fault()); // outcome 4
        }
        Chain.Entry standing = ((EntryCodec.Decoded.Good) decoded).entry();
        if (!standing.parent()
                .equals(own.parent())) { // entries don't change: two parents are a fork made by other hands
            return stop(new ChainFault.Damaged(
                    own.index(),
                    "its parent is [" + standing.parent() + "], not [" + own.parent() + "] which was read"));
        }
        boolean ours =
                standing.attempt().equals(own.attempt()) && standing.digest().equals(own.digest());
        return finish(ours ? new CommitOutcome.Won(own) : new CommitOutcome.Adopted(standing)); // outcomes 2, 3
    }

    private Effect put() {
        state = State.PUTTING;
        return new Effect.Put(EntryKeys.key(chain, own.index()), bytes);
    }

    private Effect read() {
        state = State.READING;
        return new Effect.Read(EntryKeys.key(chain, own.index()));
    }

    private Effect readAfterWait() {
        expect(State.WAITING_TO_READ);
        return read();
    }

    private Effect waitIn(State next) {
        state = next;
        doubts++;
        return new Effect.Wait(doubts);
    }

    private Effect finish(CommitOutcome outcome) {
        state = State.ENDED;
        return new Effect.Finish(outcome);
    }

    private Effect stop(ChainFault fault) {
        state = State.ENDED;
        return new Effect.Stop(fault);
    }

    private void expect(State expected) {
        if (state != expected) {
            throw new IllegalStateException("an event for a commit that is " + expected + " came while it is " + state);
        }
    }
}
