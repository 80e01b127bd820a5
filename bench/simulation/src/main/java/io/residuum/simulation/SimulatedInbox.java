package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.actors.decision.InboxCore;
import io.residuum.actors.decision.InboxCore.Effect;
import io.residuum.actors.decision.InboxCore.Event;
import io.residuum.actors.decision.InboxCore.Judgement;
import io.residuum.actors.decision.InboxCore.Rejection;
import io.residuum.simulation.Timeline.Participant;
import io.residuum.storage.Sha256;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The inbox as one coordinator sees it: an {@link InboxCore}, notices, and a look at the folder every so often. */
final class SimulatedInbox {

    static final String FOLDER = "inbox/";
    private static final String REJECTED = ".rejected.json";
    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(12);

    private final World world;
    private final SimulatedCoordinator coordinator;
    private final InboxCore core = new InboxCore();
    private final Map<String, ByteString> texts = new HashMap<>();

    SimulatedInbox(World world, SimulatedCoordinator coordinator) {
        this.world = world;
        this.coordinator = coordinator;
    }

    static String etag(ByteString text) {
        return Sha256.of(text.toArray()).shortHex();
    }

    static InboxCore.Version version(String name, ByteString text) {
        return new InboxCore.Version(name, etag(text));
    }

    private Participant process() {
        return coordinator.process();
    }

    void look() {
        world.store()
                .list(
                        process(),
                        FOLDER,
                        keys -> keys.ifPresent(found -> found.stream()
                                .filter(key -> key.endsWith(".conf"))
                                .forEach(key -> noticed(key.substring(FOLDER.length())))));
        world.timeline().after(LOOK_EVERY, process(), this::look);
    }

    void noticed(String name) {
        on(new Event.Noticed(name));
    }

    private void on(Event event) {
        for (Effect effect : core.on(event)) {
            world.step(process());
            perform(effect);
        }
    }

    private void done(String name) {
        on(new Event.StepDone(name));
    }

    private void later(String name) {
        world.timeline().after(STORAGE_RETRY, process(), () -> on(new Event.StepFailed(name)));
    }

    private void perform(Effect effect) {
        String name = effect.name();
        String key = FOLDER + name;
        if (effect instanceof Effect.Read) {
            world.store().get(process(), key, file -> {
                if (file.isEmpty()) {
                    later(name);
                } else if (file.get().isEmpty()) {
                    on(new Event.Absent(name));
                } else {
                    beside(name, file.get().get());
                }
            });
        } else if (effect instanceof Effect.Claim claim) {
            Plan plan = world.plan(claim.batch());
            coordinator.chains().create(World.chain(plan), world.attempt(), plan.accepted(), outcome -> done(name));
        } else if (effect instanceof Effect.Open open) {
            coordinator.opened(world.plan(open.batch()));
            done(name);
        } else if (effect instanceof Effect.Keep keep) {
            ByteString text = texts.getOrDefault(keep.file().name(), ByteString.emptyByteString());
            world.store().put(process(), keep.file().keptKey(keep.batch()), text, ok -> settle(name, ok.isPresent()));
        } else if (effect instanceof Effect.Remove remove) {
            world.store()
                    .deleteIf(
                            process(),
                            key,
                            text -> etag(text).equals(remove.file().etag()),
                            ok -> settle(name, ok.isPresent()));
        } else if (effect instanceof Effect.Reject reject) {
            ByteString rejection = ByteString.fromString(reject.file().etag() + "\n" + reject.problems());
            world.store().put(process(), key + REJECTED, rejection, ok -> settle(name, ok.isPresent()));
        } else if (effect instanceof Effect.TakeBackRejection) {
            world.store().delete(process(), key + REJECTED, ok -> settle(name, ok.isPresent()));
        } else {
            throw new AssertionError(effect);
        }
    }

    private void settle(String name, boolean done) {
        if (done) {
            done(name);
        } else {
            later(name);
        }
    }

    private void beside(String name, ByteString text) {
        world.store().get(process(), FOLDER + name + REJECTED, found -> {
            if (found.isEmpty()) {
                later(name);
                return;
            }
            texts.put(name, text);
            InboxCore.Version version = version(name, text);
            Judgement judgement = world.planIn(text)
                    .<Judgement>map(plan -> new Judgement.Right(plan.batch().id()))
                    .orElseGet(() -> new Judgement.Wrong("line 1: " + text.utf8String()));
            on(new Event.Judged(version, judgement, found.get().map(SimulatedInbox::rejection)));
        });
    }

    /** As {@link Effect.Reject} wrote it. */
    static Rejection rejection(ByteString bytes) {
        List<String> lines = bytes.utf8String().lines().toList();
        return new Rejection(lines.get(0), lines.size() > 1 ? lines.get(1) : "");
    }

    /** The version that a rejection names, and whose; empty for another object. */
    static Optional<String> rejectedName(String key) {
        return key.startsWith(FOLDER) && key.endsWith(REJECTED)
                ? Optional.of(key.substring(FOLDER.length(), key.length() - REJECTED.length()))
                : Optional.empty();
    }
}
