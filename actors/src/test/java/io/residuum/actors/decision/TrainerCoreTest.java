package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.RunCore.Ending;
import io.residuum.actors.decision.TrainerCore.Effect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerCoreTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    /** Ten iterations, evaluated after every five, a border after every four. */
    private static TrainerCore from(long done) {
        return new TrainerCore(new SegmentCore(10, 5, new SegmentCore.Borders(Duration.ofHours(1), 4)), done);
    }

    private static TrainerCore stepped(int steps) {
        TrainerCore core = from(0);
        core.begin(false);
        for (int i = 0; i < steps; i++) {
            core.stepped(SHORT);
        }
        return core;
    }

    @Test
    void aSegmentIsUploadedWhileTheNextOneTrains() {
        TrainerCore core = stepped(3);
        assertThat(core.stepped(SHORT))
                .containsExactly(new Effect.Pull(), new Effect.Cut(0, 4, Ending.NOT_YET), new Effect.Write());
    }

    @Test
    void aBorderWaitsForTheUploadBefore() {
        TrainerCore core = stepped(5);
        core.evaluated(SHORT);
        for (int i = 0; i < 4; i++) {
            assertThat(core.stepped(SHORT)).doesNotHaveAnyElementsOfTypes(Effect.Cut.class);
        }
    }

    @Test
    void releasedItCommitsWhatIsDoneOneEntryAfterAnother() {
        TrainerCore core = stepped(5);
        assertThat(core.released()).containsExactly(new Effect.AbandonEvaluation(), new Effect.EndInput());
        assertThat(core.released()).as("told twice").isEmpty();
        assertThat(core.won())
                .containsExactly(new Effect.EndInput(), new Effect.Cut(4, 5, Ending.NOT_YET), new Effect.Write());
        assertThat(core.won())
                .containsExactly(new Effect.Stop(StopCause.RELEASED, "told to stop; all it did is committed"));
    }

    /** As {@link #from}, and no iteration follows an evaluation before the decision about it. */
    private static TrainerCore gated(long done, long passable) {
        return new TrainerCore(
                new SegmentCore(10, 5, new SegmentCore.Borders(Duration.ofHours(1), 4)),
                done,
                new Gate(5, 10),
                passable);
    }

    @Test
    void itCommitsAnEvaluationAndWaitsForTheDecisionAboutIt() {
        TrainerCore core = gated(0, 0);
        core.begin(false);
        for (int i = 0; i < 4; i++) {
            core.stepped(SHORT); // the fourth cuts a segment
        }
        assertThat(core.stepped(SHORT)).as("no further mini-batch").containsExactly(new Effect.Evaluate());
        assertThat(core.evaluated(SHORT)).containsExactly(new Effect.AwaitDecision(1));
        assertThat(core.decided(0)).as("not yet").containsExactly(new Effect.AwaitDecision(1));
        assertThat(core.won()).containsExactly(new Effect.Cut(4, 5, Ending.NOT_YET), new Effect.Write());
        assertThat(core.won()).isEmpty();
        assertThat(core.decided(1)).containsExactly(new Effect.Pull());
        assertThat(core.decided(1)).as("told twice").isEmpty();
    }

    @Test
    void itBeginsBehindAnEvaluationOnlyIfTheDecisionIsKnown() {
        assertThat(gated(5, 0).begin(true)).containsExactly(new Effect.AwaitDecision(1));
        assertThat(gated(5, 0).begin(false)).containsExactly(new Effect.Evaluate());
        assertThat(gated(5, 1).begin(true)).containsExactly(new Effect.Pull());
    }

    @Test
    void releasedWhileItWaitsItIsGoneAtOnce() {
        TrainerCore core = gated(5, 0);
        core.begin(true);
        assertThat(core.released())
                .containsExactly(
                        new Effect.EndInput(),
                        new Effect.Stop(StopCause.RELEASED, "told to stop; all it did is committed"));
        assertThat(core.decided(1)).isEmpty();
    }

    @Test
    void anEvaluationThatIsOwedComesFirst() {
        assertThat(from(5).begin(false)).containsExactly(new Effect.Pull(), new Effect.Evaluate());
        assertThat(from(5).begin(true)).containsExactly(new Effect.Pull());
    }

    @Test
    void theLastEvaluationAloneEndsTheRun() {
        TrainerCore core = from(10);
        assertThat(core.begin(false)).containsExactly(new Effect.Evaluate());
        assertThat(core.evaluated(SHORT))
                .isEqualTo(List.of(new Effect.EndInput(), new Effect.Cut(10, 10, Ending.DONE), new Effect.Write()));
        assertThat(core.won()).containsExactly(new Effect.Stop(StopCause.ENDED, "its last iteration is committed"));
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRun() {
        assertThat(stepped(1).diverged())
                .containsExactly(new Effect.EndInput(), new Effect.Cut(0, 2, Ending.DIVERGED), new Effect.Write());
    }

    @Test
    void whoIsOvertakenStops() {
        assertThat(stepped(4).adopted()).hasSize(2).last().isInstanceOf(Effect.Stop.class);
    }
}
