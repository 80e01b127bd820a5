package io.residuum.actors.decision;

import io.residuum.actors.decision.InboxCore.Version;
import io.residuum.storage.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of a listing of the inbox is worth reading. A file that was found wrong stays there until its author mends it; it is read
 * again only when it changed, or now and then, a few at a look, since what it lacked may have come. Single-threaded.
 */
public final class InboxListing {

    /** Where files are dropped. */
    public static final String FOLDER = "inbox/";

    /** What is written beside a wrong file ends so. */
    public static final String REJECTED = ".rejected.json";

    /** Looks between two judgements of a wrong file that did not change. */
    static final int LOOKS_BETWEEN = 12;

    /** Wrong files that are judged again at one look. */
    static final int AGAIN_AT_ONCE = 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@=+,-]+(?: [A-Za-z0-9._@=+,-]+)*\\.conf");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@=+, /-]+");

    /** Stores write such a key first and rename it. */
    private static final Pattern TEMPORARY =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** What to do about a key. */
    public sealed interface Verdict {
        /** Tell the inbox that this name is worth reading. */
        record Read(String name) implements Verdict {}

        /**
         * Nothing under this key is ever read.
         *
         * @param key in the bucket
         * @param beside where to say so; empty where no key of ours can stand
         */
        record Refuse(String key, String etag, Optional<String> beside, String reason) implements Verdict {}
    }

    private record Judged(String etag, long look) {}

    private final Map<String, Judged> wrong = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>(); // with the version
    private long looks;

    /** The name in the inbox that a key of the bucket stands for; empty for another folder's key or one that is never read. */
    public static Optional<String> name(String key) {
        String name = key.startsWith(FOLDER) ? key.substring(FOLDER.length()) : "";
        return NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    /** @param listed everything under {@value #FOLDER} */
    public List<Verdict> look(List<StoredObject> listed) {
        looks++;
        List<Verdict> verdicts = new ArrayList<>();
        List<String> again = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (StoredObject object : listed) {
            there.add(object.key());
            Optional<String> name = name(object.key());
            if (name.isPresent()) {
                look(name.get(), object.etag(), verdicts, again);
            } else if (!isOurs(object.key()) && !object.etag().equals(refused.put(object.key(), object.etag()))) {
                verdicts.add(refuse(object));
            }
        }
        wrong.keySet().removeIf(name -> !there.contains(FOLDER + name));
        refused.keySet().retainAll(there);
        again.sort(Comparator.comparingLong((String name) -> lookAt(name)).thenComparing(Comparator.naturalOrder()));
        again.stream().limit(AGAIN_AT_ONCE).map(Verdict.Read::new).forEach(verdicts::add);
        return verdicts;
    }

    private void look(String name, String etag, List<Verdict> verdicts, List<String> again) {
        Judged judged = wrong.get(name);
        if (judged == null || !judged.etag().equals(etag)) {
            verdicts.add(new Verdict.Read(name));
        } else if (looks - judged.look() >= LOOKS_BETWEEN) {
            again.add(name);
        }
    }

    private long lookAt(String name) {
        return Objects.requireNonNull(wrong.get(name)).look();
    }

    private static boolean isOurs(String key) {
        return key.equals(FOLDER)
                || key.endsWith("/")
                || key.endsWith(REJECTED)
                || TEMPORARY.matcher(key).matches();
    }

    private static Verdict refuse(StoredObject object) {
        boolean plain = PLAIN.matcher(object.key()).matches() && !object.key().contains("//");
        return new Verdict.Refuse(
                object.key(),
                object.etag(),
                plain ? Optional.of(object.key() + REJECTED) : Optional.empty(),
                "a file of the inbox is " + FOLDER
                        + "NAME.conf, its name of letters, digits and ._@=+,- without a slash;"
                        + " nothing under this key is read");
    }

    /** This version was read and found wrong. */
    public void judgedWrong(Version file) {
        wrong.put(file.name(), new Judged(file.etag(), looks));
    }
}
