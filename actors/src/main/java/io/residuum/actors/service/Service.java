package io.residuum.actors.service;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import com.typesafe.config.Config;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.run.BatchClaims;
import io.residuum.actors.run.Coordinator;
import io.residuum.actors.run.Planner;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Inbox, roster and board around a coordinator, wherever that is; whoever serves people asks here. */
public final class Service {

    /** An answer of the board is in memory. */
    private static final Duration TO_LOOK = Duration.ofSeconds(5);

    private final ActorSystem<?> system;
    private final ActorRef<Coordinator.Command> coordinator;
    private final ActorRef<Board.Command> board;
    private final ActorRef<Roster.Command> roster;
    private final ActorRef<Inbox.Command> inbox;
    private final Judge judge;
    private final BatchClaims claims;

    private Service(
            ActorSystem<?> system,
            ActorRef<Coordinator.Command> coordinator,
            ActorRef<Board.Command> board,
            ActorRef<Roster.Command> roster,
            ActorRef<Inbox.Command> inbox,
            Judge judge,
            BatchClaims claims) {
        this.system = system;
        this.coordinator = coordinator;
        this.board = board;
        this.roster = roster;
        this.inbox = inbox;
        this.judge = judge;
        this.claims = claims;
    }

    /**
     * Takes up what is unfinished in the store and looks into the inbox, from now on until the system ends.
     *
     * @param system of this process; the coordinator may be in another one
     * @param attempts names for entries, each handed out once in the history of the bucket
     */
    public static Service start(
            ActorSystem<?> system,
            ObjectStore store,
            Config config,
            ActorRef<Coordinator.Command> coordinator,
            Clock clock,
            Supplier<String> attempts) {
        ServiceSettings settings = ServiceSettings.from(config);
        BatchClaims claims = new BatchClaims(store, attempts);
        Judge judge = new Judge(new Planner(system, store, PipelineSettings.of(config)));
        String epoch = attempts.get();
        ActorRef<Board.Command> board =
                system.systemActorOf(Board.create(clock, epoch), "board-" + epoch, Props.empty());
        ActorRef<Roster.Command> roster = system.systemActorOf(
                Roster.create(settings, store, coordinator, board), "roster-" + epoch, Props.empty());
        ActorRef<Inbox.Command> inbox = system.systemActorOf(
                Inbox.create(settings, store, judge, claims, roster, board), "inbox-" + epoch, Props.empty());
        return new Service(system, coordinator, board, roster, inbox, judge, claims);
    }

    public Judge judge() {
        return judge;
    }

    /** Hears of keys that something was put under. */
    public ActorRef<Inbox.Command> inbox() {
        return inbox;
    }

    public ActorRef<Board.Command> board() {
        return board;
    }

    /** Everything that goes on now. */
    public CompletionStage<Board.View> look() {
        return AskPattern.ask(board, Board.Look::new, TO_LOOK, system.scheduler());
    }

    /** What is on which slot; fails after a while without a coordinator. */
    public CompletionStage<Coordinator.Slots> slots() {
        return AskPattern.ask(coordinator, Coordinator.ListSlots::new, TO_LOOK, system.scheduler());
    }

    /** Complete when the batch's acceptance stands in its chain; it is supervised from then on. */
    public CompletionStage<BatchClaims.Claimed> accept(BatchPlan plan, String sourceText) {
        return claims.claim(plan, sourceText).thenApply(claimed -> {
            roster.tell(new Roster.Open(plan, sourceText));
            return claimed;
        });
    }

    /**
     * A user's command; complete when its entry stands in the batch's chain.
     *
     * @param asOf the last word that the user had seen, if the command depends on it
     * @param within after so long without an answer the stage fails; asked again, the command is answered from the chain
     */
    public CompletionStage<Roster.Answer> control(
            BatchId batch, BatchControl control, OptionalLong asOf, Duration within) {
        return AskPattern.ask(
                roster, replyTo -> new Roster.Control(batch, control, asOf, replyTo), within, system.scheduler());
    }
}
