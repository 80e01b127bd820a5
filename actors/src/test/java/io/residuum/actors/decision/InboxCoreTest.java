package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residuum.actors.decision.InboxCore.Effect;
import io.residuum.actors.decision.InboxCore.Event;
import io.residuum.actors.decision.InboxCore.Judgement;
import io.residuum.actors.decision.InboxCore.Rejection;
import io.residuum.actors.decision.InboxCore.Version;
import io.residuum.actors.experiment.BatchId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Steps I1 to I7, by their numbers. */
class InboxCoreTest {

    private static final String NAME = "mine.conf";
    private static final Version FIRST = new Version(NAME, "etag-1");
    private static final Version EDITED = new Version(NAME, "etag-2");
    private static final BatchId BATCH = new BatchId("mine-0123456789ab");
    private static final Judgement RIGHT = new Judgement.Right(BATCH);
    private static final Judgement WRONG = new Judgement.Wrong("line 3: seedz; did you mean seeds?");

    private final InboxCore core = new InboxCore();

    private void noticed() {
        assertThat(core.on(new Event.Noticed(NAME))).as("I1").containsExactly(new Effect.Read(NAME));
    }

    private Effect then() {
        return core.on(new Event.StepDone(NAME)).get(0);
    }

    @Test
    void aRightFileIsClaimedOpenedKeptAndOnlyThenRemoved() {
        noticed();
        assertThat(core.on(new Event.Judged(FIRST, RIGHT, Optional.empty())))
                .as("I3")
                .containsExactly(new Effect.Claim(FIRST, BATCH));
        assertThat(then()).as("I4").isEqualTo(new Effect.Open(NAME, BATCH));
        assertThat(then()).as("I5").isEqualTo(new Effect.Keep(FIRST, BATCH));
        assertThat(then()).as("I6").isEqualTo(new Effect.Remove(FIRST));
        assertThat(core.on(new Event.StepDone(NAME))).isEmpty();
    }

    @Test
    void twoVersionsOfANameAreKeptBesideEachOther() {
        assertThat(FIRST.keptKey(BATCH))
                .isEqualTo("accepted/mine-0123456789ab/mine.etag-1.conf")
                .isNotEqualTo(EDITED.keptKey(BATCH));
        assertThat(new Version(NAME, "\"9a0364b9-2/../x\"").keptKey(BATCH))
                .isEqualTo("accepted/mine-0123456789ab/mine.9a0364b9-2x.conf");
    }

    @Test
    void aWrongFileIsToldSoOnceForEachVersionAndReason() {
        noticed();
        assertThat(core.on(new Event.Judged(FIRST, WRONG, Optional.empty())))
                .as("I2")
                .containsExactly(new Effect.Reject(FIRST, "line 3: seedz; did you mean seeds?"));
        core.on(new Event.StepDone(NAME));
        noticed();
        Optional<Rejection> beside = Optional.of(new Rejection("etag-1", "line 3: seedz; did you mean seeds?"));
        assertThat(core.on(new Event.Judged(FIRST, WRONG, beside)))
                .as("said already")
                .isEmpty();
        noticed();
        assertThat(core.on(new Event.Judged(EDITED, WRONG, beside)))
                .as("another version")
                .hasSize(1);
    }

    @Test
    void putRightItIsAcceptedAndTheRejectionTakenBack() {
        noticed();
        core.on(new Event.Judged(EDITED, RIGHT, Optional.of(new Rejection("etag-1", "wrong"))));
        then();
        then();
        then();
        assertThat(then()).as("I7").isEqualTo(new Effect.TakeBackRejection(NAME));
    }

    @Test
    void aNoticeDuringTheWorkHasTheFileReadAgainAfterwards() {
        noticed();
        assertThat(core.on(new Event.Noticed(NAME))).isEmpty();
        assertThat(core.on(new Event.Noticed(NAME))).isEmpty();
        core.on(new Event.Judged(FIRST, WRONG, Optional.empty()));
        assertThat(core.on(new Event.StepDone(NAME))).as("edited meanwhile?").containsExactly(new Effect.Read(NAME));
        assertThat(core.on(new Event.Absent(NAME))).isEmpty();
    }

    @Test
    void aStepThatFailedIsDoneAgain() {
        noticed();
        assertThat(core.on(new Event.StepFailed(NAME))).containsExactly(new Effect.Read(NAME));
        core.on(new Event.Judged(FIRST, RIGHT, Optional.empty()));
        assertThat(core.on(new Event.StepFailed(NAME))).containsExactly(new Effect.Claim(FIRST, BATCH));
    }

    @Test
    void anAnswerThatComesTwiceIsHeardOnce() {
        noticed();
        core.on(new Event.Judged(FIRST, RIGHT, Optional.empty()));
        assertThat(core.on(new Event.Judged(FIRST, RIGHT, Optional.empty()))).isEmpty();
        assertThat(core.on(new Event.StepDone("another.conf"))).isEmpty();
    }

    @Test
    void onlyFilesOfTheInboxItselfHaveNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Version("a/b.conf", "e"))
                .withMessageContaining("was [a/b.conf]");
        assertThatIllegalArgumentException().isThrownBy(() -> new Version("a.conf.rejected.json", "e"));
    }
}
