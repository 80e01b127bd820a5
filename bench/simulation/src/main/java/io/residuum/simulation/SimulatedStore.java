package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.simulation.Fault.Trouble;
import io.residuum.simulation.Timeline.Participant;
import io.residuum.storage.CreateOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An object store with latency: an exchange arrives, has its effect, and is answered, each at its own time, or is not. */
final class SimulatedStore {

    private static final int TIMEOUT_MILLIS = 2_000;

    private final Timeline timeline;
    private final SplittableRandom random;
    private final Bug bug;
    private final IntFunction<Optional<Fault.Exchange>> faults;
    private final Consumer<Participant> crash;
    private final BiConsumer<String, ByteString> watch;
    private final Participant itself = new Participant("store");
    private final TreeMap<String, ByteString> objects = new TreeMap<>();
    private final List<String> strays = new ArrayList<>();
    private long outageUntilMillis;
    private long throttledUntilMillis;
    private long staleUntilMillis;
    private int exchanges;
    private int exchangesUntilSettled;

    /**
     * @param faults what goes wrong with the n-th exchange
     * @param watch told of every object that is written, before it replaces another
     */
    SimulatedStore(
            Timeline timeline,
            SplittableRandom random,
            Bug bug,
            IntFunction<Optional<Fault.Exchange>> faults,
            Consumer<Participant> crash,
            BiConsumer<String, ByteString> watch) {
        this.timeline = timeline;
        this.random = random;
        this.bug = bug;
        this.faults = faults;
        this.crash = crash;
        this.watch = watch;
    }

    Optional<ByteString> object(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    /** Exchanges begun before {@link #settled}. */
    int exchangesUntilSettled() {
        return exchangesUntilSettled;
    }

    /** Nothing is left to do; what comes now are looks whether there is. */
    void settled() {
        exchangesUntilSettled = exchanges;
    }

    void outage(Duration length) {
        outageUntilMillis = Math.max(outageUntilMillis, timeline.nowMillis() + length.toMillis());
    }

    /** Leaves a temporary key beside the newest entry. */
    void stray() {
        objects.keySet().stream()
                .filter(key -> key.contains("/log/"))
                .reduce((first, second) -> second)
                .ifPresent(key -> strays.add(key + "-6ad51f"));
    }

    void create(Participant by, String key, ByteString bytes, Consumer<CreateOutcome> answer) {
        exchange(by, "create " + key, () -> apply(key, bytes), Optional.of(CreateOutcome.UNKNOWN), answer);
    }

    /** Empty: no answer. */
    void put(Participant by, String key, ByteString bytes, Consumer<Optional<Boolean>> answer) {
        exchange(
                by,
                "put " + key,
                () -> {
                    write(key, bytes);
                    return Optional.of(true);
                },
                Optional.of(Optional.<Boolean>empty()),
                answer);
    }

    /** Outer empty: no answer; inner empty: no such object. */
    void get(Participant by, String key, Consumer<Optional<Optional<ByteString>>> answer) {
        exchange(by, "get " + key, () -> Optional.of(object(key)), Optional.of(Optional.empty()), answer);
    }

    void list(Participant by, String prefix, Consumer<Optional<List<String>>> answer) {
        exchange(by, "list " + prefix, () -> Optional.of(keys(prefix)), Optional.of(Optional.empty()), answer);
    }

    /** Deletes an object, if there is one; empty: no answer. */
    void delete(Participant by, String key, Consumer<Optional<Boolean>> answer) {
        deleteIf(by, key, bytes -> true, answer);
    }

    /** Deletes an object if it is as expected; done as well if it is not. */
    void deleteIf(Participant by, String key, Predicate<ByteString> expected, Consumer<Optional<Boolean>> answer) {
        exchange(
                by,
                "delete " + key,
                () -> {
                    if (object(key).filter(expected).isPresent()) {
                        deleteAtOnce(key);
                    }
                    return Optional.of(true);
                },
                Optional.of(Optional.<Boolean>empty()),
                answer);
    }

    /** Without an exchange: what planted mistakes and accidents do. */
    void deleteAtOnce(String key) {
        watch.accept(key, ByteString.emptyByteString());
        objects.remove(key);
    }

    /** Without an exchange: what users and accidents do. */
    void putAtOnce(String key, ByteString bytes) {
        write(key, bytes);
    }

    List<String> keysAtOnce(String prefix) {
        return objects.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .toList();
    }

    /** Every listing is old, for so long. */
    void staleLists(Duration length) {
        staleUntilMillis = Math.max(staleUntilMillis, timeline.nowMillis() + length.toMillis());
    }

    /** Every other exchange is refused at once, for so long. */
    void throttle(Duration length) {
        throttledUntilMillis = Math.max(throttledUntilMillis, timeline.nowMillis() + length.toMillis());
    }

    private List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>(keysAtOnce(prefix));
        strays.stream().filter(key -> key.startsWith(prefix)).forEach(keys::add);
        return keys;
    }

    private CreateOutcome apply(String key, ByteString bytes) {
        if (objects.containsKey(key) && bug != Bug.UNCONDITIONAL_CREATE) {
            return CreateOutcome.EXISTS;
        }
        write(key, bytes);
        return CreateOutcome.CREATED;
    }

    private void write(String key, ByteString bytes) {
        watch.accept(key, bytes);
        objects.put(key, bytes);
    }

    private <T> void exchange(
            Participant by, String what, Supplier<T> effect, Optional<T> noAnswer, Consumer<T> answer) {
        int number = ++exchanges;
        int there = random.nextInt(5, 80);
        int back = random.nextInt(5, 80);
        Optional<Fault.Exchange> fault = faults.apply(number);
        boolean throttled = timeline.nowMillis() < throttledUntilMillis && number % 2 == 0;
        boolean gone = timeline.nowMillis() < outageUntilMillis;
        String note = fault.map(f -> " (" + f.trouble() + ")").orElse("")
                + (gone ? " (outage)" : throttled ? " (throttled)" : "");
        timeline.say(by.name(), "%s #%d%s", what, number, note);
        T nothing = noAnswer.orElseThrow();
        @Nullable Trouble trouble = fault.map(Fault.Exchange::trouble).orElse(null);
        if (gone || trouble == Trouble.FAILED) {
            timeline.after(TIMEOUT_MILLIS, by, () -> answer.accept(nothing));
            return;
        }
        if (throttled || trouble == Trouble.THROTTLED) {
            timeline.after(there, by, () -> answer.accept(nothing));
            return;
        }
        long effectAfter = trouble == Trouble.LATE ? fault.orElseThrow().delay().toMillis() + TIMEOUT_MILLIS : there;
        timeline.after(effectAfter, itself, () -> {
            T result = effect.get();
            if (trouble == Trouble.LATE) {
                timeline.say("store", "%s #%d arrives late: %s", what, number, brief(result));
            } else if (trouble == Trouble.ERROR_AFTER) {
                timeline.after(back, by, () -> answer.accept(nothing));
            } else if (trouble == Trouble.CRASH_AFTER) {
                timeline.after(back, by, () -> crash.accept(by));
            } else if (trouble == Trouble.OWN_412 && result == CreateOutcome.CREATED) {
                @SuppressWarnings("unchecked") // an exchange that creates answers with a CreateOutcome
                T own = (T) CreateOutcome.EXISTS;
                timeline.after(back, by, () -> answer.accept(own));
            } else if (isStale(trouble) && what.startsWith("list ")) {
                @SuppressWarnings("unchecked") // a listing answers with a list of keys
                T old = (T) ((Optional<?>) result).map(keys -> older((List<?>) keys));
                timeline.after(back, by, () -> answer.accept(old));
            } else if (trouble != Trouble.ANSWER_LOST) {
                timeline.after(back, by, () -> answer.accept(result));
            }
        });
        if (trouble == Trouble.LATE || trouble == Trouble.ANSWER_LOST) {
            timeline.after(TIMEOUT_MILLIS, by, () -> answer.accept(nothing));
        }
    }

    private boolean isStale(@Nullable Trouble trouble) {
        return trouble == Trouble.STALE_LIST || (trouble == null && timeline.nowMillis() < staleUntilMillis);
    }

    private static List<?> older(List<?> keys) {
        return keys.subList(0, keys.size() / 2);
    }

    private static String brief(Object result) {
        String text = result.toString();
        return text.length() < 40 ? text : text.substring(0, 40) + "…";
    }
}
