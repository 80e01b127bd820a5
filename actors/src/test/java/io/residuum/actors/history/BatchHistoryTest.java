package io.residuum.actors.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import io.residuum.storage.CanonicalJson;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchHistoryTest {
    private static final BatchPlan PLAN = Plans.plan("a", 2, "{ name = a, network = resnet-20 }");
    private static final List<RunId> RUNS = List.copyOf(PLAN.runs().keySet());
    private static final BatchEntry ACCEPTED = new BatchEntry.Accepted(PLAN, "experiment { # é\n }");
    private static final BatchEntry FAILED = new BatchEntry.Failed(RUNS.get(0), "the engine crashed three times");
    private static final ObjectRef REPORT = new ObjectRef("reports/a/x.json", 3, SyntheticRun.digest("r"));

    static Stream<BatchEntry> everyEntry() {
        return Stream.of(
                ACCEPTED,
                FAILED,
                new BatchEntry.Retry(RUNS),
                new BatchEntry.Cancelled(RUNS.subList(0, 1)),
                new BatchEntry.Reported(REPORT),
                new BatchEntry.Deleted(),
                new BatchEntry.Paused(),
                new BatchEntry.Resumed(),
                new BatchEntry.Priority(-7),
                new BatchEntry.Unknown("adopted", Json.parse("{\"kind\":\"adopted\"}")));
    }

    @ParameterizedTest
    @MethodSource("everyEntry")
    void everyEntryComesBackFromItsBytes(BatchEntry entry) {
        assertThat(BatchEntry.read(CanonicalJson.parse(CanonicalJson.bytes(entry.toJson()))))
                .isEqualTo(entry);
    }

    @Test
    void theAcceptanceNamesItsRunsAndKeepsTheFilesText() {
        ObjectNode body = ACCEPTED.toJson();

        assertThat(body.get("kind").textValue()).isEqualTo("accepted");
        assertThat(body.get("name").textValue()).isEqualTo("a");
        assertThat(body.get("source").textValue()).isEqualTo("experiment { # é\n }");
        assertThat(body.get("runs")).hasSize(2);
        assertThat(body.get("experiment").get("variants")).hasSize(1);
        body.putArray("runs").add(RUNS.get(0).hex());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchEntry.read(body))
                .withMessage("field [runs] does not list the runs that the experiment asks for");
    }

    @Test
    void aVerdictHoldsUntilItIsRetried() {
        RunHistory waiting = RunHistory.empty();

        BatchHistory failed = history(ACCEPTED, FAILED);
        assertThat(failed.failures()).containsOnlyKeys(RUNS.get(0));
        assertThat(failed.judge(RUNS.get(0), waiting).reason()).isEqualTo("the engine crashed three times");
        assertThat(failed.judge(RUNS.get(1), waiting).status()).isEqualTo(RunStatus.WAITING);

        BatchHistory retried = history(ACCEPTED, FAILED, new BatchEntry.Retry(RUNS));
        assertThat(retried.failures()).isEmpty();
        assertThat(history(ACCEPTED, FAILED, new BatchEntry.Retry(RUNS), FAILED).failures())
                .hasSize(1);
    }

    @Test
    void cancelledRunsAreStopped() {
        BatchHistory history = history(ACCEPTED, new BatchEntry.Cancelled(RUNS));

        assertThat(history.cancelled()).containsExactlyInAnyOrderElementsOf(RUNS);
        assertThat(history.judge(RUNS.get(1), RunHistory.empty()).status()).isEqualTo(RunStatus.STOPPED);
        assertThat(history(ACCEPTED, new BatchEntry.Cancelled(RUNS), new BatchEntry.Retry(RUNS))
                        .cancelled())
                .isEmpty();
    }

    @Test
    void theLastWordOfEachKindHolds() {
        BatchHistory fresh = history(ACCEPTED);
        assertThat(fresh.paused()).isFalse();
        assertThat(fresh.priority()).isZero();

        BatchHistory paused = history(ACCEPTED, new BatchEntry.Priority(5), new BatchEntry.Paused(), FAILED);
        assertThat(paused.paused()).isTrue();
        assertThat(paused.priority()).isEqualTo(5);
        assertThat(paused.head()).isEqualTo(3);
        assertThat(paused.lastWord()).as("a verdict is nobody's word").isEqualTo(2);
        assertThat(history(ACCEPTED, new BatchEntry.Paused(), new BatchEntry.Resumed())
                        .paused())
                .isFalse();
        BatchHistory anew = history(
                ACCEPTED, new BatchEntry.Priority(5), new BatchEntry.Paused(), new BatchEntry.Deleted(), ACCEPTED);
        assertThat(anew.paused()).isFalse();
        assertThat(anew.priority()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchEntry.Priority(1001))
                .withMessageContaining("-1000 to 1000, was 1001");
    }

    @Test
    void aReportIsTheLastWordUntilARetry() {
        BatchEntry reported = new BatchEntry.Reported(REPORT);
        assertThat(history(ACCEPTED, reported).reported()).isTrue();
        BatchHistory retried = history(ACCEPTED, FAILED, reported, new BatchEntry.Retry(RUNS));
        assertThat(retried.reported()).isFalse();
        assertThat(retried.retriedAt()).isEqualTo(3);
        assertThat(retried.report()).contains(REPORT);
    }

    @Test
    void theNewestReportCounts() {
        var newer = new ObjectRef("reports/a/y.json", 3, SyntheticRun.digest("s"));

        assertThat(history(ACCEPTED).report()).isEmpty();
        assertThat(history(ACCEPTED, new BatchEntry.Reported(REPORT), new BatchEntry.Reported(newer))
                        .report())
                .contains(newer);
        assertThat(history(ACCEPTED).plan()).isEqualTo(PLAN);
        assertThat(history(ACCEPTED).source()).contains("experiment");
    }

    @Test
    void nothingBeforeADeletionCounts() {
        BatchHistory deleted = history(ACCEPTED, FAILED, new BatchEntry.Reported(REPORT), new BatchEntry.Deleted());
        assertThat(deleted.deleted()).isTrue();
        assertThat(deleted.report()).isEmpty();
        assertThat(deleted.plan()).isEqualTo(PLAN);

        BatchHistory anew = history(ACCEPTED, FAILED, new BatchEntry.Deleted(), ACCEPTED);
        assertThat(anew.deleted()).isFalse();
        assertThat(anew.failures()).isEmpty();
    }

    @Test
    void aChainThatIsNoBatchIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history(FAILED))
                .withMessage("entry 0: a batch begins with its acceptance");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history(ACCEPTED, ACCEPTED))
                .withMessage("entry 1: a batch's acceptance stands at 0, or behind its deletion");
        assertThatIllegalArgumentException().isThrownBy(() -> BatchHistory.of(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        history(ACCEPTED, new BatchEntry.Unknown("x", Json.parse("{\"format\":2,\"kind\":\"x\"}"))))
                .withMessage("entry 1: an entry of format 2; this release reads up to 1, a newer one wrote it");
    }

    private static BatchHistory history(BatchEntry... entries) {
        List<Chain.Entry> chain = new ArrayList<>();
        for (BatchEntry entry : entries) {
            byte[] bytes = CanonicalJson.bytes(entry.toJson());
            chain.add(new Chain.Entry(chain.size(), "", "a", CanonicalJson.parse(bytes), SyntheticRun.digest("e")));
        }
        return BatchHistory.of(chain);
    }
}
