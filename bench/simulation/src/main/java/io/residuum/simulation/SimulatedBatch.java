package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.BatchControl.Answer;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.decision.BatchCore.Effect;
import io.residuum.actors.decision.BatchCore.Event;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.BatchWish;
import io.residuum.actors.decision.BatchWish.Judgement;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.Selection;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.report.Report;
import io.residuum.storage.CanonicalJson;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** A batch, as one coordinator supervises it: a {@link BatchCore}, its {@link VariantCore}s, its chain and its report. */
final class SimulatedBatch {

    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

    /** The chain as it was read, and what it says. */
    private record Read(List<Chain.Entry> entries, BatchStanding standing) {}

    private final World world;
    private final SimulatedCoordinator coordinator;
    private final Plan plan;
    private final int batchOrder;
    private final String chain;
    private final String attempt;
    private final List<RunId> order;
    private final BatchCore core;
    private final Map<String, VariantCore> variants = new HashMap<>();
    private final Map<Long, Consumer<Optional<Answer>>> asking = new HashMap<>();
    private final Set<RunId> withResult = new HashSet<>(); // only a planted bug looks at it
    private long tickets;
    private long head = -1; // of the chain, as far as it was read
    private int appended;

    SimulatedBatch(World world, SimulatedCoordinator coordinator, Plan plan, int batchOrder) {
        this.world = world;
        this.coordinator = coordinator;
        this.plan = plan;
        this.batchOrder = batchOrder;
        this.chain = World.chain(plan);
        this.attempt = world.attempt();
        this.order = plan.seedBySeed();
        this.core = new BatchCore(order, selections());
    }

    Plan plan() {
        return plan;
    }

    private List<Selection> selections() {
        List<Selection> selections = plan.batch().selections();
        return world.bug() != Bug.CHOICE_BY_ONE_FOLD
                ? selections
                : selections.stream()
                        .map(selection -> new Selection(
                                selection.name(),
                                selection.candidates().stream()
                                        .map(candidate -> new Selection.Candidate(
                                                candidate.values(),
                                                candidate.trials().subList(0, 1),
                                                candidate.runs()))
                                        .toList()))
                        .toList();
    }

    /** The newest entry whose word was acted upon here. */
    long head() {
        return head;
    }

    void open() {
        read(
                read -> {
                    on(new Event.TakenOver(opened(read.standing())), read.standing());
                    world.timeline().after(LOOK_EVERY, coordinator.process(), this::lookAgain);
                },
                this::open);
    }

    private BatchStanding opened(BatchStanding read) {
        return world.bug() == Bug.CANCEL_LOST_AT_FAILOVER
                ? new BatchStanding(
                        read.head(),
                        read.paused(),
                        read.priority(),
                        read.givenUp(),
                        Set.of(),
                        read.selected(),
                        read.waiting(),
                        read.retriedAt(),
                        read.lastWord(),
                        read.reported(),
                        read.deleted())
                : read;
    }

    private void read(Consumer<Read> answer, Runnable later) {
        coordinator.chains().entries(chain, entries -> {
            if (entries.isEmpty() || entries.get().isEmpty()) {
                later(later);
            } else {
                answer.accept(new Read(entries.get(), world.standing(entries.get())));
            }
        });
    }

    /** Another coordinator may have written to the chain. */
    private void lookAgain() {
        coordinator.chains().isThere(chain, head + 1, there -> {
            if (there) {
                read(read -> on(new Event.ChainMoved(read.standing()), read.standing()), () -> {});
            }
        });
        world.timeline().after(LOOK_EVERY, coordinator.process(), this::lookAgain);
    }

    private void later(Runnable action) {
        world.timeline().after(STORAGE_RETRY, coordinator.process(), action);
    }

    void control(BatchControl control, OptionalLong asOf, Consumer<Optional<Answer>> replyTo) {
        long ticket = tickets++;
        asking.put(ticket, replyTo);
        on(new Event.Commanded(ticket, control.wish(plan.batch(), asOf)));
    }

    private void on(Event event, BatchStanding standing) {
        on(event);
        coordinator.soon(() -> head = Math.max(head, standing.head()));
    }

    private void on(Event event) {
        core.on(event).forEach(this::perform);
    }

    private void perform(Effect effect) {
        world.step(coordinator.process());
        if (effect instanceof Effect.Want want) {
            want(want);
        } else if (effect instanceof Effect.Unwant unwant) {
            unwant.runs().forEach(run -> coordinator.unwant(run, plan.batch().id(), unwant.reason()));
        } else if (effect instanceof Effect.GivenUp givenUp) {
            coordinator.givenUp(givenUp.run(), givenUp.reason());
        } else if (effect instanceof Effect.Write write) {
            settle(attempt + "x" + appended++, write.wish());
        } else if (effect instanceof Effect.MakeReport) {
            read(
                    read -> histories(
                            new ArrayList<>(world.history(read.entries()).runs().keySet()),
                            new LinkedHashMap<>(),
                            read,
                            effect),
                    () -> perform(effect));
        } else if (effect instanceof Effect.Tell tell) {
            Optional.ofNullable(asking.remove(tell.ticket()))
                    .ifPresent(replyTo -> replyTo.accept(Optional.of(tell.answer())));
        } else if (effect instanceof Effect.Finish finish) {
            world.timeline()
                    .say(
                            coordinator.process().name(),
                            "batch %s: %s",
                            plan.batch().name(),
                            finish.outcome());
            coordinator.finished(plan);
        } else {
            throw new AssertionError(effect);
        }
    }

    private void want(Effect.Want want) {
        List<PlannedVariant> planned = plan.batch().variants();
        for (int place = 0; place < planned.size(); place++) {
            PlannedVariant variant = planned.get(place);
            List<RunId> runs = plan.runs(variant);
            VariantCore standing = variants.computeIfAbsent(variant.name(), name -> new VariantCore(name, runs));
            for (RunId run : runs) {
                if (want.runs().contains(run)) {
                    Claim claim = new Claim(run, want.priority(), batchOrder, place, order.indexOf(run));
                    coordinator.want(claim, plan.batch().id(), variant.name(), state -> changed(standing, run, state));
                }
            }
        }
    }

    private void changed(VariantCore variant, RunId run, RunState state) {
        variant.on(run, state);
        on(new Event.RunChanged(run, state));
        if (state.phase() == RunState.Phase.DONE || state.phase() == RunState.Phase.DIVERGED) {
            withResult.add(run);
        }
        if (world.bug() == Bug.REPORT_WITH_ONE_LESS && withResult.size() == order.size() - 1) {
            order.stream()
                    .filter(other -> !withResult.contains(other))
                    .forEach(missing -> on(new Event.RunChanged(missing, state)));
        }
        if (world.bug() == Bug.SEED_COUNTED_TWICE && state.phase().ended()) {
            on(new Event.RunChanged(order.get((order.indexOf(run) + 1) % order.size()), state));
        }
    }

    // ---- its report ----

    private void histories(List<RunId> left, Map<RunId, RunHistory> found, Read batch, Effect effect) {
        if (left.isEmpty()) {
            report(found, batch, effect);
            return;
        }
        RunId run = left.remove(0);
        coordinator.chains().entries(World.chain(run), entries -> {
            if (entries.isEmpty()) {
                later(() -> perform(effect));
            } else {
                found.put(run, RunHistory.of(entries.get()));
                histories(left, found, batch, effect);
            }
        });
    }

    private void report(Map<RunId, RunHistory> found, Read batch, Effect effect) {
        BatchHistory history = world.history(batch.entries());
        Map<RunId, RunHistory> judged = new LinkedHashMap<>();
        found.forEach((run, each) -> judged.put(run, history.judge(run, each)));
        ByteString bytes = ByteString.fromArray(CanonicalJson.bytes(
                Report.of(plan.batch(), history.chosen(), judged).result()));
        Sha256 digest = Sha256.of(bytes.toArray());
        String key = "reports/%s/%s".formatted(plan.batch().id().value(), digest.hex());
        world.store().put(coordinator.process(), key, bytes, ok -> {
            if (ok.isEmpty()) {
                later(() -> perform(effect));
            } else {
                on(new Event.ReportMade(new ObjectRef(key, bytes.size(), digest)));
            }
        });
    }

    // ---- its chain ----

    private void settle(String name, BatchWish wish) {
        read(
                read -> {
                    Judgement judgement = wish.judge(read.standing());
                    if (judgement instanceof Judgement.Append append) {
                        Chain.Entry last = read.entries().get(read.entries().size() - 1);
                        coordinator
                                .chains()
                                .append(chain, last, name, append.entry().toJson(), outcome -> {
                                    if (outcome instanceof CommitOutcome.Won) {
                                        written(wish, judgement);
                                    } else {
                                        settle(name, wish);
                                    }
                                });
                    } else {
                        on(new Event.Settled(wish, judgement, read.standing()), read.standing());
                    }
                },
                () -> settle(name, wish));
    }

    private void written(BatchWish wish, Judgement judgement) {
        read(
                read -> on(new Event.Settled(wish, judgement, read.standing()), read.standing()),
                () -> written(wish, judgement));
    }
}
