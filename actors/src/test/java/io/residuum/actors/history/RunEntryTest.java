package io.residuum.actors.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Execution.Recovery;
import io.residuum.pipeline.CentreView;
import io.residuum.storage.CanonicalJson;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunEntryTest {
    private static final RunSpec SPEC = Plans.plan("a", 1, "{ name = a, network = resnet-20 }")
            .runs()
            .values()
            .iterator()
            .next();

    private static RunEntry.Segment segment(RunEntry.End end, List<Recovery> recoveries) {
        return new RunEntry.Segment(
                2,
                4,
                new ObjectRef("runs/x/state/1-a", 42, SyntheticRun.digest("state")),
                new Metrics(
                        new float[] {0.1f, Float.POSITIVE_INFINITY},
                        new int[] {3, 4},
                        new int[] {128, 128},
                        List.of(new Evaluation(4, "test", 10_000, 931, 1234.5))),
                Map.of("engine", "pytorch-2.7.1", "threads", "2"),
                new Execution("n1", "cpu-0", Instant.EPOCH, Instant.EPOCH.plusSeconds(3), 2900, recoveries),
                end);
    }

    private static RunEntry.Views views() {
        return new RunEntry.Views(
                4,
                new ObjectRef("runs/x/state/1-a", 42, SyntheticRun.digest("state")),
                SyntheticRun.digest("w"),
                Map.of("engine", "pytorch-2.7.1"),
                List.of(new CentreView(320, 320)),
                List.of(new Evaluation(4, "224 from 256", 50_000, 11_500, 3_350, 1234.5)));
    }

    @Test
    void theBodyOfViewsIsAsTheChainsFormatSays() {
        assertThat(Json.canonical(views().toJson()))
                .isEqualTo("{\"environment\":{\"engine\":\"pytorch-2.7.1\"},\"evaluations\":[{\"errors\":11500,"
                        + "\"images\":50000,\"iteration\":4,\"loss\":1234.5,\"topFiveErrors\":3350,\"view\":\"224 from 256\"}],"
                        + "\"iteration\":4,\"kind\":\"views\",\"state\":{\"key\":\"runs/x/state/1-a\",\"sha256\":\""
                        + SyntheticRun.digest("state")
                        + "\",\"sizeBytes\":42},\"wanted\":[{\"crop\":320,\"resize\":320}],"
                        + "\"weights\":\"" + SyntheticRun.digest("w") + "\"}");
    }

    static Stream<RunEntry> everyEntry() {
        return Stream.of(
                new RunEntry.Created(SPEC, new DataSetId("cifar10", Plans.VERSION)),
                new RunEntry.Deleted(),
                segment(new RunEntry.End.GoesOn(), List.of()),
                segment(new RunEntry.End.Done(SyntheticRun.digest("w")), List.of(new Recovery("killed", 12))),
                segment(new RunEntry.End.Diverged(3), List.of()),
                views(),
                new RunEntry.Unknown("moved", Json.parse("{\"kind\":\"moved\",\"by\":\"x\"}")));
    }

    @ParameterizedTest
    @MethodSource("everyEntry")
    void everyEntryComesBackFromItsBytes(RunEntry entry) {
        byte[] bytes = CanonicalJson.bytes(entry.toJson());

        assertThat(RunEntry.read(CanonicalJson.parse(bytes))).isEqualTo(entry);
    }

    @Test
    void theBodyOfASegmentIsAsTheChainsFormatSays() {
        ObjectNode body = segment(new RunEntry.End.Done(SyntheticRun.digest("w")), List.of())
                .toJson();

        assertThat(Json.canonical(body))
                .isEqualTo("{\"end\":\"done\",\"environment\":{\"engine\":\"pytorch-2.7.1\",\"threads\":\"2\"},"
                        + "\"execution\":{\"endedAt\":\"1970-01-01T00:00:03Z\",\"node\":\"n1\",\"slot\":\"cpu-0\","
                        + "\"startedAt\":\"1970-01-01T00:00:00Z\",\"trainingMillis\":2900},\"from\":2,\"kind\":\"segment\","
                        + "\"metrics\":{\"errors\":[3,4],\"evaluations\":[{\"errors\":931,\"images\":10000,\"iteration\":4,"
                        + "\"loss\":1234.5,\"view\":\"test\"}],\"images\":[128,128],\"loss\":[0.1,null]},\"state\":{\"key\":"
                        + "\"runs/x/state/1-a\",\"sha256\":\"" + SyntheticRun.digest("state") + "\",\"sizeBytes\":42},"
                        + "\"to\":4,\"weights\":\"" + SyntheticRun.digest("w") + "\"}");
    }

    @Test
    void aFieldNobodyKnowsIsLeftAloneAndANewerFormatRefused() {
        ObjectNode body = segment(new RunEntry.End.GoesOn(), List.of()).toJson();

        assertThat(RunEntry.read(body.deepCopy().put("probe", 3)))
                .isEqualTo(segment(new RunEntry.End.GoesOn(), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunEntry.read(body.deepCopy().put("format", 2)))
                .withMessage("an entry of format 2; this release reads up to 1, a newer one wrote it");
    }

    @Test
    void whatIsNoEntryNamesItsField() {
        ObjectNode body = segment(new RunEntry.End.GoesOn(), List.of()).toJson();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunEntry.read(Json.object()))
                .withMessage("field [kind] is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunEntry.read(body.deepCopy().put("end", "bored")))
                .withMessage("field [end] must be done or diverged, was bored");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunEntry.read(body.deepCopy().put("to", 5)))
                .withMessage("a segment of iterations [2, 5) with metrics of 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunEntry.read(body.deepCopy().without("environment")))
                .withMessage("field [environment] is missing");
    }

    /** Whatever stands in place of a field, an entry is read or refused with a reason. */
    @ParameterizedTest
    @MethodSource("everyEntry")
    void aDamagedBodyIsReadOrRefused(RunEntry entry) {
        ObjectNode body = entry.toJson();
        List<JsonNode> wrong = List.of(
                TextNode.valueOf("x"),
                LongNode.valueOf(-1),
                DoubleNode.valueOf(1e300),
                NullNode.getInstance(),
                Json.object(),
                Json.object().putArray("a").add("x"));
        for (String field : List.copyOf(fields("", body))) {
            for (JsonNode value : wrong) {
                ObjectNode damaged = body.deepCopy();
                JsonPointer at = JsonPointer.compile(field);
                if (damaged.at(at.head()) instanceof ObjectNode owner) {
                    owner.set(at.last().getMatchingProperty(), value);
                    try {
                        RunEntry.read(damaged);
                    } catch (IllegalArgumentException e) {
                        assertThat(e).as(field + " = " + value).message().isNotBlank();
                    }
                }
            }
        }
    }

    private static List<String> fields(String path, JsonNode json) {
        List<String> all = new ArrayList<>();
        json.properties().forEach(field -> {
            all.add(path + "/" + field.getKey());
            all.addAll(fields(path + "/" + field.getKey(), field.getValue()));
        });
        return all;
    }

    @Test
    void aRunIsCreatedOnItsOwnDataSetOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunEntry.Created(SPEC, new DataSetId("cifar10", SyntheticRun.digest("other"))));
    }

    @Test
    void everyFloatComesBackFromItsShortestDecimal() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 50_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value) && (float) Json.shortest(value).doubleValue() != value) {
                throw new AssertionError("bits " + Float.floatToIntBits(value) + " don't come back");
            }
        }
        assertThat(Json.shortest(0.1f).toString()).isEqualTo("0.1");
        assertThat(Json.shortest(Float.NaN).isNull()).isTrue();
        assertThat((float) Json.shortest(Float.MIN_VALUE).doubleValue()).isEqualTo(Float.MIN_VALUE);
    }
}
