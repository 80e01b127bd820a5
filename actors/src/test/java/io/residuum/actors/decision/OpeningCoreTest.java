package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.OpeningCore.Effect;
import io.residuum.actors.decision.OpeningCore.Event;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.SyntheticRun;
import io.residuum.storage.Chain;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Step G5. */
class OpeningCoreTest {

    private static final RunSpec SPEC = Plans.plan("opened", 1, "{ name = a, network = resnet-20 }")
            .runs()
            .values()
            .iterator()
            .next();
    private static final List<Chain.Entry> CHAIN = SyntheticRun.done(SPEC, 700).chain(100, 200);

    private final OpeningCore core = new OpeningCore();

    private static RunHead head(int index) {
        return RunHead.of(CHAIN.get(index));
    }

    private static Effect read(int index) {
        return new Effect.ReadState(((RunEntry.Segment) head(index).content()).state());
    }

    @Test
    void aFreshRunHasNoStateToRead() {
        assertThat(core.start()).isEqualTo(new Effect.ReadHead());
        assertThat(core.on(new Event.HeadRead(head(0)))).isEqualTo(new Effect.Open(head(0)));
    }

    @Test
    void itGoesOnFromTheStateThatTheHeadNames() {
        core.start();
        assertThat(core.on(new Event.HeadRead(head(1)))).isEqualTo(read(1));
        assertThat(core.on(new Event.StatePresent())).isEqualTo(new Effect.Open(head(1)));
    }

    @Test
    void aStateThatVanishedWasCollectedSoTheHeadIsReadAgain() {
        core.start();
        core.on(new Event.HeadRead(head(1)));
        assertThat(core.on(new Event.StateAbsent())).isEqualTo(new Effect.ReadHead());
        assertThat(core.on(new Event.HeadRead(head(3)))).isEqualTo(read(3));
        assertThat(core.on(new Event.StatePresent())).isEqualTo(new Effect.Open(head(3)));
    }

    @Test
    void theSameHeadWithoutItsStateIsDamage() {
        core.start();
        core.on(new Event.HeadRead(head(1)));
        core.on(new Event.StateAbsent());
        assertThat(core.on(new Event.HeadRead(head(1)))).isInstanceOf(Effect.Damaged.class);
    }
}
