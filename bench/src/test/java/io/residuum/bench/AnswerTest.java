package io.residuum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final long MEBIBYTE = 1 << 20;

    private final Answer answer = new Answer();

    @Test
    void aRowHasTheAgreedFields() {
        var measured = PairedRatio.of(Collections.nCopies(10, new PairedRatio.Pair(0.5, 0.75)));
        answer.add(Row.throughput("step", "eager-pytorch", measured, 128, "img/s"));
        JsonNode row = answer.toJson().path("rows").path(0);
        assertThat(row.properties())
                .extracting(entry -> entry.getKey())
                .containsExactly(
                        "name", "against", "ours", "peer", "ratio", "low", "high", "unit", "pairs", "discarded");
        assertThat(row.path("ours").asDouble()).isEqualTo(256);
        assertThat(row.path("ratio").asDouble()).isEqualTo(1.5);
        assertThat(row.path("low").asDouble()).isEqualTo(1.5);
    }

    @Test
    void lessMemoryIsAHigherRatio() {
        answer.add(Row.memory("memory", "eager-pytorch", 500 * MEBIBYTE, 1000 * MEBIBYTE));
        assertThat(answer.toJson().path("rows").path(0).path("ratio").asDouble())
                .isEqualTo(2);
    }

    @Test
    void aLimitIsKeptAboveOneAndHasNoInterval() {
        answer.add(Row.limit("start", 4, 8, "s", 1));
        JsonNode row = answer.toJson().path("rows").path(0);
        assertThat(row.path("ratio").asDouble()).isEqualTo(2);
        assertThat(row.path("low").isNull()).isTrue();
        assertThat(row.path("high").isNull()).isTrue();
    }

    @Test
    void whoIsMissingAndWhatItWasMeasuredOnStandInBothForms() {
        answer.missing("torchvision: apt-get install python3-torchvision");
        answer.environment(JsonNodeFactory.instance.objectNode().put("cpu", "some processor"));
        answer.contestant("residuum", JsonNodeFactory.instance.objectNode().put("threads", 2));
        assertThat(answer.toText()).contains("apt-get install python3-torchvision", "some processor", "threads");
        JsonNode json = answer.toJson();
        assertThat(json.path("missing").path(0).asText()).contains("python3-torchvision");
        assertThat(json.at("/environment/contestants/residuum/threads").asInt()).isEqualTo(2);
    }

    @Test
    void lossesThatDifferEndTheMeasurement() {
        Losses.check("eager-pytorch", 2.3000, 2.3009);
        assertThatThrownBy(() -> Losses.check("eager-pytorch", 2.300, 2.302))
                .isInstanceOf(Losses.Disagreement.class)
                .hasMessageContaining("no ratio");
        assertThatThrownBy(() -> Losses.check("eager-pytorch", 2.3, Double.NaN))
                .isInstanceOf(Losses.Disagreement.class);
    }
}
