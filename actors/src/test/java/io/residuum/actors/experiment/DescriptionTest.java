package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionTest {
    private static final String TEXT =
            """
            experiment {
              name = paper, dataset = %s, seeds = [1, 2, 3, 4, 5]
              variants = [ { name = a, network = %s, unit = %s, published = 6.61 } ]
            }
            """;

    /** Figures of the paper and of its authors' released definition. */
    @ParameterizedTest
    @CsvSource({
        "cifar10, resnet-110, original, 1727962, 252887680",
        "cifar10, resnet-164, full-preactivation, 1703258, 244500992",
        "cifar10, resnet-1001, full-preactivation, 10327706, 1487849984",
        "cifar100, resnet-164, full-preactivation, 1726388, 244524032"
    })
    void knownDataSetsAreDescribedBeforeTheyAreImported(
            String dataSet, String network, String unit, long parameters, long multiplyAdds) {
        JsonNode variant = Plans.file(TEXT.formatted(dataSet, network, unit))
                .describe(Map.of())
                .toJson()
                .at("/variants/0");

        assertThat(variant.get("network").textValue()).isEqualTo(network);
        assertThat(variant.get("unit").textValue()).isEqualTo(unit);
        assertThat(variant.get("shortcut").textValue()).isEqualTo("identity");
        assertThat(variant.get("parameters").longValue()).isEqualTo(parameters);
        assertThat(variant.get("multiplyAdds").longValue()).isEqualTo(multiplyAdds);
        assertThat(variant.get("runs").intValue()).isEqualTo(5);
        assertThat(variant.get("published").doubleValue()).isEqualTo(6.61);
        assertThat(variant.get("iterations").longValue()).isEqualTo(64_000);
        assertThat(variant.get("trainingImages").longValue()).isEqualTo(64_000 * 128);
        assertThat(variant.get("tensors").intValue()).isPositive();
    }

    @Test
    void whatIsLegalAndPerhapsNotMeantIsNoted() {
        String text = TEXT.formatted("cifar10", "resnet-20", "original, recipe { iterations = 300 }");

        assertThat(Plans.file(text).describe(Map.of()).variants().get(0).notes())
                .containsExactly(
                        "the warm-up of 400 iterations outlasts the run of 300",
                        "the drop at 32000 lies behind the run of 300 iterations",
                        "the drop at 48000 lies behind the run of 300 iterations");
    }

    @Test
    void runsAreToDoOrDone() {
        ExperimentFile file = Plans.file(TEXT.formatted("cifar10", "resnet-20", "original"));
        BatchPlan plan = file.plan(Plans.STORE);
        RunId first = plan.runs().keySet().iterator().next();

        JsonNode json = file.describe(Map.of()).toJson(plan, Set.of(first));

        assertThat(json.get("batch").textValue()).isEqualTo(plan.id().value());
        assertThat(json.at("/runs/done")).hasSize(1);
        assertThat(json.at("/runs/done/0").textValue()).isEqualTo(first.hex());
        assertThat(json.at("/runs/toDo")).hasSize(4);
    }
}
