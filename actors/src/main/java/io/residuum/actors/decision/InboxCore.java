package io.residuum.actors.decision;

import io.residuum.actors.experiment.BatchId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What becomes of files in the inbox (I1 to I7): a right one is claimed by entry 0 of its batch's chain, then moved; a wrong
 * one is told so beside it. Notices come late, twice, out of order or never: a notice only says that a name is worth
 * reading, and what is read counts. Of any number of coordinators each may do each step. Single-threaded.
 */
public final class InboxCore {

    /**
     * A file as it was read.
     *
     * @param etag the version that was read
     */
    public record Version(String name, String etag) {
        public Version {
            Objects.requireNonNull(etag, "etag");
            if (!name.endsWith(".conf") || name.contains("/")) {
                throw new IllegalArgumentException("a file of the inbox is NAME.conf, was [" + name + "]");
            }
        }

        /**
         * Where the text of this version is kept once its batch is accepted: {@code accepted/BATCH/NAME.ETAG.conf}. Another version
         * of the name has another place, or a coordinator that read an older one would write it over a newer one's text.
         */
        public String keptKey(BatchId batch) {
            String stem = name.substring(0, name.length() - ".conf".length());
            return "accepted/" + batch.value() + "/" + stem + "." + etag.replaceAll("[^0-9A-Za-z-]", "") + ".conf";
        }
    }

    /** What a version of a file is. */
    public sealed interface Judgement {
        /** An experiment, and the batch it asks for. */
        record Right(BatchId batch) implements Judgement {}

        /** @param problems all of them, for a person */
        record Wrong(String problems) implements Judgement {}
    }

    /** What {@code NAME.conf.rejected.json} says: which version was judged, and what was wrong. */
    public record Rejection(String etag, String problems) {}

    public sealed interface Event {
        /** Somebody says that there is something under this name. */
        record Noticed(String name) implements Event {}

        /** @param beside the rejection that lies beside the file */
        record Judged(Version file, Judgement judgement, Optional<Rejection> beside) implements Event {}

        /** There is no file of this name (any more). */
        record Absent(String name) implements Event {}

        /** The step for this name is done. */
        record StepDone(String name) implements Event {}

        /** The store did not take or give something; the shell has waited. */
        record StepFailed(String name) implements Event {}
    }

    /** What the shell has to do; each is answered by an event. */
    public sealed interface Effect {
        String name();

        /** Read the file with its ETag, judge it, and read what lies beside it. */
        record Read(String name) implements Effect {}

        /** Create entry 0 of the batch's chain; whoever's stands there, the step is done. */
        record Claim(Version file, BatchId batch) implements Effect {
            @Override
            public String name() {
                return file.name();
            }
        }

        /** Have the batch marked as open and supervised. */
        record Open(String name, BatchId batch) implements Effect {}

        /** Write the file's text under its {@link Version#keptKey}. */
        record Keep(Version file, BatchId batch) implements Effect {
            @Override
            public String name() {
                return file.name();
            }
        }

        /** Delete the file if it is still this version, on condition where the store can; an edited one is done as well. */
        record Remove(Version file) implements Effect {
            @Override
            public String name() {
                return file.name();
            }
        }

        record Reject(Version file, String problems) implements Effect {
            @Override
            public String name() {
                return file.name();
            }
        }

        /** Delete the rejection that an earlier version got. */
        record TakeBackRejection(String name) implements Effect {}
    }

    /** The steps left for one name. */
    private static final class Work {
        private final List<Effect> left = new ArrayList<>();
        private boolean noticedAgain;
    }

    private final Map<String, Work> working = new TreeMap<>();

    public List<Effect> on(Event event) {
        if (event instanceof Event.Noticed noticed) {
            return noticed(noticed.name());
        } else if (event instanceof Event.Judged judged) {
            return judged(judged);
        } else if (event instanceof Event.Absent absent) {
            return ended(absent.name());
        } else if (event instanceof Event.StepDone done) {
            return stepDone(done.name());
        } else if (event instanceof Event.StepFailed failed) {
            return again(failed.name());
        }
        throw new AssertionError(event);
    }

    private List<Effect> noticed(String name) {
        Work work = working.get(name);
        if (work != null) {
            work.noticedAgain = true; // it may have been edited since it was read
            return List.of();
        }
        working.put(name, new Work());
        return List.of(new Effect.Read(name));
    }

    private List<Effect> judged(Event.Judged judged) {
        Version file = judged.file();
        Work work = working.get(file.name());
        if (work == null || !work.left.isEmpty()) {
            return List.of(); // an answer that came twice
        }
        if (judged.judgement() instanceof Judgement.Right right) {
            work.left.add(new Effect.Claim(file, right.batch()));
            work.left.add(new Effect.Open(file.name(), right.batch()));
            work.left.add(new Effect.Keep(file, right.batch()));
            work.left.add(new Effect.Remove(file));
            judged.beside().ifPresent(rejection -> work.left.add(new Effect.TakeBackRejection(file.name())));
        } else if (judged.judgement() instanceof Judgement.Wrong wrong) {
            Rejection due = new Rejection(file.etag(), wrong.problems());
            if (!judged.beside().equals(Optional.of(due))) {
                work.left.add(new Effect.Reject(file, wrong.problems()));
            }
        } else {
            throw new AssertionError(judged);
        }
        return next(file.name());
    }

    private List<Effect> stepDone(String name) {
        Work work = working.get(name);
        if (work == null || work.left.isEmpty()) {
            return List.of();
        }
        work.left.remove(0);
        return next(name);
    }

    private List<Effect> again(String name) {
        Work work = working.get(name);
        if (work == null) {
            return List.of();
        }
        return List.of(work.left.isEmpty() ? new Effect.Read(name) : work.left.get(0));
    }

    private List<Effect> next(String name) {
        Work work = working.get(name);
        return work == null || work.left.isEmpty() ? ended(name) : List.of(work.left.get(0));
    }

    private List<Effect> ended(String name) {
        Work work = working.remove(name);
        return work != null && work.noticedAgain ? noticed(name) : List.of();
    }
}
