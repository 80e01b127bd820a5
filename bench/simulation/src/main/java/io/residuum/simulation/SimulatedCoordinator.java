package io.residuum.simulation;

import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.CoordinatorCore;
import io.residuum.actors.decision.DevicesCore;
import io.residuum.actors.decision.Gate;
import io.residuum.actors.decision.Recovery;
import io.residuum.actors.decision.RosterCore;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.SlotStatus;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.CohortId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RunEntry;
import io.residuum.simulation.Timeline.Participant;
import io.residuum.storage.Chain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A coordinator's process: a {@link CoordinatorCore}, the {@link RunCore}s and the batches it supervises. */
final class SimulatedCoordinator {

    private static final Duration OFFERS_EVERY = Duration.ofSeconds(5);

    private record NodeRef(SimulatedNode node, String link) {}

    private final World world;
    private final Participant process;
    private final CoordinatorCore core;
    private final Chains chains;
    private final Set<String> initialMembers;
    private final Set<String> members;
    private final Set<String> everRemoved = new TreeSet<>();
    private final Map<String, NodeRef> nodes = new TreeMap<>();
    private final Map<RunId, SupervisedRun> runs = new LinkedHashMap<>();
    private final Map<CohortId, SimulatedCohort> cohorts = new LinkedHashMap<>();
    private final Map<String, Assignment> granted = new HashMap<>();
    private final Set<String> unanswered = new TreeSet<>(); // only a planted bug looks at it
    private final Map<BatchId, SimulatedBatch> batches = new LinkedHashMap<>();
    private final SimulatedInbox inbox;
    private final SimulatedRoster roster;

    SimulatedCoordinator(World world, String name, Set<String> initialMembers) {
        this.world = world;
        this.process = new Participant(name);
        this.initialMembers = Set.copyOf(initialMembers);
        this.members = new TreeSet<>(initialMembers);
        this.core = new CoordinatorCore(world::attempt, initialMembers);
        this.chains = new Chains(world, process);
        this.inbox = new SimulatedInbox(world, this);
        this.roster = new SimulatedRoster(world, this);
    }

    Participant process() {
        return process;
    }

    Chains chains() {
        return chains;
    }

    void begin() {
        process("begins, members " + initialMembers);
        roster.begin();
        inbox.look();
        ask();
    }

    /** Something may lie in the inbox under this name. */
    void noticed(String name) {
        inbox.noticed(name);
    }

    /** The batch was claimed: it is marked and supervised from here on. */
    void opened(Plan plan) {
        roster.on(new RosterCore.Event.Opened(plan.batch().id()));
        supervise(plan);
    }

    void supervise(Plan plan) {
        if (!batches.containsKey(plan.batch().id())) {
            SimulatedBatch batch = new SimulatedBatch(world, this, plan, batches.size());
            batches.put(plan.batch().id(), batch);
            batch.open();
        }
    }

    void finished(Plan plan) {
        roster.on(new RosterCore.Event.Finished(plan.batch().id()));
    }

    void allKnown() {
        perform(core.batchesKnown());
    }

    /** Empty: no such batch was accepted yet. A command opens a batch that is done with. */
    void control(Plan plan, BatchControl control, OptionalLong asOf, Consumer<Optional<BatchControl.Answer>> replyTo) {
        if (world.ledger().oracle(plan).isEmpty()) {
            replyTo.accept(Optional.empty());
            return;
        }
        if (control instanceof BatchControl.Retry
                || !batches.containsKey(plan.batch().id())) {
            opened(plan);
        }
        Optional.ofNullable(batches.get(plan.batch().id())).orElseThrow().control(control, asOf, replyTo);
    }

    private void process(String what) {
        world.timeline().say(process.name(), what);
    }

    private void ask() {
        if (world.bug() == Bug.RESTART_ON_MISSED_ANSWER) {
            for (String node : List.copyOf(unanswered)) {
                perform(core.nodeRemoved(node));
                perform(core.nodeJoined(node));
            }
            unanswered.clear();
            unanswered.addAll(members);
        }
        perform(core.askAll());
        world.timeline().after(OFFERS_EVERY, process, this::ask);
    }

    // ---- the membership, as it is told here ----

    void joined(SimulatedNode node, String link) {
        world.timeline().after(World.MEMBERSHIP, process, () -> {
            if (members.add(node.name()) && !node.idle()) {
                everRemoved.add(node.name()); // it trained before it was a member here: a lost node that came back
            }
            nodes.put(node.name(), new NodeRef(node, link));
            perform(core.nodeJoined(node.name()));
        });
    }

    void left(String node) {
        world.timeline().after(World.MEMBERSHIP, process, () -> {
            process("the membership removed " + node);
            members.remove(node);
            everRemoved.add(node);
            nodes.remove(node);
            perform(core.nodeRemoved(node));
        });
    }

    // ---- from nodes ----

    void offered(String node, List<SlotStatus> slots) {
        unanswered.remove(node);
        perform(core.offered(node, slots));
    }

    void committed(Assignment assignment, RunCore.Head head) {
        core.committed(assignment);
        tellRun(assignment.run(), new RunCore.Event.Committed(head));
    }

    void stopped(DevicesCore.LastWord word) {
        tellRun(
                word.assignment().run(),
                new RunCore.Event.Stopped(word.assignment().attempt(), word.cause(), word.reason(), word.done()));
        perform(core.stopped(word.assignment(), word.cause(), word.reason()));
    }

    private void tellRun(RunId run, RunCore.Event event) {
        SupervisedRun supervised = runs.get(run);
        if (supervised != null) {
            soon(() -> supervised.on(event));
        }
    }

    void soon(Runnable action) {
        world.timeline().after(0, process, action);
    }

    private void perform(List<CoordinatorCore.Effect> effects) {
        for (CoordinatorCore.Effect effect : effects) {
            world.step(process);
            if (effect instanceof CoordinatorCore.Effect.Granted grant) {
                granted.put(grant.assignment().attempt(), grant.assignment());
                tellRun(grant.assignment().run(), new RunCore.Event.Granted(grant.assignment(), grant.elsewhere()));
            } else if (effect instanceof CoordinatorCore.Effect.SeenTraining seen) {
                tellRun(seen.assignment().run(), new RunCore.Event.SeenTraining(seen.assignment()));
            } else if (effect instanceof CoordinatorCore.Effect.SeenIdle seen) {
                tellRun(seen.assignment().run(), new RunCore.Event.SeenIdle(seen.assignment()));
            } else if (effect instanceof CoordinatorCore.Effect.PutDown putDown) {
                Assignment assignment = putDown.assignment();
                tellRun(assignment.run(), new RunCore.Event.MakeRoom(assignment, putDown.reason()));
            } else if (effect instanceof CoordinatorCore.Effect.Waits waits) {
                tellRun(waits.run(), new RunCore.Event.Waits(waits.reason()));
            } else if (effect instanceof CoordinatorCore.Effect.TakenOut out) {
                process("slot " + out.slot() + " is out: " + out.reason());
                world.timeline().after(out.untilTrial(), process, () -> perform(core.trialDue(out.slot())));
            } else if (effect instanceof CoordinatorCore.Effect.NodeRemoved removed) {
                runs.keySet().forEach(run -> tellRun(run, new RunCore.Event.NodeRemoved(removed.node())));
            } else if (effect instanceof CoordinatorCore.Effect.Release release) {
                release(release.assignment());
            } else if (effect instanceof CoordinatorCore.Effect.AskOffers ask) {
                send(ask.node(), "offers?", ref -> ref.node().offersAsked(ref.link()));
            } else {
                throw new AssertionError(effect);
            }
        }
    }

    private void send(String node, String what, Consumer<NodeRef> message) {
        NodeRef ref = nodes.get(node);
        if (ref != null) {
            world.messages().toNode(this, ref.node(), what, () -> message.accept(ref));
        }
    }

    private void release(Assignment assignment) {
        send(assignment.slot().node(), "release " + assignment.attempt(), ref -> ref.node()
                .releaseOrdered(ref.link(), assignment));
    }

    // ---- runs ----

    void want(Claim claim, BatchId batch, String subscriber, Consumer<RunState> told) {
        RunId run = claim.run();
        boolean fresh = !runs.containsKey(run);
        SupervisedRun supervised = runs.computeIfAbsent(run, SupervisedRun::new);
        if (fresh) {
            join(supervised);
        }
        soon(() -> {
            supervised.on(new RunCore.Event.Wanted(batch, claim.priority()));
            supervised
                    .subscribers
                    .computeIfAbsent(batch, b -> new LinkedHashMap<>())
                    .put(subscriber, told);
            RunState state = supervised.core.state();
            soon(() -> told.accept(state));
        });
        perform(core.supervised(claim));
    }

    private void join(SupervisedRun seed) {
        cohort(seed.run).ifPresent(cohort -> {
            cohort.joined(event -> tellRun(seed.run, event));
            seed.watchers.add(state -> cohort.changed(seed.run, state));
        });
    }

    private Optional<SimulatedCohort> cohort(RunId run) {
        RunSpec spec = world.run(run);
        return spec.cohortId().map(id -> cohorts.computeIfAbsent(id, c -> new SimulatedCohort(world, this, spec)));
    }

    void givenUp(RunId run, String reason) {
        cohort(run).ifPresent(cohort -> cohort.givenUp(run, reason));
    }

    void unwant(RunId run, BatchId batch, String reason) {
        tellRun(run, new RunCore.Event.Unwanted(batch, reason));
    }

    /** Whether some batch here wants the run, by the entries that were acted upon. */
    private boolean wantedHere(RunId run) {
        return batches.values().stream()
                .filter(batch -> batch.plan().runs().containsKey(run))
                .anyMatch(batch -> batch.head() < 0
                        || world.ledger()
                                .oracle(batch.plan())
                                .orElseThrow()
                                .after(batch.head())
                                .wants(run));
    }

    private final class SupervisedRun {
        private final RunId run;
        private final RunCore core;
        private final Map<BatchId, Map<String, Consumer<RunState>>> subscribers = new LinkedHashMap<>();
        private final List<Consumer<RunState>> watchers = new ArrayList<>();
        private Optional<Assignment> started = Optional.empty();

        SupervisedRun(RunId run) {
            this.run = run;
            this.core = new RunCore(Gate.of(world.run(run)));
        }

        void on(RunCore.Event event) {
            perform(core.on(event));
        }

        private void perform(List<RunCore.Effect> effects) {
            for (RunCore.Effect effect : effects) {
                world.step(process);
                perform(effect);
            }
        }

        private void perform(RunCore.Effect effect) {
            if (effect instanceof RunCore.Effect.ReadHead) {
                readHead();
            } else if (effect instanceof RunCore.Effect.RequestSlot request) {
                soon(() -> SimulatedCoordinator.this.perform(
                        SimulatedCoordinator.this.core.requested(run, request.environment())));
            } else if (effect instanceof RunCore.Effect.WithdrawRequest) {
                soon(() -> SimulatedCoordinator.this.perform(SimulatedCoordinator.this.core.withdrawn(run)));
            } else if (effect instanceof RunCore.Effect.Prioritise prioritise) {
                soon(() -> SimulatedCoordinator.this.perform(
                        SimulatedCoordinator.this.core.prioritised(run, prioritise.priority())));
            } else if (effect instanceof RunCore.Effect.Idle) {
                soon(() -> SimulatedCoordinator.this.perform(SimulatedCoordinator.this.core.idle(run)));
            } else if (effect instanceof RunCore.Effect.Busy) {
                soon(() -> SimulatedCoordinator.this.perform(SimulatedCoordinator.this.core.busy(run)));
            } else if (effect instanceof RunCore.Effect.Start start) {
                start(start.assignment(), start.recoveredFrom());
            } else if (effect instanceof RunCore.Effect.Release release) {
                release(release.assignment());
            } else if (effect instanceof RunCore.Effect.ReturnSlot unneeded) {
                soon(() ->
                        SimulatedCoordinator.this.perform(SimulatedCoordinator.this.core.freed(unneeded.assignment())));
            } else if (effect instanceof RunCore.Effect.SlotFreed freed) {
                soon(() -> SimulatedCoordinator.this.perform(SimulatedCoordinator.this.core.freed(freed.assignment())));
            } else if (effect instanceof RunCore.Effect.BackOff backOff) {
                world.timeline().after(backOff.delay(), process, () -> on(new RunCore.Event.BackOffElapsed()));
            } else if (effect instanceof RunCore.Effect.Announce announce) {
                world.timeline()
                        .say(
                                process.name(),
                                "run %s: %s at %d, %s",
                                run.shortHex().substring(0, 6),
                                announce.state().phase(),
                                announce.state().iteration(),
                                announce.state().reason());
                subscribers.keySet().forEach(batch -> tell(batch, announce.state()));
                watchers.forEach(watcher -> soon(() -> watcher.accept(announce.state())));
            } else if (effect instanceof RunCore.Effect.LetGo letGo) {
                tell(letGo.batch(), letGo.state());
            } else {
                throw new AssertionError(effect);
            }
        }

        private void tell(BatchId batch, RunState state) {
            subscribers.getOrDefault(batch, Map.of()).values().forEach(told -> soon(() -> told.accept(state)));
        }

        private void start(Assignment assignment, List<Recovery> recoveredFrom) {
            if (!assignment.equals(started.orElse(assignment)) || started.isEmpty()) {
                checkAlone(assignment);
                checkWanted(assignment);
            }
            started = Optional.of(assignment);
            send(
                    assignment.slot().node(),
                    "train " + assignment.attempt() + " " + run.shortHex().substring(0, 6),
                    ref -> ref.node().trainOrdered(ref.link(), assignment, recoveredFrom));
        }

        private void checkWanted(Assignment assignment) {
            if (!wantedHere(run)) {
                throw new Violation(
                        Invariant.CONTROLS_HOLD,
                        "%s starts %s for run %s, which no batch wants by the entries it has read"
                                .formatted(
                                        process.name(),
                                        assignment.attempt(),
                                        run.shortHex().substring(0, 6)));
            }
        }

        private void checkAlone(Assignment assignment) {
            for (SimulatedNode node : world.liveNodes()) {
                Optional<Assignment> other = node.training(run).filter(a -> !a.equals(assignment));
                if (other.isEmpty() || !members.contains(node.name()) || everRemoved.contains(node.name())) {
                    continue;
                }
                boolean ours = granted.containsKey(other.get().attempt());
                throw new Violation(
                        ours ? Invariant.NO_HEALTHY_RUN_IS_RESTARTED : Invariant.NO_SECOND_TRAINER,
                        "%s starts %s for run %s, which %s on %s is at"
                                .formatted(
                                        process.name(),
                                        assignment.attempt(),
                                        run.shortHex().substring(0, 6),
                                        other.get().attempt(),
                                        node.name()));
            }
        }

        private void readHead() {
            String chain = World.chain(run);
            Consumer<Optional<Chain.Entry>> answer = entry -> {
                if (entry.isEmpty()) {
                    on(new RunCore.Event.HeadUnreadable("the store did not answer"));
                } else {
                    RunHead head = world.read(entry.get());
                    on(new RunCore.Event.HeadRead(head.summary(), head.environment()));
                }
            };
            chains.head(chain, found -> {
                if (found.isEmpty() || found.get().isPresent()) {
                    answer.accept(found.flatMap(entry -> entry));
                } else {
                    chains.create(
                            chain,
                            world.attempt(),
                            new RunEntry.Created(world.run(run), Plan.DATA_SET).toJson(),
                            outcome -> answer.accept(Optional.of(outcome.entry())));
                }
            });
        }
    }
}
