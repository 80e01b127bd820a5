package io.residuum.storage;

/** How a commit ended, once it is known. */
public sealed interface CommitOutcome {
    /** The entry that stands at this index of the chain, for good. */
    Chain.Entry entry();

    /** Ours stands. */
    record Won(Chain.Entry entry) implements CommitOutcome {}

    /** Another's stands; ours never will. */
    record Adopted(Chain.Entry entry) implements CommitOutcome {}
}
