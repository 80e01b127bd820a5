package io.residuum.simulation;

import io.residuum.simulation.Timeline.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Messages between the coordinator and nodes: each on its own way, so that they overtake one another; some are lost. */
final class Messages {

    private record Cut(Fault.Partition partition, long untilMillis) {}

    private final Timeline timeline;
    private final SplittableRandom random;
    private final IntFunction<Optional<Fault.Message>> faults;
    private final List<Cut> cuts = new ArrayList<>();
    private int sent;

    /** @param faults what goes wrong with the n-th message */
    Messages(Timeline timeline, SplittableRandom random, IntFunction<Optional<Fault.Message>> faults) {
        this.timeline = timeline;
        this.random = random;
        this.faults = faults;
    }

    void cut(Fault.Partition partition) {
        cuts.add(new Cut(partition, timeline.nowMillis() + partition.length().toMillis()));
    }

    void toNode(SimulatedCoordinator from, SimulatedNode to, String what, Runnable message) {
        boolean lost = cuts.stream()
                .anyMatch(cut ->
                        open(cut) && cut.partition().toNode() && cut.partition().node() == to.place());
        send(from.process(), to.process(), what, lost, message);
    }

    void toCoordinator(SimulatedNode from, SimulatedCoordinator to, String what, Runnable message) {
        boolean lost = cuts.stream()
                .anyMatch(cut -> open(cut)
                        && cut.partition().fromNode()
                        && cut.partition().node() == from.place());
        send(from.process(), to.process(), what, lost, message);
    }

    /** A message that no partition stops. */
    void between(Participant from, Participant to, String what, Runnable message) {
        send(from, to, what, false, message);
    }

    private boolean open(Cut cut) {
        return timeline.nowMillis() < cut.untilMillis();
    }

    private void send(Participant from, Participant to, String what, boolean lost, Runnable message) {
        Optional<Fault.Message> fault = faults.apply(++sent);
        int way = random.nextInt(2, 60);
        timeline.say(
                from.name(),
                "→ %s: %s #%d%s",
                to.name(),
                what,
                sent,
                lost ? " (cut off)" : fault.map(f -> " (" + f.mishap() + ")").orElse(""));
        if (lost || fault.filter(f -> f.mishap() == Fault.Mishap.LOST).isPresent()) {
            return;
        }
        long late = fault.filter(f -> f.mishap() == Fault.Mishap.LATE)
                .map(f -> f.delay().toMillis())
                .orElse(0L);
        timeline.after(way + late, to, message);
        fault.filter(f -> f.mishap() == Fault.Mishap.DOUBLED)
                .ifPresent(f -> timeline.after(way + f.delay().toMillis(), to, message));
    }
}
