package io.residuum.simulation;

import io.residuum.actors.decision.CollectorCore;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.CohortHistory;
import io.residuum.simulation.Timeline.Participant;
import io.residuum.storage.Chain;
import java.util.ArrayList;
import java.util.List;

/** One round of a collector, a process of its own: what {@link CollectorCore} lets go, run by run. */
final class SimulatedCollector {

    private final World world;
    private final Participant process;
    private final Chains chains;
    private final List<RunId> left;

    SimulatedCollector(World world, String name, List<RunId> runs) {
        this.world = world;
        this.process = new Participant(name);
        this.chains = new Chains(world, process);
        this.left = new ArrayList<>(runs);
    }

    Participant process() {
        return process;
    }

    void begin() {
        if (left.isEmpty()) {
            return;
        }
        RunId run = left.remove(0);
        world.step(process);
        world.store()
                .list(
                        process,
                        CollectorCore.stateFolder(run),
                        listed -> listed.ifPresentOrElse(
                                keys -> chains.entries(
                                        World.chain(run),
                                        entries ->
                                                entries.ifPresentOrElse(read -> decide(run, read, keys), this::begin)),
                                this::begin));
    }

    private void decide(RunId run, List<Chain.Entry> entries, List<String> keys) {
        if (world.run(run).cohort().isEmpty()) {
            delete(collectable(run, entries, List.of(), keys));
            return;
        }
        chains.entries(
                World.cohortChain(world.run(run)),
                decided -> decided.ifPresentOrElse(
                        read -> delete(
                                collectable(run, entries, CohortHistory.of(read).drops(), keys)),
                        this::begin));
    }

    private List<String> collectable(RunId run, List<Chain.Entry> entries, List<Long> drops, List<String> keys) {
        List<String> found = new ArrayList<>(CollectorCore.collectable(run, entries, drops, keys));
        if (world.bug() == Bug.COLLECT_HEAD_PLUS_ONE) {
            String inFlight = CollectorCore.stateFolder(run) + "%08d-".formatted(entries.size());
            keys.stream().filter(key -> key.startsWith(inFlight)).forEach(found::add);
        }
        return found;
    }

    private void delete(List<String> keys) {
        if (keys.isEmpty()) {
            begin();
            return;
        }
        world.step(process);
        String key = keys.remove(0);
        world.store().delete(process, key, done -> delete(keys)); // what was not deleted is another round's
    }
}
