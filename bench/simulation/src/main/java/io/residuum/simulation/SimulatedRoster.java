package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.RosterCore;
import io.residuum.actors.decision.RosterCore.Effect;
import io.residuum.actors.decision.RosterCore.Event;
import io.residuum.actors.decision.RosterCore.Found;
import io.residuum.actors.experiment.BatchId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The batches one coordinator knows of: a {@link RosterCore} around markers and chains. */
final class SimulatedRoster {

    static final String MARKERS = "derived/open/";
    private static final Pattern MARKER = Pattern.compile("derived/open/([^/]+)");
    private static final Pattern BEGIN = Pattern.compile("batches/([^/]+)/log/00000000");
    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(45);

    private final World world;
    private final SimulatedCoordinator coordinator;
    private final RosterCore core = new RosterCore();

    SimulatedRoster(World world, SimulatedCoordinator coordinator) {
        this.world = world;
        this.coordinator = coordinator;
    }

    void begin() {
        core.begin().forEach(this::perform);
    }

    void on(Event event) {
        core.on(event).forEach(this::perform);
    }

    private void perform(Effect effect) {
        world.step(coordinator.process());
        if (effect instanceof Effect.ListMarkers) {
            list(effect, MARKERS, MARKER, Event.MarkersListed::new);
        } else if (effect instanceof Effect.ListBatches) {
            list(effect, "batches/", BEGIN, Event.BatchesListed::new);
        } else if (effect instanceof Effect.ReadChain read) {
            coordinator.chains().entries(World.chain(read.batch()), entries -> {
                if (entries.isEmpty()) {
                    again(effect);
                } else {
                    Optional<BatchStanding> standing =
                            entries.filter(all -> !all.isEmpty()).map(world::standing);
                    on(new Event.Read(read.batch(), Found.of(standing)));
                }
            });
        } else if (effect instanceof Effect.Open open) {
            coordinator.supervise(world.plan(open.batch()));
        } else if (effect instanceof Effect.Mark mark) {
            world.store()
                    .put(
                            coordinator.process(),
                            MARKERS + mark.batch(),
                            ByteString.emptyByteString(),
                            ok -> retry(effect, ok.isPresent()));
        } else if (effect instanceof Effect.Unmark unmark) {
            world.store().delete(coordinator.process(), MARKERS + unmark.batch(), ok -> {}); // stale ones do no harm
        } else if (effect instanceof Effect.AllKnown) {
            coordinator.allKnown();
        } else if (effect instanceof Effect.LookLater) {
            world.timeline().after(LOOK_EVERY, coordinator.process(), () -> on(new Event.LookAgain()));
        } else {
            throw new AssertionError(effect);
        }
    }

    private void list(Effect effect, String prefix, Pattern pattern, Function<Set<BatchId>, Event> event) {
        world.store()
                .list(
                        coordinator.process(),
                        prefix,
                        keys -> keys.ifPresentOrElse(
                                found -> on(event.apply(ids(found, pattern))), () -> again(effect)));
    }

    private static Set<BatchId> ids(List<String> keys, Pattern pattern) {
        return keys.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(match -> new BatchId(match.group(1)))
                .collect(Collectors.toSet());
    }

    private void retry(Effect effect, boolean done) {
        if (!done) {
            again(effect);
        }
    }

    private void again(Effect effect) {
        world.timeline().after(STORAGE_RETRY, coordinator.process(), () -> perform(effect));
    }
}
