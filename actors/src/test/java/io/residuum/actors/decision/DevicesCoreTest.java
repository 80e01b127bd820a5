package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.DevicesCore.Effect;
import io.residuum.actors.experiment.RunId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DevicesCoreTest {

    private static final Assignment A = new Assignment("a1", RunId.ofHex("aa".repeat(32)), new SlotId("n", 1));
    private static final Assignment B = new Assignment("b1", RunId.ofHex("bb".repeat(32)), new SlotId("n", 1));

    private final DevicesCore core = new DevicesCore("n", 1, Map.of());

    @BeforeEach
    void attached() {
        core.attached("c1");
    }

    private List<Effect> train(Assignment assignment) {
        return core.trainOrdered("c1", assignment, List.of());
    }

    @Test
    void anOrderSaidAgainBeginsNothingTwice() {
        assertThat(train(A)).containsExactly(new Effect.StartTrainer(A, List.of()));
        assertThat(train(A)).isEmpty();
        List<Effect> gone = core.trainerGone(A, StopCause.TRAINER, "boom");
        assertThat(train(A)).as("after its end").isEqualTo(gone).hasSize(1);
    }

    @Test
    void aNodeThatEndsLetsItsTrainersCommitAndBeginsNothingNew() {
        train(A);
        assertThat(core.leave()).containsExactly(new Effect.SayLeaving(), new Effect.ReleaseTrainer(A));
        assertThat(core.offersAsked("c1")).as("a coordinator that asks").startsWith(new Effect.SayLeaving());
        assertThat(train(B)).singleElement().isInstanceOf(Effect.Say.class);
        DevicesCore.LastWord committed = new DevicesCore.LastWord(A, StopCause.RELEASED, "told to", 4);
        core.lastWord(committed);
        assertThat(core.trainerGone(A, StopCause.TRAINER, "gone"))
                .containsExactly(new Effect.Say(committed), new Effect.Left());
        assertThat(train(A)).as("an order under way").containsExactly(new Effect.Say(committed));
    }

    @Test
    void aNodeWithoutTrainersHasLeftAtOnce() {
        assertThat(core.leave()).containsExactly(new Effect.SayLeaving(), new Effect.Left());
    }

    @Test
    void anEarlierCoordinatorIsNotObeyed() {
        core.attached("c2");
        assertThat(train(A)).isEmpty();
        assertThat(core.releaseOrdered("c1", A)).isEmpty();
        assertThat(core.trainOrdered("c2", A, List.of())).hasSize(1);
    }

    @Test
    void aTakenSlotIsRefusedAndSaidWhatItTrains() {
        train(A);
        assertThat(train(B)).hasSize(2).anyMatch(Effect.Offer.class::isInstance);
    }

    @Test
    void anAssignmentReleasedBeforeItsOrderCameIsNeverBegun() {
        assertThat(core.releaseOrdered("c1", A)).hasSize(1);
        assertThat(train(A)).hasSize(1).allMatch(Effect.Say.class::isInstance);
    }

    @Test
    void aTrainersOwnWordIsPassedOnOnceItIsGone() {
        train(A);
        DevicesCore.LastWord word = new DevicesCore.LastWord(A, StopCause.ENDED, "done", 9);
        core.lastWord(word);
        assertThat(core.trainerGone(A, StopCause.TRAINER, "without a word")).containsExactly(new Effect.Say(word));
    }
}
