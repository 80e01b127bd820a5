package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.residuum.actors.decision.CohortCore;
import io.residuum.actors.decision.CohortCore.Effect;
import io.residuum.actors.decision.CohortCore.Event;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.experiment.CohortId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.storage.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The shell around {@link CohortCore}: one a cohort, whichever batches want its seeds. */
final class CohortSupervisor extends AbstractBehavior<CohortSupervisor.Command> {

    sealed interface Command {}

    /** A seed is supervised; it hears what is decided. */
    record Joined(ActorRef<RunSupervisor.Command> seed) implements Command {}

    /** A batch's chain says that the seed is given up; it may not be supervised here. */
    record SeedGivenUp(RunId run, String reason) implements Command {}

    private record SeedChanged(Coordinator.RunChanged changed) implements Command {}

    private record Happened(Event event) implements Command {} // only ever piped or scheduled to self

    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);

    private final CohortId cohort;
    private final RunSpec member;
    private final Supplier<String> attempts;
    private final TimerScheduler<Command> timers;
    private final StoredBatches stored;
    private final CohortChain chain;
    private final CohortCore core;
    private final List<ActorRef<RunSupervisor.Command>> seeds = new ArrayList<>();
    private RunSupervisor.Happened passable = new RunSupervisor.Happened(new RunCore.Event.Decided(0));

    /** @param member any seed of the cohort */
    static Behavior<Command> create(ObjectStore store, RunSpec member, Supplier<String> attempts) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new CohortSupervisor(context, timers, store, member, attempts)));
    }

    private CohortSupervisor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ObjectStore store,
            RunSpec member,
            Supplier<String> attempts) {
        super(context);
        this.cohort = member.cohortId().orElseThrow();
        this.member = member;
        this.attempts = attempts;
        this.timers = timers;
        this.stored = new StoredBatches(context.getSystem(), store);
        this.chain = new CohortChain(store, cohort);
        this.core = new CohortCore(member);
        perform(core.begin());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Joined.class, this::joined)
                .onMessage(
                        SeedChanged.class,
                        seed -> on(new Event.SeedChanged(
                                seed.changed().run(), seed.changed().state())))
                .onMessage(SeedGivenUp.class, seed -> on(new Event.SeedGivenUp(seed.run(), seed.reason())))
                .onMessage(Happened.class, happened -> on(happened.event()))
                .build();
    }

    private Behavior<Command> joined(Joined joined) {
        seeds.add(joined.seed());
        joined.seed().tell(passable);
        joined.seed()
                .tell(new RunSupervisor.Watch(
                        getContext().messageAdapter(Coordinator.RunChanged.class, SeedChanged::new)));
        return this;
    }

    private Behavior<Command> on(Event event) {
        perform(core.on(event));
        return this;
    }

    private void perform(List<Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.ReadChain) {
            pipe(chain.open(attempts.get(), member).thenApply(Event.ChainRead::new));
        } else if (effect instanceof Effect.ReadSeeds) {
            pipe(histories().thenApply(Event.SeedsRead::new));
        } else if (effect instanceof Effect.Append append) {
            CohortEntry.Decision decision = append.decision();
            getContext()
                    .getLog()
                    .info(
                            "cohort [{}]: after iteration [{}] {} [{}]: {}",
                            cohort,
                            decision.iteration(),
                            "the median over its seeds is",
                            decision.median(),
                            decision.drop() ? "the rate drops" : "the rate stays");
            pipe(chain.append(attempts.get(), decision).thenApply(Event.ChainRead::new));
        } else if (effect instanceof Effect.Announce announce) {
            passable = new RunSupervisor.Happened(new RunCore.Event.Decided(announce.passable()));
            seeds.forEach(seed -> seed.tell(passable));
        } else if (effect instanceof Effect.Block block) {
            seeds.forEach(
                    seed -> seed.tell(new RunSupervisor.Happened(new RunCore.Event.CohortBlocked(block.reason()))));
        } else if (effect instanceof Effect.Wait) {
            timers.startSingleTimer(new Happened(new Event.Waited()), STORAGE_RETRY);
        } else {
            throw new AssertionError(effect);
        }
    }

    private CompletionStage<Map<RunId, RunHistory>> histories() {
        CompletionStage<Map<RunId, RunHistory>> all = CompletableFuture.completedFuture(new HashMap<>());
        for (long seed : member.cohort()) {
            RunId run = member.withSeed(seed).id();
            all = all.thenCombine(stored.run(run), (map, history) -> {
                map.put(run, history);
                return map;
            });
        }
        return all;
    }

    private void pipe(CompletionStage<? extends Event> stage) {
        getContext().pipeToSelf(stage, (event, failure) -> {
            if (failure == null) {
                return new Happened(event);
            }
            getContext().getLog().warn("cohort [{}]: waiting for storage", cohort, failure);
            return new Happened(new Event.Unanswered(StopCauses.sentence(failure)));
        });
    }
}
