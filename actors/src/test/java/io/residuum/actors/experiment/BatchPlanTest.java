package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residuum.storage.DataSetId;
import io.residuum.storage.Sha256;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPlanTest {
    private static final String UNITS =
            """
            { name = original, network = resnet-20, published = fail }
            { name = pre, network = resnet-20, unit = full-preactivation, published { top1 = 20.1, top5 = 4.8 } }
            """;

    @Test
    void aPlanComesBackFromItsJson() {
        BatchPlan plan = Plans.plan("units", 5, UNITS);

        BatchPlan back = BatchPlan.fromJson(Json.parse(Json.canonical(plan.toJson())));

        assertThat(back).isEqualTo(plan);
        assertThat(back.id()).isEqualTo(plan.id());
        assertThat(back.runs()).isEqualTo(plan.runs());
    }

    @Test
    void submittingTwiceIsOneBatchAndAnEditedFileAnother() {
        BatchId id = Plans.plan("units", 5, UNITS).id();

        assertThat(Plans.plan("units", 5, "# a comment\n" + UNITS).id()).isEqualTo(id);
        assertThat(Plans.plan("units", 4, UNITS).id()).isNotEqualTo(id);
        assertThat(Plans.plan("units!", 5, UNITS).id()).isNotEqualTo(id);
        assertThat(Plans.plan("units", 5, UNITS.replace("fail", "3")).id()).isNotEqualTo(id);
        assertThat(id.value()).matches("units-[0-9a-f]{12}");
    }

    @Test
    void anotherVersionOfTheDataSetIsAnotherBatchOfOtherRuns() {
        ExperimentFile file = Plans.file(
                "experiment { name = a, dataset = cifar10, seeds = [1], variants = [ { name = a, network = resnet-20 } ] }");
        ResolvedDataSet old = Plans.STORE.values().stream()
                .filter(dataSet -> dataSet.id().name().equals("cifar10"))
                .findFirst()
                .orElseThrow();
        var newer = new ResolvedDataSet(new DataSetId("cifar10", Sha256.of(new byte[] {9})), old.facts());

        BatchPlan before = file.plan(Map.of("cifar10", old));
        BatchPlan after = file.plan(Map.of("cifar10", newer));

        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(after.runs().keySet())
                .doesNotContainAnyElementsOf(before.runs().keySet());
    }

    @Test
    void aPinnedVersionThatIsTheNewestAnywayGivesTheSameRuns() {
        String text =
                "experiment { name = a, dataset = \"%s\", seeds = [1], variants = [ { name = a, network = resnet-20 } ] }";
        String pinned = "cifar10@" + Plans.VERSION.shortHex();
        ResolvedDataSet dataSet =
                Plans.plan(text.formatted("cifar10")).variants().get(0).dataSet();

        assertThat(Plans.file(text.formatted(pinned))
                        .plan(Map.of(pinned, dataSet))
                        .id())
                .isEqualTo(Plans.plan(text.formatted("cifar10")).id());
    }

    @Test
    void variantsThatAskForTheSameTrainingShareIt() {
        BatchPlan plan = Plans.plan("twins", 3, "{ name = a, network = resnet-20 }, { name = b, network = resnet-20 }");

        assertThat(plan.runs()).hasSize(3);
        assertThat(plan.runs(plan.variants().get(0)))
                .isEqualTo(plan.runs(plan.variants().get(1)));
    }

    @Test
    void runsComeVariantByVariantAndSeedBySeed() {
        BatchPlan plan = Plans.plan("units", 2, UNITS);

        assertThat(plan.runs().values())
                .extracting(run -> run.network().unit().label() + " " + run.seed())
                .containsExactly("original 1", "original 2", "full-preactivation 1", "full-preactivation 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "units, ResNet-110|units-resnet-110",
                "<script>alert(1)</script>|script-alert-1-script",
                "Überraschung café|uberraschung-cafe",
                "实验|batch",
                "--- |batch",
                "a very long name that nobody wants to see in a key of the store|a-very-long-name-that-nobody-wants-to-se"
            })
    void slugsFitKeysAndAddresses(String name, String slug) {
        assertThat(BatchId.slug(name)).isEqualTo(slug);
        assertThat(BatchId.of(name, Plans.VERSION).value()).startsWith(slug + "-");
    }

    @Test
    void aPlanOfALaterReleaseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        BatchPlan.fromJson(Plans.plan("u", 1, UNITS).toJson().put("format", 2)))
                .withMessage("a batch of format 2; this release reads up to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        BatchPlan.fromJson(Plans.plan("u", 1, UNITS).toJson().put("budget", 2)))
                .withMessage("a batch with fields that this release does not know");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchPlan.fromJson(Json.parse("{\"format\":1}")))
                .withMessage("field [dataSets] is missing");
    }
}
