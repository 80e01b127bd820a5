package io.residuum.actors.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.storage.Chain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunAuditTest {
    private static final RunSpec SPEC = Plans.plan("a", 1, "{ name = a, network = resnet-20 }")
            .runs()
            .values()
            .iterator()
            .next();
    private static final SyntheticRun DONE = SyntheticRun.done(SPEC, 661);

    private static List<String> faults(List<Chain.Entry> entries) {
        return RunAudit.of(SPEC.id(), entries).faults().stream()
                .map(fault -> fault.index() + " " + fault.reason())
                .toList();
    }

    @Test
    void aWholeRunHasNoFault() {
        RunAudit audit = RunAudit.of(SPEC.id(), DONE.chain(100, 200, 400));
        assertThat(audit.faults()).isEmpty();
        assertThat(audit.segments()).hasSize(4);
        assertThat(audit.hasEnded()).isTrue();
        assertThat(audit.iteration()).isEqualTo(640);
        assertThat(audit.environments()).isOne();
    }

    @Test
    void aRunUnderWayHasNotEnded() {
        RunAudit audit = RunAudit.of(SPEC.id(), DONE.upTo(300));
        assertThat(audit.faults()).isEmpty();
        assertThat(audit.hasEnded()).isFalse();
    }

    @Test
    void aMissingEntryIsNoFaultOfItsNeighbours() {
        List<Chain.Entry> entries = new ArrayList<>(DONE.chain(100, 200, 400));
        entries.remove(2);
        assertThat(faults(entries)).isEmpty();
    }

    @Test
    void aDeletedRunMayBeginAnewAndOnlySo() {
        List<RunEntry> contents = new ArrayList<>(DONE.chain(100).stream()
                .map(entry -> RunEntry.read(entry.body()))
                .toList());
        List<RunEntry> again = List.copyOf(contents);
        contents.add(new RunEntry.Deleted());
        RunAudit deleted = RunAudit.of(SPEC.id(), SyntheticRun.entries(contents));
        assertThat(deleted.faults()).isEmpty();
        assertThat(deleted.isDeleted()).isTrue();
        assertThat(deleted.segments()).isEmpty();

        List<RunEntry> late = new ArrayList<>(contents);
        late.add(again.get(1));
        assertThat(faults(SyntheticRun.entries(late))).containsExactly("4 it follows the run's deletion");

        contents.addAll(again);
        RunAudit anew = RunAudit.of(SPEC.id(), SyntheticRun.entries(contents));
        assertThat(anew.faults()).isEmpty();
        assertThat(anew.isDeleted()).isFalse();
        assertThat(anew.hasEnded()).isTrue();
        assertThat(anew.segments()).hasSize(2);
    }

    @Test
    void iterationsLeftOutAreNamed() {
        List<Chain.Entry> whole = DONE.chain(100, 200, 400);
        Chain.Entry third = whole.get(3);
        List<Chain.Entry> entries = List.of(whole.get(0), whole.get(1), at(2, third));
        assertThat(faults(entries)).containsExactly("2 it begins at iteration 200, the entry before ends at 100");
        assertThat(faults(List.of(whole.get(0), at(1, third))))
                .containsExactly("1 it begins at iteration 200, the entry before ends at 0");
    }

    @Test
    void nothingFollowsTheEnd() {
        List<Chain.Entry> entries = new ArrayList<>(DONE.chain());
        entries.add(at(2, DONE.chain(100).get(2)));
        assertThat(faults(entries)).anySatisfy(fault -> assertThat(fault).startsWith("2 it follows the run's end"));
    }

    @Test
    void viewsAreOfTheNetworkThatTheRunEndedWith() {
        List<RunEntry> contents = new ArrayList<>(DONE.chain(100).stream()
                .map(entry -> RunEntry.read(entry.body()))
                .toList());
        RunEntry.Views views = SyntheticRun.views((RunEntry.Segment) contents.get(2), List.of());
        contents.add(views);
        contents.add(views);
        assertThat(faults(SyntheticRun.entries(contents))).isEmpty();
        List<Chain.Entry> withoutItsEnd = new ArrayList<>(SyntheticRun.entries(contents));
        withoutItsEnd.remove(2);
        assertThat(faults(withoutItsEnd)).isEmpty();

        contents.remove(2);
        assertThat(faults(SyntheticRun.entries(contents)))
                .contains("2 it judges another network than the one that the run ended with");
    }

    @Test
    void anotherRunsBeginningIsNamed() {
        RunAudit audit = RunAudit.of(RunId.ofHex("0".repeat(64)), DONE.chain());
        assertThat(audit.faults()).singleElement().satisfies(fault -> assertThat(fault.reason())
                .startsWith("it describes run " + SPEC.id()));
    }

    private static Chain.Entry at(long index, Chain.Entry entry) {
        return new Chain.Entry(index, entry.parent(), entry.attempt(), entry.body(), entry.digest());
    }
}
