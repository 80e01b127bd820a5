package io.residuum.actors.decision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the devices of one node decide: at most one trainer a slot, orders of the present coordinator only, and no
 * assignment begun twice, however often and late it is ordered. Single-threaded.
 */
public final class DevicesCore {

    /** A trainer's last word: it is gone and its slot is free. */
    public record LastWord(Assignment assignment, StopCause cause, String reason, long done) {}

    /** What the shell has to do, in order. */
    public sealed interface Effect {
        record StartTrainer(Assignment assignment, List<Recovery> recoveredFrom) implements Effect {}

        record ReleaseTrainer(Assignment assignment) implements Effect {}

        record Say(LastWord word) implements Effect {}

        record Offer(List<SlotStatus> slots) implements Effect {}

        /** Say that the node is about to end. */
        record SayLeaving() implements Effect {}

        /** The node is leaving, and its last trainer is gone. */
        record Left() implements Effect {}
    }

    /** Orders may come again long after; so many assignments that ended are remembered. */
    private static final int REMEMBERED = 4096;

    private final String node;
    private final Map<SlotId, Map<String, String>> environments = new TreeMap<>();
    private final Map<SlotId, Assignment> training = new HashMap<>();
    private final Map<Assignment, LastWord> lastWords = new HashMap<>();
    private final Map<Assignment, Long> lastDone = new HashMap<>();
    private final Map<String, LastWord> ended = new LinkedHashMap<>(); // by attempt, the oldest first
    private String coordinator = "";
    private boolean leaving;

    /** @param environment the numeric environment of every slot here */
    public DevicesCore(String node, int slots, Map<String, String> environment) {
        this.node = node;
        for (int number = 1; number <= slots; number++) {
            environments.put(new SlotId(node, number), environment);
        }
    }

    /** From now on only {@code coordinator} is obeyed; an earlier one's orders may still be under way. */
    public List<Effect> attached(String coordinator) {
        this.coordinator = coordinator;
        return offers();
    }

    public List<Effect> offersAsked(String from) {
        return from.equals(coordinator) ? offers() : List.of();
    }

    /** The node is about to end: trainers commit and stop, nothing new begins; said again, it changes nothing. */
    public List<Effect> leave() {
        leaving = true;
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.SayLeaving());
        training.values().stream()
                .sorted(Comparator.comparing(Assignment::slot))
                .map(Effect.ReleaseTrainer::new)
                .forEach(effects::add);
        leftIfDone(effects);
        return effects;
    }

    private void leftIfDone(List<Effect> effects) {
        if (leaving && training.isEmpty()) {
            effects.add(new Effect.Left());
        }
    }

    public List<Effect> trainOrdered(String from, Assignment assignment, List<Recovery> recoveredFrom) {
        Assignment present = training.get(assignment.slot());
        if (!from.equals(coordinator) || assignment.equals(present)) {
            return List.of(); // not ours to obey, or told twice
        }
        LastWord word = ended.get(assignment.attempt());
        if (word != null) {
            return List.of(new Effect.Say(word)); // it did not arrive, or the order is a late double
        }
        if (leaving) {
            return List.of(refuse(assignment, "node " + node + " is about to end"));
        }
        if (present == null && environments.containsKey(assignment.slot())) {
            training.put(assignment.slot(), assignment);
            return List.of(new Effect.StartTrainer(assignment, recoveredFrom));
        }
        String reason = present == null
                ? "there is no slot " + assignment.slot() + " on node " + node
                : "slot " + assignment.slot() + " is training run " + present.run();
        return List.of(refuse(assignment, reason), offer());
    }

    public List<Effect> releaseOrdered(String from, Assignment assignment) {
        if (!from.equals(coordinator)) {
            return List.of();
        }
        if (assignment.equals(training.get(assignment.slot()))) {
            return List.of(new Effect.ReleaseTrainer(assignment));
        }
        LastWord word = ended.get(assignment.attempt());
        return List.of(word != null ? new Effect.Say(word) : refuse(assignment, "it was not training here"));
    }

    /** The trainer says how far it is. */
    public void progressed(Assignment assignment, long done) {
        lastDone.put(assignment, done);
    }

    /** The trainer's own last word; it is passed on once its thread and memory are gone, since then its slot is free. */
    public void lastWord(LastWord word) {
        lastWords.put(word.assignment(), word);
    }

    /** The trainer is gone; {@code cause} and {@code reason} count if it had no word of its own. */
    public List<Effect> trainerGone(Assignment assignment, StopCause cause, String reason) {
        if (!training.remove(assignment.slot(), assignment)) {
            return List.of();
        }
        LastWord own = lastWords.remove(assignment);
        long done = Optional.ofNullable(lastDone.remove(assignment)).orElse(0L);
        List<Effect> effects = new ArrayList<>();
        effects.add(say(own != null ? own : new LastWord(assignment, cause, reason, done)));
        leftIfDone(effects);
        return effects;
    }

    /** Whether the trainer said why it stops. */
    public boolean hasWordOf(Assignment assignment) {
        return lastWords.containsKey(assignment);
    }

    private Effect refuse(Assignment assignment, String reason) {
        return say(new LastWord(assignment, StopCause.RELEASED, reason, 0));
    }

    private Effect say(LastWord word) {
        ended.put(word.assignment().attempt(), word);
        if (ended.size() > REMEMBERED) {
            ended.remove(ended.keySet().iterator().next());
        }
        return new Effect.Say(word);
    }

    private List<Effect> offers() {
        return leaving ? List.of(new Effect.SayLeaving(), offer()) : List.of(offer());
    }

    private Effect offer() {
        List<SlotStatus> slots = new ArrayList<>();
        environments.forEach((slot, environment) ->
                slots.add(new SlotStatus(slot, environment, Optional.ofNullable(training.get(slot)))));
        return new Effect.Offer(slots);
    }
}
