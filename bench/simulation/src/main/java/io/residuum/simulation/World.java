package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.simulation.Timeline.Participant;
import io.residuum.storage.Chain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private static final int LOOK_EVERY_EVENTS = 16;

    /** What a node runs on. */
    record Machine(int slots, String engine) {}

    /** How a world is laid out. */
    record Layout(List<Plan> plans, List<Machine> machines, long segmentIterations) {}

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
    private final Map<BatchId, Plan> plansById = new HashMap<>();
    private final Map<ByteString, Plan> plansByText = new HashMap<>();
    private final Map<String, Plan> plansByChain = new HashMap<>();
    private final boolean undisturbed;
    private final Map<RunId, Poisoned> poisoned = new HashMap<>();
    private final Map<SlotId, Long> failingUntilMillis = new HashMap<>();
    private final Outside deeds = new Outside(this);
    private final Readings readings = new Readings();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedCoordinator> coordinators = new ArrayList<>(); // alive
    private final Map<RunId, Integer> thrown = new HashMap<>();
    /** Trainers throw at this iteration until then. */
    private record Poisoned(long iteration, long untilMillis) {}

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
        this(seed, layout, faults, bug, timeline, false);
    }

    private World(long seed, Layout layout, List<Fault> faults, Bug bug, Timeline timeline, boolean undisturbed) {
        this.layout = layout;
        this.undisturbed = undisturbed;
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
        layout.plans().forEach(plan -> {
            runs.putAll(plan.runs());
            plansById.put(plan.batch().id(), plan);
            plansByText.put(plan.text(), plan);
            plansByChain.put(chain(plan), plan);
        });
    }

    /** What a batch comes to in a world where nothing goes wrong. */
    static Plan.Undisturbed undisturbed(Plan plan) {
        Layout layout = new Layout(List.of(plan), List.of(new Machine(2, "one")), 4);
        World world = new World(1, layout, List.of(), Bug.NONE, Timeline.silent(), true);
        world.play().violation().ifPresent(violation -> {
            throw violation;
        });
        Map<RunId, RunHistory> histories = new LinkedHashMap<>();
        plan.runs().keySet().forEach(run -> histories.put(run, world.ledger.history(run)));
        Map<String, String> choices =
                world.ledger.oracle(plan).orElseThrow().last().selected();
        return new Plan.Undisturbed(histories, choices, world.ledger.decisions());
    }

    static String chain(RunId run) {
        return "runs/" + run.hex();
    }

    static String cohortChain(RunSpec member) {
        return "cohorts/" + member.cohortId().orElseThrow().hex();
    }

    static String chain(Plan plan) {
        return chain(plan.batch().id());
    }

    static String chain(BatchId batch) {
        return "batches/" + batch.value();
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

    /** The batch that a chain is of, whose report has to be that of undisturbed runs; empty in the world that finds it out. */
    Optional<Plan> expectation(String chain) {
        return undisturbed ? Optional.empty() : Optional.ofNullable(plansByChain.get(chain));
    }

    /** What a cohort has to decide; empty in the undisturbed world that finds it out. */
    Optional<CohortHistory> expectedDecisions(String chain) {
        return undisturbed
                ? Optional.empty()
                : layout.plans().stream()
                        .flatMap(plan -> Optional.ofNullable(plan.decisions().get(chain)).stream())
                        .findFirst();
    }

    List<Plan> plans() {
        return layout.plans();
    }

    List<RunId> runs() {
        return runs.keySet().stream().sorted().toList();
    }

    Plan plan(BatchId batch) {
        Plan plan = plansById.get(batch);
        if (plan == null) {
            throw new IllegalStateException("this world has no batch " + batch);
        }
        return plan;
    }

    /** The batch that a file asks for; empty if it is wrong. */
    Optional<Plan> planIn(ByteString text) {
        return Optional.ofNullable(plansByText.get(text));
    }

    /** What was ever dropped under a name. */
    List<ByteString> textsEver(String name) {
        return deeds.textsEver(name);
    }

    /** Any coordinator that is alive. */
    Optional<SimulatedCoordinator> anyCoordinator() {
        return coordinators.isEmpty()
                ? Optional.empty()
                : Optional.of(coordinators.get(random.nextInt(coordinators.size())));
    }

    long lastFaultMillis() {
        return lastFaultMillis;
    }

    Chain.Entry decoded(String chain, Optional<Chain.Entry> parent, ByteString bytes) {
        return readings.entry(chain, parent, bytes);
    }

    RunHead read(Chain.Entry entry) {
        return readings.head(entry);
    }

    BatchHistory history(List<Chain.Entry> entries) {
        return readings.history(entries);
    }

    BatchStanding standing(List<Chain.Entry> entries) {
        return BatchStanding.of(readings.history(entries));
    }

    // ---- its course ----

    Ending play() {
        Optional<Violation> violation = Optional.empty();
        try {
            begin();
            long over = Long.MAX_VALUE;
            while (timeline.nowMillis() < over && timeline.next()) {
                if (over == Long.MAX_VALUE && timeline.events() % LOOK_EVERY_EVENTS == 0 && settled()) {
                    over = timeline.nowMillis() + AFTERWARDS_MILLIS;
                    store.settled();
                } else if (over == Long.MAX_VALUE
                        && (timeline.nowMillis() > lastFaultMillis + PATIENCE_MILLIS
                                || timeline.events() > MOST_EVENTS)) {
                    throw new Violation(
                            Invariant.LIVENESS,
                            "not settled %d s after the last fault, %d events: %s"
                                    .formatted(
                                            (timeline.nowMillis() - lastFaultMillis) / 1000,
                                            timeline.events(),
                                            deeds.whatIsLeft()));
                }
            }
            checkQuiet();
        } catch (Violation e) {
            timeline.say("world", "VIOLATION %s", String.valueOf(e.getMessage()));
            violation = Optional.of(e);
        }
        return new Ending(violation, faultsSeen, timeline.events(), timeline.nowMillis(), timeline.lines());
    }

    /** Every act is done, every batch reported for good, every file judged. */
    private boolean settled() {
        return deeds.whatIsLeft().isEmpty();
    }

    /** At the end nobody trains anything. */
    private void checkQuiet() {
        for (SimulatedNode node : liveNodes()) {
            if (!node.idle()) {
                throw new Violation(Invariant.LIVENESS, node.name() + " still trains, though every batch is reported");
            }
        }
    }

    private void begin() {
        for (int place = 0; place < layout.machines().size(); place++) {
            nodes.add(process(place));
        }
        takeOver(liveNodes());
        deeds.begin();
        faults.forEach(this::plan);
    }

    private SimulatedNode process(int place) {
        return new SimulatedNode(
                this,
                place,
                "node" + place + "." + processesEver++,
                layout.machines().get(place));
    }

    private SimulatedCoordinator takeOver(List<SimulatedNode> side) {
        Set<String> members = new TreeSet<>();
        side.forEach(node -> members.add(node.name()));
        SimulatedCoordinator coordinator = new SimulatedCoordinator(this, "coordinator" + coordinatorsEver++, members);
        coordinators.add(coordinator);
        timeline.after(0, coordinator.process(), coordinator::begin);
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

    /** A node is a member on one side only: whoever else believed in it is told that it left. */
    private void attachToAny(SimulatedNode node) {
        coordinators.stream().reduce((first, last) -> last).ifPresent(newest -> {
            coordinators.stream().filter(other -> other != newest).forEach(other -> other.left(node.name()));
            attachSoon(node, newest);
        });
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

    /** Whether the run or the slot is such that the trainer throws at this iteration. */
    boolean throwsAt(Assignment assignment, long iteration) {
        Poisoned poison = poisoned.getOrDefault(assignment.run(), new Poisoned(Long.MAX_VALUE, 0));
        return (iteration >= poison.iteration() && timeline.nowMillis() < poison.untilMillis())
                || timeline.nowMillis() < failingUntilMillis.getOrDefault(assignment.slot(), 0L);
    }

    boolean mayThrow(RunId run) {
        return thrown.merge(run, 1, Integer::sum) <= MOST_THROWS;
    }

    // ---- faults ----

    /** A batch of this world, by any number. */
    Plan batch(int number) {
        return layout.plans().get(number % layout.plans().size());
    }

    void noteFault(Fault fault, Duration length) {
        if (!(fault instanceof Fault.Act)) {
            faultsSeen++;
        }
        lastFaultMillis = Math.max(lastFaultMillis, timeline.nowMillis() + length.toMillis());
        timeline.say("world", "%s %s", fault instanceof Fault.Act ? "ACT" : "FAULT", fault);
    }

    private <F extends Fault> Optional<F> seen(Optional<F> fault, java.util.function.Function<F, Duration> length) {
        fault.ifPresent(f -> noteFault(f, length.apply(f)));
        return fault;
    }

    private void plan(Fault fault) {
        if (fault instanceof Fault.Act act) {
            deeds.plan(act);
        } else if (fault instanceof Fault.Partition partition) {
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
        } else if (fault instanceof Fault.Throttling throttling) {
            at(throttling.at(), throttling, throttling.length(), () -> store.throttle(throttling.length()));
        } else if (fault instanceof Fault.StaleLists stale) {
            at(stale.at(), stale, stale.length(), () -> store.staleLists(stale.length()));
        } else if (fault instanceof Fault.Poison poison) {
            Plan plan = batch(poison.run());
            List<RunId> all = List.copyOf(plan.runs().keySet());
            at(
                    Duration.ZERO,
                    poison,
                    poison.length(),
                    () -> poisoned.put(
                            all.get(poison.run() % all.size()),
                            new Poisoned(poison.iteration(), poison.length().toMillis())));
        } else if (fault instanceof Fault.SlotFails failing) {
            at(
                    failing.at(),
                    failing,
                    failing.length(),
                    () -> failingUntilMillis.put(
                            new SlotId(nodes.get(failing.node() % nodes.size()).name(), 1),
                            timeline.nowMillis() + failing.length().toMillis()));
        } else if (fault instanceof Fault.MarkersLost lost) {
            at(lost.at(), lost, Duration.ZERO, () -> store.keysAtOnce(SimulatedRoster.MARKERS)
                    .forEach(store::deleteAtOnce));
        } else if (fault instanceof Fault.MarkerLeft left) {
            at(
                    left.at(),
                    left,
                    Duration.ZERO,
                    () -> store.putAtOnce(
                            SimulatedRoster.MARKERS
                                    + batch(left.batch()).batch().id(),
                            ByteString.emptyByteString()));
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
            takeOver(liveNodes());
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
        takeOver(side);
        timeline.after(split.length(), outside, () -> die(older.process(), Duration.ofSeconds(1)));
    }
}
