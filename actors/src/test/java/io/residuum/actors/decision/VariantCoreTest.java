package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.RunState.Phase;
import io.residuum.actors.experiment.RunId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VariantCoreTest {

    private final List<RunId> runs = IntStream.range(0, 5)
            .mapToObj(i -> RunId.ofHex("%064x".formatted(i)))
            .toList();
    private final VariantCore core = new VariantCore("original", runs);

    private VariantCore.Standing ends(int run, Phase phase, double error) {
        assertThat(core.on(runs.get(run), new RunState(phase, 10, error, "reason")))
                .as("told when a seed has ended")
                .isEqualTo(phase.ended() ? Optional.of(core.standing()) : Optional.empty());
        return core.standing();
    }

    @Test
    void theMedianRanksADivergedSeedAboveAll() {
        assertThat(core.standing().medianErrorPercent()).isNaN();
        ends(0, Phase.DONE, 6.0);
        assertThat(ends(1, Phase.DONE, 7.0).medianErrorPercent()).isEqualTo(6.5);
        assertThat(ends(2, Phase.DIVERGED, 90.0).medianErrorPercent()).isEqualTo(7.0);
        ends(3, Phase.DIVERGED, 90.0);
        VariantCore.Standing last = ends(4, Phase.DIVERGED, 90.0);
        assertThat(last.medianErrorPercent()).as("would be infinite").isNaN();
        assertThat(last.ended()).isEqualTo(5);
    }

    @Test
    void aSeedThatIsStillTrainingOrFailedCountsInNoMedian() {
        ends(0, Phase.TRAINING, 1.0);
        ends(1, Phase.FAILED, 2.0);
        ends(3, Phase.STOPPED, 3.0);
        assertThat(ends(2, Phase.DONE, 6.0)).isEqualTo(new VariantCore.Standing("original", 5, 2, 6.0));
    }
}
