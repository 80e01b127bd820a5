package io.residuum.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortHistory;
import io.residuum.simulation.Timeline.Participant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * One world: made of a seed and a list of faults, and the same whenever it is made of the same. It plays until every batch
 * is reported and late writers had their time, or an invariant does not hold.
 */
final class World {

    /** What the membership says arrives so long after it is so; in order, and always. */
    static final Duration MEMBERSHIP = Duration.ofMillis(100);

    private static final long PATIENCE_MILLIS = 600_000;
    private static final long AFTERWARDS_MILLIS = 120_000;
    private static final long MOST_EVENTS = 400_000;
    private static final int MOST_THROWS = 2;

    /**
     * How a world is laid out.
     *
     * @param slots slots of each node
     */
    record Layout(List<Plan> plans, List<Integer> slots, long segmentIterations) {}

    /**
     * How it ended.
     *
     * @param faults that came to pass
     * @param virtualMillis when it ended
     */
    record Ending(Optional<Violation> violation, int faults, long events, long virtualMillis, List<String> trace) {}

    private final Layout layout;
    private final Bug bug;
    private final List<Fault> faults;
    private final Timeline timeline;
    private final SplittableRandom random;
    private final SimulatedStore store;
    private final Messages messages;
    private final Ledger ledger;
    private final Participant outside = new Participant("world");
    private final Map<RunId, RunSpec> runs = new HashMap<>();
    private final Map<String, ObjectNode> expected = new HashMap<>();
    private final Map<String, CohortHistory> expectedDecisions = new HashMap<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedCoordinator> coordinators = new ArrayList<>(); // alive
    private final Map<RunId, Integer> thrown = new HashMap<>();
    private final Map<Integer, Fault.Exchange> exchangeFaults = new HashMap<>();
    private final Map<Integer, Fault.Message> messageFaults = new HashMap<>();
    private final Map<Integer, Fault> stepFaults = new HashMap<>();
    private int steps;
    private int attempts;
    private int coordinatorsEver;
    private int processesEver;
    private int faultsSeen;
    private long lastFaultMillis;

    World(long seed, Layout layout, List<Fault> faults, Bug bug, Timeline timeline) {
        this.layout = layout;
        this.bug = bug;
        this.faults = List.copyOf(faults);
        this.timeline = timeline;
        this.random = new SplittableRandom(seed);
        for (Fault fault : faults) {
            if (fault instanceof Fault.Exchange exchange) {
                exchangeFaults.putIfAbsent(exchange.number(), exchange);
            } else if (fault instanceof Fault.Message message) {
                messageFaults.putIfAbsent(message.number(), message);
            } else if (fault instanceof Fault.Crash crash) {
                stepFaults.putIfAbsent(crash.number(), crash);
            } else if (fault instanceof Fault.Pause pause) {
                stepFaults.putIfAbsent(pause.number(), pause);
            }
        }
        this.ledger = new Ledger(this);
        this.store = new SimulatedStore(
                timeline,
                random.split(),
                bug,
                number -> seen(Optional.ofNullable(exchangeFaults.get(number)), f -> f.delay()),
                this::crash,
                ledger::written);
        this.messages = new Messages(
                timeline,
                random.split(),
                number -> seen(Optional.ofNullable(messageFaults.get(number)), f -> f.delay()));
        layout.plans().forEach(plan -> runs.putAll(plan.runs()));
    }

    /** What a batch comes to in a world where nothing goes wrong. */
    static Plan.Undisturbed undisturbed(Plan plan) {
        World world = new World(1, new Layout(List.of(plan), List.of(2), 4), List.of(), Bug.NONE, Timeline.silent());
        Ending ending = world.play();
        ending.violation().ifPresent(violation -> {
            throw violation;
        });
        return new Plan.Undisturbed(world.ledger.result(plan).orElseThrow(), world.ledger.decisions());
    }

    static String chain(RunId run) {
        return "runs/" + run.hex();
    }

    static String cohortChain(RunSpec member) {
        return "cohorts/" + member.cohortId().orElseThrow().hex();
    }

    static String chain(Plan plan) {
        return "batches/" + plan.batch().id().value();
    }

    // ---- what is in it ----

    Timeline timeline() {
        return timeline;
    }

    SplittableRandom random() {
        return random;
    }

    SimulatedStore store() {
        return store;
    }

    Messages messages() {
        return messages;
    }

    Ledger ledger() {
        return ledger;
    }

    Bug bug() {
        return bug;
    }

    /** Borders may differ between attempts; they are in no result. */
    long segmentIterations() {
        return layout.segmentIterations() + random.nextInt(3);
    }

    RunSpec run(RunId id) {
        RunSpec run = runs.get(id);
        if (run == null) {
            throw new IllegalStateException("no batch of this world has run " + id);
        }
        return run;
    }

    String attempt() {
        return "a" + attempts++;
    }

    List<SimulatedNode> liveNodes() {
        return nodes.stream().filter(SimulatedNode::alive).toList();
    }

    /** What a batch has to report; empty in the undisturbed world that finds it out. */
    Optional<ObjectNode> expected(String chain) {
        return Optional.ofNullable(expected.get(chain));
    }

    /** What a cohort has to decide; empty in the undisturbed world that finds it out. */
    Optional<CohortHistory> expectedDecisions(String chain) {
        return Optional.ofNullable(expectedDecisions.get(chain));
    }

    void expectUndisturbedResults() {
        layout.plans().forEach(plan -> {
            expected.put(chain(plan), plan.undisturbed().result());
            expectedDecisions.putAll(plan.undisturbed().decisions());
        });
    }

    // ---- its course ----

    Ending play() {
        Optional<Violation> violation = Optional.empty();
        try {
            begin();
            long over = Long.MAX_VALUE;
            while (timeline.nowMillis() < over && timeline.next()) {
                if (over == Long.MAX_VALUE && reported()) {
                    over = timeline.nowMillis() + AFTERWARDS_MILLIS;
                } else if (over == Long.MAX_VALUE
                        && (timeline.nowMillis() > lastFaultMillis + PATIENCE_MILLIS
                                || timeline.events() > MOST_EVENTS)) {
                    throw new Violation(
                            Invariant.LIVENESS,
                            "not reported %d s after the last fault, %d events"
                                    .formatted((timeline.nowMillis() - lastFaultMillis) / 1000, timeline.events()));
                }
            }
        } catch (Violation e) {
            timeline.say("world", "VIOLATION %s", String.valueOf(e.getMessage()));
            violation = Optional.of(e);
        }
        return new Ending(violation, faultsSeen, timeline.events(), timeline.nowMillis(), timeline.lines());
    }

    private boolean reported() {
        return layout.plans().stream().allMatch(plan -> ledger.result(plan).isPresent());
    }

    private void begin() {
        for (int place = 0; place < layout.slots().size(); place++) {
            nodes.add(process(place));
        }
        takeOver(SimulatedBatch.Opening.ASKED, liveNodes());
        faults.forEach(this::plan);
    }

    private SimulatedNode process(int place) {
        return new SimulatedNode(
                this,
                place,
                "node" + place + "." + processesEver++,
                layout.slots().get(place));
    }

    private SimulatedCoordinator takeOver(SimulatedBatch.Opening opening, List<SimulatedNode> side) {
        Set<String> members = new TreeSet<>();
        side.forEach(node -> members.add(node.name()));
        SimulatedCoordinator coordinator = new SimulatedCoordinator(this, "coordinator" + coordinatorsEver++, members);
        coordinators.add(coordinator);
        timeline.after(0, coordinator.process(), () -> coordinator.begin(layout.plans(), opening));
        side.forEach(node -> attachSoon(node, coordinator));
        return coordinator;
    }

    /** Nodes learn of a coordinator at different times. */
    private void attachSoon(SimulatedNode node, SimulatedCoordinator coordinator) {
        node.intend(coordinator);
        timeline.after(random.nextInt(10, 3_000), node.process(), () -> {
            if (coordinator.process().alive() && node.intends(coordinator)) {
                node.attach(coordinator);
            }
        });
    }

    private void attachToAny(SimulatedNode node) {
        coordinators.stream().reduce((first, last) -> last).ifPresent(newest -> attachSoon(node, newest));
    }

    /** One effect of a process is about to be performed. */
    void step(Participant process) {
        Fault fault = stepFaults.get(++steps);
        if (fault instanceof Fault.Crash crash) {
            noteFault(crash, crash.delay());
            die(process, crash.delay());
            throw new Timeline.Died();
        } else if (fault instanceof Fault.Pause pause) {
            noteFault(pause, pause.delay());
            process.pauseUntil(timeline.nowMillis() + pause.delay().toMillis());
        }
    }

    boolean mayThrow(RunId run) {
        return thrown.merge(run, 1, Integer::sum) <= MOST_THROWS;
    }

    // ---- faults ----

    private void noteFault(Fault fault, Duration length) {
        faultsSeen++;
        lastFaultMillis = Math.max(lastFaultMillis, timeline.nowMillis() + length.toMillis());
        timeline.say("world", "FAULT %s", fault);
    }

    private <F extends Fault> Optional<F> seen(Optional<F> fault, java.util.function.Function<F, Duration> length) {
        fault.ifPresent(f -> noteFault(f, length.apply(f)));
        return fault;
    }

    private void plan(Fault fault) {
        if (fault instanceof Fault.Partition partition) {
            at(partition.at(), partition, partition.length(), () -> messages.cut(partition));
        } else if (fault instanceof Fault.WrongMembership wrong) {
            at(wrong.at(), wrong, wrong.length(), () -> removeForAWhile(wrong));
        } else if (fault instanceof Fault.Split split) {
            at(split.at(), split, split.length(), () -> split(split));
        } else if (fault instanceof Fault.Failover failover) {
            at(failover.at(), failover, failover.length(), () -> coordinators.stream()
                    .findFirst()
                    .ifPresent(first -> die(first.process(), failover.length())));
        } else if (fault instanceof Fault.Outage outage) {
            at(outage.at(), outage, outage.length(), () -> store.outage(outage.length()));
        } else if (fault instanceof Fault.TrainerThrows thrower) {
            at(thrower.at(), thrower, Duration.ZERO, () -> {
                SimulatedNode node = nodes.get(thrower.node() % nodes.size());
                timeline.after(0, node.process(), node::throwOne);
            });
        } else if (fault instanceof Fault.ClockSet set) {
            at(set.at(), set, Duration.ZERO, () -> nodes.get(set.node() % nodes.size())
                    .setClock(set.by().toMillis()));
        } else if (fault instanceof Fault.StrayKey stray) {
            at(stray.at(), stray, Duration.ZERO, store::stray);
        }
    }

    private void at(Duration when, Fault fault, Duration length, Runnable action) {
        timeline.after(when, outside, () -> {
            noteFault(fault, length);
            action.run();
        });
    }

    private void crash(Participant process) {
        die(process, Duration.ofSeconds(3));
        throw new Timeline.Died();
    }

    private void die(Participant process, Duration downtime) {
        if (!process.alive()) {
            return;
        }
        timeline.say(process.name(), "dies");
        process.die();
        nodes.stream()
                .filter(node -> node.process() == process)
                .findFirst()
                .ifPresent(node -> nodeDied(node, downtime));
        if (coordinators.removeIf(coordinator -> coordinator.process() == process)) {
            timeline.after(downtime, outside, this::ensureCoordinator);
        }
    }

    private void nodeDied(SimulatedNode dead, Duration downtime) {
        // The membership notices while the node is away, or when it comes back under another name.
        List<SimulatedCoordinator> present = List.copyOf(coordinators);
        timeline.after(random.nextInt(1_000, 10_000), outside, () -> present.forEach(c -> c.left(dead.name())));
        timeline.after(downtime, outside, () -> {
            SimulatedNode again = process(dead.place());
            nodes.set(dead.place(), again);
            attachToAny(again);
        });
    }

    private void ensureCoordinator() {
        if (coordinators.isEmpty()) {
            takeOver(SimulatedBatch.Opening.TAKEN_OVER, liveNodes());
        } else {
            liveNodes().stream()
                    .filter(node -> coordinators.stream().noneMatch(node::attachedTo))
                    .forEach(this::attachToAny);
        }
    }

    private void removeForAWhile(Fault.WrongMembership wrong) {
        SimulatedNode node = nodes.get(wrong.node() % nodes.size());
        coordinators.forEach(coordinator -> coordinator.left(node.name()));
        timeline.after(wrong.length(), node.process(), () -> attachToAny(node));
    }

    /** Two coordinators, each with nodes of its own; then the older one is gone. */
    private void split(Fault.Split split) {
        if (coordinators.size() != 1) {
            return;
        }
        SimulatedCoordinator older = coordinators.get(0);
        List<SimulatedNode> side = liveNodes().stream()
                .filter(node -> (split.nodes() >> node.place() & 1) == 1)
                .toList();
        side.forEach(node -> older.left(node.name()));
        takeOver(SimulatedBatch.Opening.TAKEN_OVER, side);
        timeline.after(split.length(), outside, () -> die(older.process(), Duration.ofSeconds(1)));
    }
}
