package io.residuum.actors.decision;

import io.residuum.storage.ObjectRef;
import java.util.Optional;

/**
 * What a reader decides who wants a run's newest state: the head, then the state it names. A state that is not there was
 * collected because the run went on meanwhile, so the head is read again (G5); the same head twice is damage.
 */
public final class OpeningCore {

    public sealed interface Event {
        record HeadRead(RunHead head) implements Event {}

        record StatePresent() implements Event {}

        record StateAbsent() implements Event {}
    }

    /** What the shell has to do. */
    public sealed interface Effect {
        record ReadHead() implements Effect {}

        record ReadState(ObjectRef state) implements Effect {}

        /** Go on from here: from the state that was read, or from the beginning where the head names none. */
        record Open(RunHead head) implements Effect {}

        /** @param reason names the state that ought to be there */
        record Damaged(String reason) implements Effect {}
    }

    private Optional<RunHead> head = Optional.empty();
    private long absentAt = -1;

    public Effect start() {
        return new Effect.ReadHead();
    }

    public Effect on(Event event) {
        if (event instanceof Event.HeadRead read) {
            head = Optional.of(read.head());
            return read.head()
                    .state()
                    .map(state -> read(read.head().entry().index(), state))
                    .orElseGet(() -> new Effect.Open(read.head()));
        } else if (event instanceof Event.StatePresent) {
            return new Effect.Open(head.orElseThrow());
        } else if (event instanceof Event.StateAbsent) {
            absentAt = head.orElseThrow().entry().index();
            return new Effect.ReadHead();
        }
        throw new AssertionError(event);
    }

    private Effect read(long index, ObjectRef state) {
        return index == absentAt
                ? new Effect.Damaged("entry " + index + " is the run's newest and names the state [" + state.key()
                        + "], which is not there; verify the run, and restore it from a copy")
                : new Effect.ReadState(state);
    }
}
