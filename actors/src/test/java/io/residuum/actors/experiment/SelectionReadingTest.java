package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.experiment.Selection.Candidate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code selection { … }} of a variant, from the file to the plan. */
class SelectionReadingTest {

    private static final String GATED =
            """
            { name = original, network = resnet-20 }
            { name = gated, network = resnet-20, shortcut { type = exclusive-gating }, published = 8.70
              selection { grid { shortcut.bias = [0, -3, -6] }, folds = 4, seeds = [7, 8] } }
            """;

    private static String text(String variants) {
        return "experiment { name = chosen, dataset = cifar10, seeds = [1, 2, 3, 4, 5]\nvariants = [\n" + variants
                + " ] }";
    }

    private static BatchPlan plan(String variants) {
        return Plans.file(text(variants)).plan(Plans.STORE);
    }

    @Test
    void aTrialForEachFoldAndSeedAndTheVariantItselfForEachCandidate() {
        BatchPlan plan = plan(GATED);

        assertThat(plan.selections()).singleElement().satisfies(selection -> {
            assertThat(selection.name()).isEqualTo("gated");
            assertThat(selection.candidates())
                    .extracting(Candidate::values)
                    .containsExactly("bias = 0", "bias = -3", "bias = -6");
            assertThat(selection.candidates())
                    .allSatisfy(candidate -> assertThat(candidate.trials()).hasSize(4 * 2))
                    .allSatisfy(candidate -> assertThat(candidate.runs()).hasSize(5));
        });
        assertThat(plan.runsInAll()).isEqualTo(5 + 3 * 4 * 2 + 5);
        assertThat(plan.variants(Map.of("gated", "bias = -3")))
                .filteredOn(variant -> !variant.isTrial())
                .extracting(PlannedVariant::name)
                .containsExactly("original", "gated (bias = -3)");
        assertThat(plan.variants(Map.of()))
                .filteredOn(variant -> !variant.isTrial())
                .extracting(PlannedVariant::name)
                .containsExactly("original");
    }

    @Test
    void whatIsChosenIsTheSameRunAsOneThatIsNamed() {
        BatchPlan named = plan("{ name = six, network = resnet-20, shortcut { type = exclusive-gating, bias = -6 } }");
        assertThat(plan(GATED).selections().get(0).candidates().get(2).runs())
                .containsExactlyElementsOf(named.runs().keySet());
    }

    @Test
    void everyTrialHoldsOutAnotherPartAndSeesNoTestImage() {
        BatchPlan plan = plan(GATED);
        List<RunSpec> trials = plan.selections().get(0).candidates().get(1).trials().stream()
                .map(run -> plan.runs().get(run))
                .toList();
        assertThat(trials)
                .extracting(run -> run.view().word() + " " + run.seed())
                .containsExactly(
                        "fold-1-of-4 7",
                        "fold-1-of-4 8",
                        "fold-2-of-4 7",
                        "fold-2-of-4 8",
                        "fold-3-of-4 7",
                        "fold-3-of-4 8",
                        "fold-4-of-4 7",
                        "fold-4-of-4 8");
    }

    @Test
    void aPlanWithAChoiceComesBackFromItsJson() {
        BatchPlan plan = plan(GATED);
        BatchPlan back = BatchPlan.fromJson(Json.parse(Json.canonical(plan.toJson())));
        assertThat(back).isEqualTo(plan);
        assertThat(back.selections()).isEqualTo(plan.selections());
    }

    @Test
    void gridsRunOverAnyKeysTheLastOneFastest() {
        BatchPlan plan = plan(
                """
                { name = rates, network = resnet-20
                  selection {
                    grid { recipe.learning-rate.rate = [0.1, 0.2]
                      unit = [original, full-preactivation] } } }
                """);
        assertThat(plan.selections().get(0).candidates())
                .extracting(Candidate::values)
                .containsExactly(
                        "rate = 0.1, unit = original",
                        "rate = 0.1, unit = full-preactivation",
                        "rate = 0.2, unit = original",
                        "rate = 0.2, unit = full-preactivation");
        assertThat(plan.selections().get(0).candidates().get(0).trials()).hasSize(5); // folds and seeds not said
    }

    @Test
    void describesOneRowWithAllItsRuns() {
        Description description = Plans.file(text(GATED)).describe(Map.of());
        assertThat(description.variants())
                .extracting(variant -> variant.name() + " " + variant.runs())
                .containsExactly("original 5", "gated 29");
        assertThat(description.variants().get(1).candidates()).containsExactly("bias = 0", "bias = -3", "bias = -6");
        assertThat(description.variants().get(1).trials()).isEqualTo(24);
    }
}
