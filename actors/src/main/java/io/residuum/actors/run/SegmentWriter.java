package io.residuum.actors.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.CollectorCore;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.run.Moments.Moment;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.ObjectStore;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commits segments of one run for one attempt: first the state under a key of its own, then the entry that names it. No
 * chain ever names a state that is not there.
 */
final class SegmentWriter {

    private static final Pattern STATE = Pattern.compile(".*/state/([0-9]{8})-[A-Za-z0-9._-]+");

    private final ObjectStore store;
    private final Chain chain;
    private final RunId run;
    private final String attempt;
    private final Moments moments;

    SegmentWriter(ObjectStore store, RunId run, String attempt, Moments moments) {
        this.store = store;
        this.chain = new Chain(store, RunChain.prefix(run));
        this.run = run;
        this.attempt = attempt;
        this.moments = moments;
    }

    /** The entry that a state was written for; empty if the key is no state's. */
    static OptionalLong entryOf(String key) {
        Matcher state = STATE.matcher(key);
        return state.matches() ? OptionalLong.of(Long.parseLong(state.group(1))) : OptionalLong.empty();
    }

    /**
     * Writes entry {@code parent + 1}. Fails only if the store did not take the state; then nothing is committed and the
     * same call may be made again.
     *
     * @param done iterations done at the segment's end
     * @param entry the segment, given where its state lies
     */
    CompletionStage<CommitOutcome> write(
            Chain.Entry parent, long done, byte[] state, Function<ObjectRef, RunEntry.Segment> entry) {
        moments.passed(Moment.BEFORE_STATE, run, done);
        String key = CollectorCore.stateKey(run, parent.index() + 1, attempt);
        return store.put(key, state)
                .thenCompose(ref -> {
                    moments.passed(Moment.STATE_WRITTEN, run, done);
                    ObjectNode body = entry.apply(ref).toJson();
                    return chain.append(parent, attempt, body);
                })
                .thenApply(outcome -> {
                    moments.passed(Moment.ENTRY_WRITTEN, run, done);
                    return outcome;
                });
    }
}
