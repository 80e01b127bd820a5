package io.residuum.actors.service;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.javadsl.Sink;
import io.residuum.actors.decision.InboxCore;
import io.residuum.actors.decision.InboxCore.Effect;
import io.residuum.actors.decision.InboxCore.Event;
import io.residuum.actors.decision.InboxCore.Judgement;
import io.residuum.actors.decision.InboxCore.Version;
import io.residuum.actors.decision.InboxListing;
import io.residuum.actors.decision.InboxListing.Verdict;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.run.BatchClaims;
import io.residuum.actors.run.StopCauses;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.ObjectVersion;
import io.residuum.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The shell around {@link InboxCore}: lists the inbox every so often, hears notices, reads, judges, claims, moves and rejects. */
public final class Inbox extends AbstractBehavior<Inbox.Command> {

    public sealed interface Command {}

    /** Somebody says that something was put under this key; of another folder it changes nothing. */
    public record Noticed(String key) implements Command {}

    private record Look() implements Command {}

    private record Listed(List<StoredObject> objects) implements Command {}

    private record NotListed(Throwable cause) implements Command {}

    private record Read(Event event, Optional<Judge.Judged> judged) implements Command {}

    private record NotRead(String name, Throwable cause) implements Command {}

    private record Claimed(Effect.Claim claim, BatchClaims.Claimed outcome) implements Command {}

    private record Happened(Event event) implements Command {} // only ever piped to self

    private record Failed(String name, Throwable cause) implements Command {}

    private record Waited(String name) implements Command {}

    private final ServiceSettings settings;
    private final ObjectStore store;
    private final Judge judge;
    private final BatchClaims claims;
    private final ActorRef<Roster.Command> roster;
    private final ActorRef<Board.Command> board;
    private final TimerScheduler<Command> timers;
    private final InboxCore core = new InboxCore();
    private final InboxListing listing = new InboxListing();
    private final Map<String, Judge.Judged> inHand = new HashMap<>();
    private final Queue<Effect.Read> toRead = new ArrayDeque<>();
    private int reading;
    private boolean storeAway; // so that an hour without a store is one line of the log

    public static Behavior<Command> create(
            ServiceSettings settings,
            ObjectStore store,
            Judge judge,
            BatchClaims claims,
            ActorRef<Roster.Command> roster,
            ActorRef<Board.Command> board) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.getSelf().tell(new Look());
            return new Inbox(context, timers, settings, store, judge, claims, roster, board);
        }));
    }

    private Inbox(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ServiceSettings settings,
            ObjectStore store,
            Judge judge,
            BatchClaims claims,
            ActorRef<Roster.Command> roster,
            ActorRef<Board.Command> board) {
        super(context);
        this.timers = timers;
        this.settings = settings;
        this.store = store;
        this.judge = judge;
        this.claims = claims;
        this.roster = roster;
        this.board = board;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, look -> look())
                .onMessage(Listed.class, listed -> listed(listed.objects()))
                .onMessage(NotListed.class, this::notListed)
                .onMessage(Noticed.class, this::noticed)
                .onMessage(Read.class, this::read)
                .onMessage(NotRead.class, this::notRead)
                .onMessage(Claimed.class, this::claimed)
                .onMessage(Happened.class, happened -> on(happened.event()))
                .onMessage(Failed.class, this::failed)
                .onMessage(Waited.class, waited -> on(new Event.StepFailed(waited.name())))
                .build();
    }

    private Behavior<Command> look() {
        getContext()
                .pipeToSelf(
                        store.list(InboxListing.FOLDER)
                                .runWith(Sink.seq(), getContext().getSystem()),
                        (objects, failure) -> failure == null ? new Listed(objects) : new NotListed(failure));
        return this;
    }

    private Behavior<Command> listed(List<StoredObject> objects) {
        storeAway = false;
        for (Verdict verdict : listing.look(objects)) {
            if (verdict instanceof Verdict.Read read) {
                on(new Event.Noticed(read.name()));
            } else if (verdict instanceof Verdict.Refuse refuse) {
                refuse(refuse);
            } else {
                throw new AssertionError(verdict);
            }
        }
        timers.startSingleTimer(new Look(), settings.pollInterval());
        return this;
    }

    private Behavior<Command> notListed(NotListed failed) {
        if (!storeAway) {
            storeAway = true;
            getContext()
                    .getLog()
                    .warn("the inbox waits for storage: {}", StopCauses.sentence(failed.cause()), failed.cause());
        }
        timers.startSingleTimer(new Look(), settings.retryEvery());
        return this;
    }

    private void refuse(Verdict.Refuse refuse) {
        getContext().getLog().warn("key [{}]: {}", refuse.key(), refuse.reason());
        board.tell(new Board.FileSaid(refuse.key(), Optional.empty(), refuse.reason()));
        refuse.beside().ifPresent(beside -> store.put(
                        beside, Rejection.write(refuse.key(), refuse.etag(), refuse.reason(), List.of()))
                .exceptionally(failure -> {
                    getContext().getSystem().log().warn("rejection [{}] is not written", beside, failure);
                    return null;
                }));
    }

    private Behavior<Command> noticed(Noticed noticed) {
        return InboxListing.name(noticed.key())
                .map(name -> on(new Event.Noticed(name)))
                .orElse(this);
    }

    private Behavior<Command> read(Read read) {
        reading--;
        if (read.event() instanceof Event.Judged judged) {
            inHand.put(judged.file().name(), read.judged().orElseThrow());
            if (judged.judgement() instanceof Judgement.Wrong) {
                listing.judgedWrong(judged.file());
            }
        }
        on(read.event());
        readNext();
        return this;
    }

    private Behavior<Command> notRead(NotRead failed) {
        reading--;
        readNext();
        return failed(new Failed(failed.name(), failed.cause()));
    }

    private Behavior<Command> claimed(Claimed claimed) {
        String key = key(claimed.claim().name());
        String word =
                switch (claimed.outcome()) {
                    case NOW -> "accepted";
                    case BEFORE -> "accepted before";
                };
        getContext()
                .getLog()
                .info("file [{}]: {} as batch [{}]", key, word, claimed.claim().batch());
        board.tell(new Board.FileSaid(key, Optional.of(claimed.claim().batch()), word));
        return on(new Event.StepDone(claimed.claim().name()));
    }

    private Behavior<Command> failed(Failed failed) {
        getContext()
                .getLog()
                .warn(
                        "file [{}]: waiting for storage: {}",
                        key(failed.name()),
                        StopCauses.sentence(failed.cause()),
                        failed.cause());
        timers.startSingleTimer(new Waited(failed.name()), settings.retryEvery());
        return this;
    }

    private Behavior<Command> on(Event event) {
        List<Effect> effects = core.on(event);
        if (effects.isEmpty()) {
            done(event);
        }
        effects.forEach(this::perform);
        return this;
    }

    /** Nothing is left to do for the name. */
    private void done(Event event) {
        if (event instanceof Event.StepDone step) {
            inHand.remove(step.name());
        } else if (event instanceof Event.Judged judged) {
            inHand.remove(judged.file().name());
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Read read) {
            toRead.add(read);
            readNext();
        } else if (effect instanceof Effect.Claim claim) {
            getContext()
                    .pipeToSelf(
                            claims.claim(plan(effect), inHand(effect).source()),
                            (outcome, failure) ->
                                    failure == null ? new Claimed(claim, outcome) : new Failed(claim.name(), failure));
        } else if (effect instanceof Effect.Open open) {
            roster.tell(new Roster.Open(plan(effect), inHand(effect).source()));
            getContext().getSelf().tell(new Happened(new Event.StepDone(open.name())));
        } else if (effect instanceof Effect.Keep keep) {
            byte[] text = inHand(effect).source().getBytes(StandardCharsets.UTF_8);
            pipe(effect, store.put(keep.file().keptKey(keep.batch()), text));
        } else if (effect instanceof Effect.Remove remove) {
            pipe(effect, removed(remove.file()));
        } else if (effect instanceof Effect.Reject reject) {
            reject(reject);
        } else if (effect instanceof Effect.TakeBackRejection back) {
            pipe(effect, store.delete(rejection(back.name())));
        } else {
            throw new AssertionError(effect);
        }
    }

    private Judge.Judged inHand(Effect effect) {
        return Objects.requireNonNull(inHand.get(effect.name()), "a step without its file");
    }

    private BatchPlan plan(Effect effect) {
        return inHand(effect).plan().orElseThrow();
    }

    private void readNext() {
        while (reading < settings.filesAtOnce() && !toRead.isEmpty()) {
            String name = toRead.remove().name();
            reading++;
            getContext().pipeToSelf(judged(name), (read, failure) -> {
                if (failure == null) {
                    return read;
                }
                return new NotRead(name, failure);
            });
        }
    }

    /** Step I1. */
    private CompletionStage<Read> judged(String name) {
        String key = key(name);
        return store.listed(key).thenCompose(listed -> {
            if (listed.isEmpty()) {
                return absent(name);
            }
            StoredObject object = listed.get();
            if (object.sizeBytes() > Judge.MOST_BYTES) {
                return judged(new Version(name, object.etag()), Judge.tooLarge(key, object.sizeBytes()));
            }
            return store.version(key, Judge.MOST_BYTES).thenCompose(found -> found.map(version -> judged(name, version))
                    .orElseGet(() -> absent(name)));
        });
    }

    private static CompletionStage<Read> absent(String name) {
        return CompletableFuture.completedFuture(new Read(new Event.Absent(name), Optional.empty()));
    }

    private CompletionStage<Read> judged(String name, ObjectVersion version) {
        return judge.judge(key(name), version.bytes())
                .thenCompose(judged -> judged(new Version(name, version.etag()), judged));
    }

    private CompletionStage<Read> judged(Version file, Judge.Judged judged) {
        return store.get(rejection(file.name()))
                .thenApply(beside -> new Read(
                        new Event.Judged(file, judged.judgement(), beside.flatMap(Rejection::read)),
                        Optional.of(judged)));
    }

    /** Step I6: the look comes last. */
    private CompletionStage<?> removed(Version file) {
        String key = key(file.name());
        return store.listed(key)
                .thenCompose(listed -> listed.filter(object -> object.etag().equals(file.etag()))
                                .isPresent()
                        ? store.delete(key)
                        : CompletableFuture.completedFuture(null));
    }

    private void reject(Effect.Reject reject) {
        String key = key(reject.name());
        Judge.Judged judged = inHand(reject);
        String first = reject.problems().lines().findFirst().orElse("");
        getContext().getLog().warn("file [{}]: rejected: {}", key, first);
        board.tell(new Board.FileSaid(key, Optional.empty(), reject.problems()));
        pipe(
                reject,
                store.put(
                        rejection(reject.name()),
                        Rejection.write(key, reject.file().etag(), reject.problems(), judged.problems())));
    }

    private static String key(String name) {
        return InboxListing.FOLDER + name;
    }

    private static String rejection(String name) {
        return key(name) + InboxListing.REJECTED;
    }

    private void pipe(Effect effect, CompletionStage<?> step) {
        getContext()
                .pipeToSelf(
                        step,
                        (done, failure) -> failure == null
                                ? new Happened(new Event.StepDone(effect.name()))
                                : new Failed(effect.name(), failure));
    }
}
