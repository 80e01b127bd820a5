package io.residuum.actors.service;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.run.BatchEvent;
import io.residuum.actors.wire.NodeReport;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What goes on now, for whoever asks or watches: states of runs and batches as their supervisors say them, and the newest events in
 * their order. It keeps nothing that is not said again by whoever says it; what is finished is in the chains and leaves the board.
 */
public final class Board extends AbstractBehavior<Board.Command> {

    public sealed interface Command {}

    record Heard(BatchEvent event) implements Command {}

    /** Every unfinished batch of the store is open. */
    record AllKnown() implements Command {}

    /**
     * What became of a file of the inbox.
     *
     * @param batch empty for one that was rejected
     */
    record FileSaid(String key, Optional<BatchId> batch, String word) implements Command {}

    /** Asks for everything that goes on now. */
    public record Look(ActorRef<View> replyTo) implements Command {}

    /**
     * Events from now on, and before them those that came after {@code after}, if they are still there.
     *
     * @param after the id of the last event that was seen; empty for none
     */
    public record Subscribe(String after, ActorRef<Told> subscriber) implements Command {}

    public record Unsubscribe(ActorRef<Told> subscriber) implements Command {}

    /** A run that some open batch wants or wanted. */
    public record LiveRun(RunState state, Optional<NodeReport.Progress> progress) {}

    /**
     * An open batch.
     *
     * @param outcome how it ended, for now
     * @param waitsFor what keeps it as a whole; empty for nothing
     */
    public record LiveBatch(
            Optional<BatchStanding> standing,
            Map<String, VariantCore.Standing> variants,
            Optional<BatchCore.Outcome> outcome,
            Optional<String> waitsFor) {
        public LiveBatch {
            variants = Map.copyOf(variants);
        }

        private static LiveBatch opened() {
            return new LiveBatch(Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
        }

        private LiveBatch with(BatchStanding now) {
            boolean over = outcome.isPresent() && (now.reported() || now.deleted());
            return new LiveBatch(Optional.of(now), variants, over ? outcome : Optional.empty(), Optional.empty());
        }

        private LiveBatch with(VariantCore.Standing variant) {
            Map<String, VariantCore.Standing> more = new HashMap<>(variants);
            more.put(variant.variant(), variant);
            return new LiveBatch(standing, more, outcome, waitsFor);
        }

        private LiveBatch waitingFor(String reason) {
            return new LiveBatch(standing, variants, outcome, Optional.of(reason));
        }

        private LiveBatch ended(BatchCore.Outcome how) {
            return new LiveBatch(standing, variants, Optional.of(how), waitsFor);
        }
    }

    /**
     * All of the board at one moment.
     *
     * @param ready whether every unfinished batch of the store has been taken up
     */
    public record View(boolean ready, Map<BatchId, LiveBatch> batches, Map<RunId, LiveRun> runs, Counts counts) {
        public View {
            batches = Map.copyOf(batches);
            runs = Map.copyOf(runs);
        }
    }

    /**
     * Since this process began.
     *
     * @param commits segments of which the coordinator here was told
     * @param runsMoved how often runs came to be at this
     */
    public record Counts(
            long filesAccepted,
            long filesRejected,
            long batchesEnded,
            long commits,
            Map<RunState.Phase, Long> runsMoved) {
        public Counts {
            runsMoved = Map.copyOf(runsMoved);
        }
    }

    /**
     * One event.
     *
     * @param id names it among all events of this process
     * @param type {@code run}, {@code progress}, {@code variant}, {@code chosen}, {@code batch}, {@code file}, or {@code lost} where events that
     *     were asked for are no longer there
     * @param data not to be changed
     */
    public record Told(String id, String type, ObjectNode data) {}

    /** So many events are there for whoever comes back after a while. */
    private static final int EVENTS_KEPT = 4096;

    private final Clock clock;
    private final String epoch;
    private final Map<BatchId, LiveBatch> batches = new LinkedHashMap<>();
    private final Map<BatchId, Set<RunId>> runsOfBatches = new HashMap<>();
    private final Map<RunId, LiveRun> runs = new LinkedHashMap<>();
    private final ArrayDeque<Told> events = new ArrayDeque<>();
    private final Set<ActorRef<Told>> subscribers = new HashSet<>();
    private final Map<RunState.Phase, Long> moved = new HashMap<>();
    private boolean ready;
    private long told;
    private long accepted;
    private long rejected;
    private long ended;
    private long commits;

    /** @param epoch names this process among all that ever were */
    public static Behavior<Command> create(Clock clock, String epoch) {
        return Behaviors.setup(context -> new Board(context, clock, epoch));
    }

    private Board(ActorContext<Command> context, Clock clock, String epoch) {
        super(context);
        this.clock = clock;
        this.epoch = epoch;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Heard.class, heard -> heard(heard.event()))
                .onMessage(AllKnown.class, known -> {
                    ready = true;
                    return this;
                })
                .onMessage(FileSaid.class, this::fileSaid)
                .onMessage(Look.class, look -> {
                    look.replyTo()
                            .tell(new View(
                                    ready, batches, runs, new Counts(accepted, rejected, ended, commits, moved)));
                    return this;
                })
                .onMessage(Subscribe.class, this::subscribe)
                .onMessage(Unsubscribe.class, gone -> {
                    subscribers.remove(gone.subscriber());
                    getContext().unwatch(gone.subscriber());
                    return this;
                })
                .onSignal(Terminated.class, gone -> {
                    subscribers.removeIf(each -> each.equals(gone.getRef().unsafeUpcast()));
                    return this;
                })
                .build();
    }

    private Behavior<Command> heard(BatchEvent event) {
        if (event instanceof BatchEvent.Accepted accepted) {
            batches.putIfAbsent(accepted.batch(), LiveBatch.opened());
            tell("batch", batch(accepted.batch()).put("state", "open"));
        } else if (event instanceof BatchEvent.Stands stands) {
            BatchStanding now = stands.standing();
            if (batches.containsKey(stands.batch()) || !(now.reported() || now.deleted())) {
                update(
                        stands.batch(),
                        batches.getOrDefault(stands.batch(), LiveBatch.opened()).with(now));
            }
            tell(
                    "batch",
                    batch(stands.batch())
                            .put("state", state(now))
                            .put("priority", now.priority())
                            .put("lastWord", now.lastWord()));
        } else if (event instanceof BatchEvent.RunMoved run) {
            runMoved(run);
        } else if (event instanceof BatchEvent.RunProgressed progressed) {
            progressed(progressed.progress());
        } else if (event instanceof BatchEvent.VariantStands variant) {
            update(
                    variant.batch(),
                    batches.getOrDefault(variant.batch(), LiveBatch.opened()).with(variant.standing()));
            ObjectNode data = batch(variant.batch())
                    .put("variant", variant.standing().variant())
                    .put("seeds", variant.standing().seeds())
                    .put("ended", variant.standing().ended());
            tell("variant", number(data, "medianTestError", variant.standing().medianErrorPercent()));
        } else if (event instanceof BatchEvent.Chosen chosen) {
            tell(
                    "chosen",
                    batch(chosen.batch())
                            .put("selection", chosen.choice().selection())
                            .put("values", chosen.choice().values()));
        } else if (event instanceof BatchEvent.Waits waits) {
            update(
                    waits.batch(),
                    batches.getOrDefault(waits.batch(), LiveBatch.opened()).waitingFor(waits.reason()));
            tell("batch", batch(waits.batch()).put("state", "waiting").put("reason", waits.reason()));
        } else if (event instanceof BatchEvent.Damaged damaged) {
            update(
                    damaged.batch(),
                    batches.getOrDefault(damaged.batch(), LiveBatch.opened()).waitingFor(damaged.reason()));
            tell("batch", batch(damaged.batch()).put("state", "parked").put("reason", damaged.reason()));
        } else if (event instanceof BatchEvent.Ended over) {
            ended(over);
        } else {
            throw new AssertionError(event);
        }
        return this;
    }

    /** The word of a batch's standing. */
    public static String state(BatchStanding standing) {
        if (standing.deleted()) {
            return "deleted";
        } else if (standing.reported()) {
            return "reported";
        }
        return standing.paused() ? "paused" : "open";
    }

    private void runMoved(BatchEvent.RunMoved event) {
        RunState state = event.state();
        Optional<NodeReport.Progress> progress = state.phase() == RunState.Phase.TRAINING
                ? Optional.ofNullable(runs.get(event.run())).flatMap(LiveRun::progress)
                : Optional.empty();
        Optional<RunState> before = Optional.ofNullable(runs.put(event.run(), new LiveRun(state, progress)))
                .map(LiveRun::state);
        runsOfBatches.computeIfAbsent(event.batch(), batch -> new HashSet<>()).add(event.run());
        if (before.filter(earlier -> state.iteration() > earlier.iteration()).isPresent()) {
            commits++;
        }
        if (before.map(RunState::phase).filter(state.phase()::equals).isEmpty()) {
            moved.merge(state.phase(), 1L, Long::sum);
        }
        ObjectNode data = batch(event.batch())
                .put("run", event.run().hex())
                .put("status", status(state.phase()))
                .put("iteration", state.iteration())
                .put("reason", state.reason());
        tell("run", number(data, "testError", state.testErrorPercent()));
    }

    private void progressed(NodeReport.Progress progress) {
        RunId run = progress.assignment().run();
        LiveRun live = runs.get(run);
        if (live == null) {
            return; // of a run that no open batch has spoken of
        }
        runs.put(run, new LiveRun(live.state(), Optional.of(progress)));
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("run", run.hex())
                .put("slot", progress.assignment().slot().toString())
                .put("iteration", progress.done())
                .put("iterations", progress.inAll())
                .put("activity", progress.activity().name().toLowerCase(Locale.ROOT));
        number(data, "loss", progress.loss());
        number(data, "rate", progress.rate());
        tell("progress", number(data, "imagesPerSecond", progress.imagesPerSecond()));
    }

    private void ended(BatchEvent.Ended over) {
        ended++;
        LiveBatch batch = batches.getOrDefault(over.batch(), LiveBatch.opened()).ended(over.outcome());
        update(over.batch(), batch);
        tell("batch", batch(over.batch()).put("state", "ended").put("outcome", label(over.outcome())));
        switch (over.outcome()) {
            case REPORTED, REPORTED_WITH_FAILURES -> forget(over.batch());
            case INTERRUPTED, PARKED -> {
                if (batch.standing().filter(BatchStanding::deleted).isPresent()) {
                    forget(over.batch());
                }
            }
        }
    }

    /** Its chain says everything about it. */
    private void forget(BatchId batch) {
        batches.remove(batch);
        Optional.ofNullable(runsOfBatches.remove(batch)).stream()
                .flatMap(Set::stream)
                .filter(run -> runsOfBatches.values().stream().noneMatch(others -> others.contains(run)))
                .forEach(runs::remove);
    }

    private void update(BatchId batch, LiveBatch now) {
        batches.put(batch, now);
    }

    private Behavior<Command> fileSaid(FileSaid said) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("file", said.key());
        if (said.batch().isPresent()) {
            accepted++;
            data.put("batch", said.batch().get().value()).put("state", said.word());
        } else {
            rejected++;
            data.put("state", "rejected").put("reason", said.word());
        }
        tell("file", data);
        return this;
    }

    private Behavior<Command> subscribe(Subscribe subscribe) {
        getContext().watch(subscribe.subscriber());
        subscribers.add(subscribe.subscriber());
        if (!subscribe.after().isEmpty()) {
            missed(subscribe.after()).forEach(subscribe.subscriber()::tell);
        }
        return this;
    }

    private List<Told> missed(String after) {
        List<Told> later = new ArrayList<>();
        boolean found = after.equals(id(told)); // nothing came since
        for (Told event : events) {
            if (found) {
                later.add(event);
            }
            found |= event.id().equals(after);
        }
        return found
                ? later
                : List.of(new Told(
                        id(told),
                        "lost",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put(
                                        "reason",
                                        "the events behind [" + after + "] are no longer here; read the state again")));
    }

    private void tell(String type, ObjectNode data) {
        told++;
        data.put("at", clock.instant().toString());
        Told event = new Told(id(told), type, data);
        events.add(event);
        if (events.size() > EVENTS_KEPT) {
            events.remove();
        }
        subscribers.forEach(subscriber -> subscriber.tell(event));
    }

    private String id(long number) {
        return epoch + "-" + number;
    }

    private static ObjectNode batch(BatchId batch) {
        return JsonNodeFactory.instance.objectNode().put("batch", batch.value());
    }

    /** What is not finite is null. */
    private static ObjectNode number(ObjectNode json, String field, double value) {
        return Double.isFinite(value) ? json.put(field, value) : json.putNull(field);
    }

    /** A run's status, in the words of its chain where the chain has one. */
    public static String status(RunState.Phase phase) {
        return phase == RunState.Phase.TRAINING ? RunStatus.RUNNING.label() : label(phase);
    }

    /** As the API writes constants. */
    public static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
