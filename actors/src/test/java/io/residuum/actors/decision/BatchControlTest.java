package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residuum.actors.decision.BatchControl.Target;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BatchControlTest {

    private static final BatchPlan PLAN = Plans.plan(
            "controlled",
            2,
            """
            { name = a, network = resnet-20 }, { name = b, network = resnet-32 },
            { name = reactive, network = resnet-20
              recipe.learning-rate.schedule { type = plateau, factor = 0.1, patience = 1 } }
            """);

    private static List<RunId> runs(int variant) {
        return PLAN.runs(PLAN.variants().get(variant)).stream()
                .map(run -> run.id())
                .toList();
    }

    private static BatchWish wish(BatchControl control) {
        return control.wish(PLAN, OptionalLong.empty());
    }

    @Test
    void aBatchAVariantAndARunAreTheRunsTheyHave() {
        assertThat(wish(new BatchControl.Cancel(new Target.Everything())))
                .isEqualTo(new BatchWish.Cancel(List.copyOf(PLAN.runs().keySet())));
        assertThat(wish(new BatchControl.Retry(new Target.Variant("b")))).isEqualTo(new BatchWish.Retry(runs(1)));
        RunId one = runs(0).get(1);
        assertThat(wish(new BatchControl.Cancel(new Target.Run(one)))).isEqualTo(new BatchWish.Cancel(List.of(one)));
    }

    @Test
    void seedsThatDecideTogetherAreMeantTogether() {
        BatchWish wish = wish(new BatchControl.Cancel(new Target.Run(runs(2).get(1))));
        assertThat(((BatchWish.Cancel) wish).runs()).containsExactlyInAnyOrderElementsOf(runs(2));
    }

    @Test
    void whatTheBatchDoesNotHaveIsRefusedWithWhatItHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wish(new BatchControl.Cancel(new Target.Variant("c"))))
                .withMessageContaining("has no variant [c]; it has a, b, reactive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wish(new BatchControl.Retry(new Target.Run(RunId.ofHex("ab".repeat(32))))))
                .withMessageContaining("has no run abab");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wish(new BatchControl.SetPriority(5000)))
                .withMessageContaining("was 5000");
    }

    @Test
    void aCommandMayHangOnWhatItsUserSaw() {
        assertThat(new BatchControl.Pause().wish(PLAN, OptionalLong.of(4)))
                .isEqualTo(new BatchWish.AsOf(4, new BatchWish.Pause()));
    }
}
