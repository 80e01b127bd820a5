package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Execution;
import io.residuum.actors.history.Metrics;
import io.residuum.actors.history.RunAudit;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.SyntheticRun;
import io.residuum.storage.Chain;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps G1 to G4, by their numbers. The run has 640 iterations; its rate drops at 320 and 480. */
class CollectorCoreTest {

    private static final RunSpec SPEC = Plans.plan("collected", 1, "{ name = a, network = resnet-20 }")
            .runs()
            .values()
            .iterator()
            .next();
    private static final RunId RUN = SPEC.id();

    private static String own(int index) {
        return CollectorCore.stateKey(RUN, index, "own");
    }

    private static String losers(int index) {
        return CollectorCore.stateKey(RUN, index, "late");
    }

    /** A run whose segments end at these iterations. */
    private static List<Chain.Entry> chain(boolean ended, int... ends) {
        List<RunEntry> entries = new ArrayList<>();
        entries.add(new RunEntry.Created(SPEC, new DataSetId("cifar10", SPEC.dataSet())));
        int from = 0;
        for (int to : ends) {
            int length = to - from;
            int[] images = new int[length];
            RunEntry.End end = ended && to == ends[ends.length - 1]
                    ? new RunEntry.End.Done(Sha256.of(new byte[] {1}))
                    : new RunEntry.End.GoesOn();
            entries.add(new RunEntry.Segment(
                    from,
                    to,
                    new ObjectRef(own(entries.size()), 3, Sha256.of(new byte[] {2})),
                    new Metrics(new float[length], new int[length], images, List.of()),
                    Map.of(),
                    new Execution("n", "n/1", Instant.EPOCH, Instant.EPOCH, 0, List.of()),
                    end));
            from = to;
        }
        return SyntheticRun.entries(entries);
    }

    private static List<String> everything(int most) {
        List<String> keys = new ArrayList<>();
        IntStream.rangeClosed(1, most).forEach(index -> {
            keys.add(own(index));
            keys.add(losers(index));
        });
        return keys;
    }

    @Test
    void whatIsInFlightBehindTheHeadStays() {
        assertThat(CollectorCore.collectable(RUN, chain(false, 100, 200, 300, 310), List.of(), everything(6)))
                .as("G3")
                .containsExactlyInAnyOrder(own(1), own(2), losers(1), losers(2), losers(3), losers(4))
                .doesNotContain(own(5), losers(5), own(6));
    }

    @Test
    void statesBeforeDropsAndOfTheLastTwoEntriesStay() {
        List<Chain.Entry> chain = chain(true, 100, 300, 400, 480, 500, 600, 640);
        assertThat(CollectorCore.collectable(RUN, chain, List.of(), everything(7)))
                .as("G4")
                .contains(own(1), own(3), own(5))
                .doesNotContain(own(2), own(4), own(6), own(7));
        assertThat(CollectorCore.staying(RunAudit.of(RUN, chain), List.of()))
                .containsExactlyInAnyOrder(own(2), own(4), own(6), own(7));
    }

    @Test
    void statesBeforeDropsThatACohortDecidedOnStayToo() {
        assertThat(CollectorCore.collectable(RUN, chain(false, 100, 110, 120, 130, 140), List.of(115L), everything(5)))
                .as("G4")
                .contains(own(1), own(3))
                .doesNotContain(own(2), own(4), own(5));
    }

    @Test
    void nothingIsInFlightBehindAnEnd() {
        assertThat(CollectorCore.collectable(RUN, chain(true, 640), List.of(), List.of(own(1), losers(1), losers(2))))
                .as("G3")
                .containsExactly(losers(1), losers(2));
    }

    @Test
    void withoutAChainNothingIsTouchedAndNothingThatIsNoStateEver() {
        assertThat(CollectorCore.collectable(RUN, List.of(), List.of(), everything(3)))
                .isEmpty();
        List<String> strange = List.of(
                losers(1) + "-6ad51f",
                "runs/" + RUN.hex() + "/state/1-late",
                "runs/" + RUN.hex() + "/log/00000001",
                CollectorCore.stateKey(RunId.ofHex("ab".repeat(32)), 1, "late"));
        assertThat(CollectorCore.collectable(RUN, chain(false, 100, 200, 300), List.of(), strange))
                .isEmpty();
    }

    /** So a collector may sleep between its decision and its deletions for as long as it likes. */
    @Test
    void whatMayGoOnceMayGoForEver() {
        int[] ends = {90, 180, 270, 330, 420, 470, 481, 600, 640};
        Set<String> gone = new HashSet<>();
        for (int length = 1; length <= ends.length; length++) {
            int[] some = java.util.Arrays.copyOf(ends, length);
            List<String> now =
                    CollectorCore.collectable(RUN, chain(length == ends.length, some), List.of(), everything(9));
            assertThat(now).containsAll(gone);
            gone.addAll(now);
        }
    }
}
