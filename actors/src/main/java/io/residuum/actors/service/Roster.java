package io.residuum.actors.service;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.javadsl.Sink;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.RosterCore;
import io.residuum.actors.decision.RosterCore.Effect;
import io.residuum.actors.decision.RosterCore.Event;
import io.residuum.actors.decision.RosterCore.Found;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.run.BatchEvent;
import io.residuum.actors.run.Coordinator;
import io.residuum.actors.run.StopCauses;
import io.residuum.actors.run.StoredBatches;
import io.residuum.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The shell around {@link RosterCore}: has every unfinished batch of the store supervised, whoever accepted it and whenever, and keeps
 * the markers. A user's command about a batch that is not open opens it first.
 */
public final class Roster extends AbstractBehavior<Roster.Command> {

    public sealed interface Command {}

    /** The batch stands in its chain: have it supervised. */
    public record Open(BatchPlan plan, String sourceText) implements Command {}

    /**
     * A user's command; answered when its entry stands in the batch's chain.
     *
     * @param asOf the last word in the chain that the user had seen; without one the command counts whatever was said
     */
    public record Control(BatchId batch, BatchControl control, OptionalLong asOf, ActorRef<Answer> replyTo)
            implements Command {}

    /** What became of a {@link Control}. */
    public sealed interface Answer {
        record Answered(BatchControl.Answer answer) implements Answer {}

        /** There is no such batch. */
        record NoBatch() implements Answer {}

        /** @param reason why the batch's chain could not be read */
        record Unreadable(String reason) implements Answer {}
    }

    private record Heard(BatchEvent event) implements Command {}

    private record Happened(Event event) implements Command {} // only ever piped to self

    private record ChainRead(BatchId batch, Optional<BatchHistory> found) implements Command {}

    private record ChainUnread(BatchId batch, Throwable cause) implements Command {}

    private record ChainUnreachable(Effect.ReadChain read, Throwable cause) implements Command {}

    private record Written() implements Command {}

    private record Failed(Effect effect, Throwable cause) implements Command {}

    private record Again(Effect effect) implements Command {}

    private record NotControlled(Control control, String reason) implements Command {}

    private record ToControl(Control control, Optional<BatchHistory> found) implements Command {}

    private static final String MARKERS = "derived/open/";
    private static final int CHAINS_AT_ONCE = 8;
    private static final byte[] MARKER = "{\"format\":1}\n".getBytes(StandardCharsets.UTF_8);

    private final ServiceSettings settings;
    private final ObjectStore store;
    private final StoredBatches batches;
    private final ActorRef<Coordinator.Command> coordinator;
    private final ActorRef<Board.Command> board;
    private final ActorRef<BatchEvent> watcher;
    private final TimerScheduler<Command> timers;
    private final RosterCore core = new RosterCore();
    private final Map<BatchId, BatchHistory> justRead = new HashMap<>();
    private final Queue<Effect.ReadChain> toRead = new ArrayDeque<>();
    private int reading;

    public static Behavior<Command> create(
            ServiceSettings settings,
            ObjectStore store,
            ActorRef<Coordinator.Command> coordinator,
            ActorRef<Board.Command> board) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Roster(context, timers, settings, store, coordinator, board).begun()));
    }

    private Roster(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ServiceSettings settings,
            ObjectStore store,
            ActorRef<Coordinator.Command> coordinator,
            ActorRef<Board.Command> board) {
        super(context);
        this.timers = timers;
        this.settings = settings;
        this.store = store;
        this.batches = new StoredBatches(context.getSystem(), store);
        this.coordinator = coordinator;
        this.board = board;
        this.watcher = context.messageAdapter(BatchEvent.class, Heard::new);
    }

    private Roster begun() {
        core.begin().forEach(this::perform);
        return this;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, this::open)
                .onMessage(Control.class, this::control)
                .onMessage(ToControl.class, this::toControl)
                .onMessage(NotControlled.class, not -> {
                    not.control().replyTo().tell(new Answer.Unreadable(not.reason()));
                    return this;
                })
                .onMessage(Heard.class, heard -> heard(heard.event()))
                .onMessage(Happened.class, happened -> on(happened.event()))
                .onMessage(ChainRead.class, this::chainRead)
                .onMessage(ChainUnread.class, this::chainUnread)
                .onMessage(ChainUnreachable.class, this::chainUnreachable)
                .onMessage(Written.class, written -> this)
                .onMessage(Failed.class, this::failed)
                .onMessage(Again.class, again -> {
                    perform(again.effect());
                    return this;
                })
                .build();
    }

    private Behavior<Command> open(Open open) {
        coordinator.tell(new Coordinator.TakeOver(open.plan(), open.sourceText(), watcher));
        return this;
    }

    private Behavior<Command> control(Control control) {
        getContext()
                .pipeToSelf(
                        batches.find(control.batch()),
                        (found, failure) -> failure == null
                                ? new ToControl(control, found)
                                : new NotControlled(control, StopCauses.sentence(failure)));
        return this;
    }

    private Behavior<Command> toControl(ToControl to) {
        Control control = to.control();
        if (to.found().isEmpty()) {
            control.replyTo().tell(new Answer.NoBatch());
            return this;
        }
        BatchHistory batch = to.found().get();
        coordinator.tell(new Coordinator.TakeOver(batch.plan(), batch.source(), watcher));
        ActorRef<BatchControl.Answer> answers = getContext().spawnAnonymous(Behaviors.receiveMessage(answer -> {
            control.replyTo().tell(new Answer.Answered(answer));
            return Behaviors.stopped();
        }));
        coordinator.tell(new Coordinator.Control(control.batch(), control.control(), control.asOf(), answers));
        return this;
    }

    private Behavior<Command> heard(BatchEvent event) {
        board.tell(new Board.Heard(event));
        if (event instanceof BatchEvent.Accepted accepted) {
            return on(new Event.Opened(accepted.batch()));
        } else if (event instanceof BatchEvent.Ended ended) {
            return switch (ended.outcome()) {
                case REPORTED, REPORTED_WITH_FAILURES -> on(new Event.Finished(ended.batch()));
                case INTERRUPTED, PARKED -> this;
            };
        }
        return this;
    }

    private Behavior<Command> chainRead(ChainRead read) {
        reading--;
        read.found().ifPresent(batch -> justRead.put(read.batch(), batch));
        on(new Event.Read(read.batch(), Found.of(read.found().map(BatchStanding::of))));
        justRead.remove(read.batch());
        readNext();
        return this;
    }

    /** Waiting mends nothing; it is looked at again with all others. */
    private Behavior<Command> chainUnread(ChainUnread unread) {
        reading--;
        getContext()
                .getLog()
                .error(
                        "batch [{}]: cannot be taken up: {}",
                        unread.batch(),
                        StopCauses.sentence(unread.cause()),
                        unread.cause());
        on(new Event.Read(unread.batch(), Found.ABSENT));
        readNext();
        return this;
    }

    private Behavior<Command> chainUnreachable(ChainUnreachable away) {
        reading--;
        readNext();
        return failed(new Failed(away.read(), away.cause()));
    }

    private Behavior<Command> failed(Failed failed) {
        getContext()
                .getLog()
                .warn(
                        "roster: waiting for storage: [{}]: {}",
                        failed.effect(),
                        StopCauses.sentence(failed.cause()),
                        failed.cause());
        timers.startSingleTimer(new Again(failed.effect()), settings.retryEvery());
        return this;
    }

    private Behavior<Command> on(Event event) {
        core.on(event).forEach(this::perform);
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.ListMarkers) {
            pipe(
                    effect,
                    store.list(MARKERS)
                            .map(object -> object.key().substring(MARKERS.length()))
                            .filter(BatchId::isId)
                            .map(BatchId::new)
                            .runWith(Sink.seq(), getContext().getSystem()),
                    marked -> new Event.MarkersListed(marked.stream().collect(Collectors.toSet())));
        } else if (effect instanceof Effect.ListBatches) {
            pipe(effect, batches.ids(), ids -> new Event.BatchesListed(new HashSet<>(ids)));
        } else if (effect instanceof Effect.ReadChain read) {
            toRead.add(read);
            readNext();
        } else if (effect instanceof Effect.Open open) {
            BatchHistory batch = Objects.requireNonNull(justRead.get(open.batch()), "opened without being read");
            getContext().getLog().info("batch [{}]: taken up again", open.batch());
            open(new Open(batch.plan(), batch.source()));
        } else if (effect instanceof Effect.Mark mark) {
            write(effect, store.put(MARKERS + mark.batch().value(), MARKER));
        } else if (effect instanceof Effect.Unmark unmark) {
            write(effect, store.delete(MARKERS + unmark.batch().value()));
        } else if (effect instanceof Effect.AllKnown) {
            coordinator.tell(new Coordinator.BatchesKnown());
            board.tell(new Board.AllKnown());
        } else if (effect instanceof Effect.LookLater) {
            timers.startSingleTimer(new Happened(new Event.LookAgain()), settings.lookEvery());
        } else {
            throw new AssertionError(effect);
        }
    }

    private void readNext() {
        while (reading < CHAINS_AT_ONCE && !toRead.isEmpty()) {
            Effect.ReadChain read = toRead.remove();
            reading++;
            getContext().pipeToSelf(batches.find(read.batch()), (found, failure) -> {
                if (failure == null) {
                    return new ChainRead(read.batch(), found);
                }
                return StopCauses.of(failure) == StopCause.STORAGE
                        ? new ChainUnreachable(read, failure)
                        : new ChainUnread(read.batch(), failure);
            });
        }
    }

    private <T> void pipe(Effect effect, CompletionStage<T> stage, Function<T, Event> event) {
        getContext()
                .pipeToSelf(
                        stage,
                        (done, failure) ->
                                failure == null ? new Happened(event.apply(done)) : new Failed(effect, failure));
    }

    private void write(Effect effect, CompletionStage<?> stage) {
        getContext()
                .pipeToSelf(stage, (done, failure) -> failure == null ? new Written() : new Failed(effect, failure));
    }
}
