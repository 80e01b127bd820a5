package io.residuum.simulation;

import io.residuum.actors.decision.CohortCore;
import io.residuum.actors.decision.CohortCore.Effect;
import io.residuum.actors.decision.CohortCore.Event;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortEntry;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.storage.Chain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A cohort, as one coordinator supervises it: a {@link CohortCore} and its chain. */
final class SimulatedCohort {

    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);

    private final World world;
    private final SimulatedCoordinator coordinator;
    private final RunSpec member;
    private final String chain;
    private final CohortCore core;
    private final List<Consumer<RunCore.Event>> seeds = new ArrayList<>();
    private RunCore.Event passable = new RunCore.Event.Decided(0);

    /** @param member any seed of the cohort */
    SimulatedCohort(World world, SimulatedCoordinator coordinator, RunSpec member) {
        this.world = world;
        this.coordinator = coordinator;
        this.member = member;
        this.chain = World.cohortChain(member);
        this.core = new CohortCore(member);
        coordinator.soon(() -> perform(core.begin()));
    }

    /** @param told what the seed hears */
    void joined(Consumer<RunCore.Event> told) {
        seeds.add(told);
        told.accept(passable);
    }

    void changed(RunId run, RunState state) {
        coordinator.soon(() -> on(new Event.SeedChanged(run, state)));
    }

    void givenUp(RunId run, String reason) {
        coordinator.soon(() -> on(new Event.SeedGivenUp(run, reason)));
    }

    private void on(Event event) {
        perform(core.on(event));
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            world.step(coordinator.process());
            perform(effect);
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.ReadChain) {
            open();
        } else if (effect instanceof Effect.ReadSeeds) {
            histories(new ArrayList<>(member.cohort()), new LinkedHashMap<>());
        } else if (effect instanceof Effect.Append append) {
            append(append.decision());
        } else if (effect instanceof Effect.Announce announce) {
            passable = new RunCore.Event.Decided(announce.passable());
            seeds.forEach(seed -> seed.accept(passable));
        } else if (effect instanceof Effect.Block block) {
            seeds.forEach(seed -> seed.accept(new RunCore.Event.CohortBlocked(block.reason())));
        } else if (effect instanceof Effect.Wait) {
            world.timeline().after(STORAGE_RETRY, coordinator.process(), () -> on(new Event.Waited()));
        } else {
            throw new AssertionError(effect);
        }
    }

    private void open() {
        coordinator.chains().entries(chain, entries -> {
            if (entries.isEmpty()) {
                on(new Event.Unanswered("the store did not answer"));
            } else if (entries.get().isEmpty()) {
                RunSpec first = member.withSeed(member.cohort().get(0));
                coordinator
                        .chains()
                        .create(chain, world.attempt(), new CohortEntry.Created(first).toJson(), outcome -> open());
            } else {
                on(new Event.ChainRead(CohortHistory.of(entries.get())));
            }
        });
    }

    private void histories(List<Long> left, Map<RunId, RunHistory> read) {
        if (left.isEmpty()) {
            on(new Event.SeedsRead(read));
            return;
        }
        RunId run = member.withSeed(left.remove(0)).id();
        coordinator.chains().entries(World.chain(run), entries -> {
            if (entries.isEmpty()) {
                on(new Event.Unanswered("the store did not answer"));
                return;
            }
            read.put(run, RunHistory.of(entries.get()));
            if (world.bug() == Bug.DECISION_WITHOUT_A_SEED && !left.isEmpty()) {
                read.put(member.withSeed(left.remove(0)).id(), RunHistory.of(entries.get()));
            }
            histories(left, read);
        });
    }

    private void append(CohortEntry.Decision decision) {
        coordinator.chains().entries(chain, entries -> {
            if (entries.isEmpty()) {
                on(new Event.Unanswered("the store did not answer"));
            } else if (CohortHistory.of(entries.get()).decisions().size() >= decision.number()) {
                on(new Event.ChainRead(CohortHistory.of(entries.get())));
            } else {
                Chain.Entry parent = entries.get().get(entries.get().size() - 1);
                coordinator.chains().append(chain, parent, world.attempt(), decision.toJson(), outcome -> open());
            }
        });
    }
}
