package io.residuum.actors.command;

import akka.stream.javadsl.Sink;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.model.Engine;
import io.residuum.pipeline.ImageDecoder;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.BrokenImage;
import io.residuum.storage.ExclusionProof;
import io.residuum.storage.StoreException;
import io.residuum.storage.StoredObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Looks at what this process needs of the machine and the store. Each check says what it found; one that fails, what to do. */
final class Checkup {

    private static final int OLDEST_JDK = 17;
    private static final long ENOUGH_BYTES = 2_000_000_000;
    private static final long TOO_FEW_BYTES = 200_000_000;
    /** S3 refuses requests a quarter of an hour off; what is noticed earlier can be mended in time. */
    private static final Duration ODD_CLOCK = Duration.ofSeconds(60);

    private static final Duration WRONG_CLOCK = Duration.ofMinutes(10);

    enum State {
        OK,
        ODD,
        BROKEN
    }

    /** @param advice what to do; empty if all is well */
    record Finding(String what, State state, String found, String advice) {}

    private final CommonOptions options;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    Checkup(CommonOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    List<Finding> findings() {
        jdk();
        engine();
        threads();
        decoder();
        store();
        disk();
        return List.copyOf(findings);
    }

    private void jdk() {
        int feature = Runtime.version().feature();
        String found = "%s %s, at most %,d MB of heap"
                .formatted(
                        System.getProperty("java.vm.name"),
                        Runtime.version(),
                        Runtime.getRuntime().maxMemory() / 1_000_000);
        if (feature < OLDEST_JDK) {
            broken("jdk", found, "use a JDK of version 17 or newer: set JAVA_HOME");
        } else {
            ok("jdk", found);
        }
    }

    private void engine() {
        try {
            Engine engine = Engine.start();
            Map<String, String> environment = engine.numericEnvironment();
            ok(
                    "engine",
                    engine.version() + " on " + environment.get("device") + ", " + environment.get("instructionSet"));
            ok("allocator", engine.allocator());
        } catch (IllegalStateException e) {
            broken("engine", String.valueOf(e.getMessage()), "make that folder writable, or use Linux on x86-64");
        }
    }

    private void threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        ActorsSettings settings = ActorsSettings.from(options.configuration().config(), Machine.hostName(), processors);
        int computing = settings.slots() * settings.threadsPerSlot();
        String found = "%d slot%s of %d threads on %d processors"
                .formatted(settings.slots(), settings.slots() == 1 ? "" : "s", settings.threadsPerSlot(), processors);
        if (computing > processors) {
            odd(
                    "threads",
                    found,
                    "more threads compute than there are processors; lower residuum.actors.node.slots"
                            + " (threads-per-slot changes the bits of results)");
        } else {
            ok("threads", found);
        }
    }

    private void decoder() {
        try {
            var png = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", png);
            ImageDecoder.open(PipelineSettings.of(options.configuration().config()))
                    .check("a black image", png.toByteArray());
            ok("decoder", ImageDecoder.decoderId());
        } catch (IOException | BrokenImage | RuntimeException | LinkageError e) {
            broken(
                    "decoder",
                    ImageDecoder.decoderId() + ": " + e.getMessage(),
                    "its native library is unpacked below residuum.pipeline.native-folder, which must be writable");
        }
    }

    private void store() {
        try (Session session = session()) {
            String where = session.store().settings().endpoint() + ", bucket "
                    + session.store().settings().bucket();
            Instant begun = clock.instant();
            ExclusionProof.Outcome outcome = session.await(ExclusionProof.prove(session.store()));
            long millis = Duration.between(begun, clock.instant()).toMillis();
            if (outcome instanceof ExclusionProof.Outcome.Excludes excludes) {
                ok(
                        "store",
                        "%s; of %d creators of one object one wins, %d rounds in %d ms"
                                .formatted(where, excludes.creators(), excludes.rounds(), millis));
            } else if (outcome instanceof ExclusionProof.Outcome.DoesNotExclude not) {
                broken(
                        "store",
                        where + "; its conditional creation does not exclude: " + not.reason(),
                        "use a store that honours If-None-Match on PutObject (AWS S3 does), or the embedded one");
            }
            clock(session);
        } catch (CommandFailure | StoreException e) {
            broken("store", String.valueOf(e.getMessage()), "runs need a store to write to; correct what it says");
        }
    }

    /** That of whoever holds the home, or one's own for the moment. */
    private Session session() {
        boolean held = options.configuration().store().isEmpty()
                && Home.attach(options.home()).isPresent();
        return held ? Session.toRead(options) : Session.toWrite(options);
    }

    private void clock(Session session) {
        String key = "proof/clock-" + Machine.attempt();
        session.await(session.store().put(key, new byte[] {1}));
        Instant here = clock.instant();
        Optional<StoredObject> written =
                session.await(session.store().list(key).runWith(Sink.headOption(), session.system()));
        session.await(session.store().delete(key));
        Duration off = written.map(
                        object -> Duration.between(here, object.modified()).abs())
                .orElse(Duration.ZERO);
        String found = String.format(Locale.ROOT, "%s, %d s from the store's", here, off.toSeconds());
        if (off.compareTo(WRONG_CLOCK) > 0) {
            broken("clock", found, "set the clock (timedatectl set-ntp true): stores refuse what is signed so far off");
        } else if (off.compareTo(ODD_CLOCK) > 0) {
            odd("clock", found, "set the clock; results do not depend on it, times in reports do");
        } else {
            ok("clock", found);
        }
    }

    private void disk() {
        Path folder = options.home().toAbsolutePath();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        try {
            FileStore disk = Files.getFileStore(folder);
            long free = disk.getUsableSpace();
            String found = String.format(Locale.ROOT, "%,d MB free below %s", free / 1_000_000, folder);
            String advice = "make room, or name a home on another disk with --home";
            if (free < TOO_FEW_BYTES) {
                broken("disk", found, advice);
            } else if (free < ENOUGH_BYTES) {
                odd("disk", found, advice);
            } else {
                ok("disk", found);
            }
        } catch (IOException e) {
            broken("disk", "cannot be asked: " + e.getMessage(), "name another folder with --home");
        }
    }

    private void ok(String what, String found) {
        findings.add(new Finding(what, State.OK, found, ""));
    }

    private void odd(String what, String found, String advice) {
        findings.add(new Finding(what, State.ODD, found, advice));
    }

    private void broken(String what, String found, String advice) {
        findings.add(new Finding(what, State.BROKEN, found, advice));
    }
}
