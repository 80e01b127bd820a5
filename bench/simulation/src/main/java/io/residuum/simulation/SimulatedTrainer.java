package io.residuum.simulation;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.CollectorCore;
import io.residuum.actors.decision.Gate;
import io.residuum.actors.decision.OpeningCore;
import io.residuum.actors.decision.Recovery;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.decision.SegmentCore;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.decision.TrainerCore;
import io.residuum.actors.decision.TrainerCore.Effect;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.Execution;
import io.residuum.actors.history.RunEntry;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A trainer: a {@link TrainerCore} around a {@link Training}. */
final class SimulatedTrainer {

    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);
    private static final Duration DECISION_POLL = Duration.ofSeconds(1);

    private record Upload(long to, ByteString state, ObjectNode body, String stateKey) {}

    private final World world;
    private final SimulatedNode node;
    private final Assignment assignment;
    private final RunSpec run;
    private final Training training;
    private final Training.Measures measures;
    private final Chains chains;
    private List<Execution.Recovery> recoveries;
    private Optional<TrainerCore> core = Optional.empty();
    private CohortHistory cohort = CohortHistory.empty();
    private List<Long> drops = List.of();
    private Optional<Chain.Entry> parent = Optional.empty();
    private Optional<Upload> upload = Optional.empty();
    private boolean alive = true;
    private boolean early; // a mini-batch that came during an evaluation
    private long state;
    private long done;
    private long segmentStartMillis;
    private int renamed;

    SimulatedTrainer(World world, SimulatedNode node, Assignment assignment, List<Recovery> recoveredFrom) {
        this.world = world;
        this.node = node;
        this.assignment = assignment;
        this.run = world.run(assignment.run());
        this.training = new Training(run);
        this.measures = training.measures();
        this.chains = new Chains(world, node.process());
        this.recoveries = recoveredFrom.stream()
                .map(recovery -> new Execution.Recovery(recovery.cause(), recovery.redoneIterations()))
                .toList();
    }

    Assignment assignment() {
        return assignment;
    }

    void end() {
        alive = false;
    }

    private String chain() {
        return World.chain(assignment.run());
    }

    private void later(long millis, Runnable action) {
        world.timeline().after(millis, node.process(), () -> {
            if (alive) {
                action.run();
            }
        });
    }

    void open() {
        world.timeline().say(node.name(), "trainer %s of run %s opens", assignment.attempt(), short_());
        OpeningCore opening = new OpeningCore();
        open(opening, opening.start(), training.first());
    }

    private void open(OpeningCore opening, OpeningCore.Effect effect, long from) {
        world.step(node.process());
        if (effect instanceof OpeningCore.Effect.ReadHead) {
            long committed = world.ledger().committed(assignment.run());
            chains.head(chain(), found -> {
                if (!alive) {
                    return;
                }
                if (found.isEmpty() || found.get().isEmpty()) {
                    broken("the chain was not read");
                    return;
                }
                RunHead head = world.read(found.get().get());
                if (head.iteration() < committed) {
                    throw new Violation(
                            Invariant.NOTHING_COMMITTED_IS_REDONE,
                            "run %s begins at %d, %d were committed".formatted(short_(), head.iteration(), committed));
                }
                open(opening, opening.on(new OpeningCore.Event.HeadRead(head)), training.first());
            });
        } else if (effect instanceof OpeningCore.Effect.ReadState read) {
            world.store().get(node.process(), read.state().key(), found -> {
                if (!alive) {
                    return;
                }
                if (found.isEmpty()) {
                    broken("the state was not read");
                } else if (found.get().isEmpty()) {
                    open(opening, opening.on(new OpeningCore.Event.StateAbsent()), from);
                } else {
                    open(
                            opening,
                            opening.on(new OpeningCore.Event.StatePresent()),
                            Training.state(found.get().get()));
                }
            });
        } else if (effect instanceof OpeningCore.Effect.Open open) {
            opened(open.head(), from);
        } else if (effect instanceof OpeningCore.Effect.Damaged damaged) {
            throw new Violation(Invariant.STATES_STAND, damaged.reason());
        } else {
            throw new AssertionError(effect);
        }
    }

    private String short_() {
        return assignment.run().shortHex().substring(0, 6);
    }

    private void broken(String reason) {
        end();
        node.gone(assignment, StopCause.STORAGE, reason);
    }

    private void opened(RunHead head, long from) {
        Optional<Effect.Stop> refusal = TrainerCore.refusal(head);
        if (refusal.isPresent()) {
            stop(refusal.get().cause(), refusal.get().reason());
        } else if (!head.environment().isEmpty() && !head.environment().equals(node.environment())) {
            stop(StopCause.ENVIRONMENT, "pinned to " + head.environment());
        } else {
            joinCohort(head, from);
        }
    }

    private void joinCohort(RunHead head, long from) {
        if (run.cohort().isEmpty()) {
            begin(head, from);
            return;
        }
        chains.entries(World.cohortChain(run), entries -> {
            if (!alive) {
                return;
            }
            if (entries.isEmpty()) {
                broken("the cohort's chain was not read");
            } else {
                know(CohortHistory.of(entries.get()));
                begin(head, from);
            }
        });
    }

    private void know(CohortHistory history) {
        cohort = history;
        drops = history.drops();
    }

    /** The decision that is waited for may stand by now; what was committed is said again, lest that was lost. */
    private void lookForDecision() {
        RunCore.Head head = RunHead.of(parent.orElseThrow()).summary();
        node.say("committed " + head.index(), to -> to.committed(assignment, head));
        chains.entries(World.cohortChain(run), entries -> {
            if (alive) {
                entries.map(CohortHistory::of).ifPresent(this::know);
                perform(core.orElseThrow().decided(Gate.passable(run, cohort)));
            }
        });
    }

    private void begin(RunHead head, long from) {
        state = from;
        done = head.iteration();
        parent = Optional.of(head.entry());
        segmentStartMillis = node.clockMillis();
        TrainerCore fresh = new TrainerCore(
                new SegmentCore(
                        run.iterations(),
                        run.recipe().evaluateEvery(),
                        new SegmentCore.Borders(Duration.ofSeconds(2), world.segmentIterations())),
                done,
                Gate.of(run),
                Gate.passable(run, cohort));
        core = Optional.of(fresh);
        perform(fresh.begin(head.evaluatedAt(done)));
    }

    void release() {
        if (!alive) {
            return;
        }
        if (core.isPresent()) {
            perform(core.get().released());
            early = false;
        } else {
            stop(StopCause.RELEASED, "told to stop before it began");
        }
    }

    private Duration elapsed() {
        return Duration.ofMillis(node.clockMillis() - segmentStartMillis);
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            world.step(node.process());
            if (effect instanceof Effect.Pull) {
                later(world.random().nextInt(150, 350), this::arrived);
            } else if (effect instanceof Effect.Evaluate) {
                later(400, this::evaluated);
            } else if (effect instanceof Effect.Cut cut) {
                cut(cut);
            } else if (effect instanceof Effect.Write) {
                write();
            } else if (effect instanceof Effect.AwaitDecision await) {
                if (world.bug() == Bug.DROP_WITHOUT_ENTRY) {
                    drops = List.of(done);
                    later(100, () -> perform(core.orElseThrow().decided(await.number())));
                } else {
                    later(DECISION_POLL.toMillis(), this::lookForDecision);
                }
            } else if (effect instanceof Effect.WriteLater) {
                later(STORAGE_RETRY.toMillis(), () -> perform(core.orElseThrow().waited()));
            } else if (effect instanceof Effect.Stop stop) {
                stop(stop.cause(), stop.reason());
                return;
            } else if (!(effect instanceof Effect.AbandonEvaluation) && !(effect instanceof Effect.EndInput)) {
                throw new AssertionError(effect);
            }
        }
    }

    private void arrived() {
        TrainerCore present = core.orElseThrow();
        if (present.settling()) {
            return;
        }
        if (present.evaluating()) {
            early = true;
            return;
        }
        if (world.throwsAt(assignment, done)) {
            node.threw(this);
            return;
        }
        boolean finite = training.finite(done);
        measures.iteration(state, done);
        if (finite) {
            state = training.next(state, done, drops);
        }
        done++;
        perform(finite ? present.stepped(elapsed()) : present.diverged());
    }

    private void evaluated() {
        TrainerCore present = core.orElseThrow();
        if (!present.evaluating()) {
            return;
        }
        measures.evaluation(state, done);
        perform(present.evaluated(elapsed()));
        if (early && alive) {
            early = false;
            arrived();
        }
    }

    private void cut(Effect.Cut cut) {
        if (upload.isPresent()) {
            throw new Violation(
                    Invariant.AT_MOST_TWO_SEGMENTS_AT_RISK,
                    "run %s cuts at %d while an upload is under way".formatted(short_(), cut.to()));
        }
        ByteString bytes = Training.bytes(state);
        String key =
                CollectorCore.stateKey(assignment.run(), parent.orElseThrow().index() + 1, assignment.attempt());
        RunEntry.End end = cut.end(Training.digest(bytes));
        RunEntry.Segment segment = new RunEntry.Segment(
                cut.from(),
                cut.to(),
                new ObjectRef(key, bytes.size(), Training.digest(bytes)),
                measures.take(),
                node.environment(),
                new Execution(node.name(), assignment.slot().toString(), Instant.EPOCH, Instant.EPOCH, 0, recoveries),
                end);
        recoveries = List.of();
        segmentStartMillis = node.clockMillis();
        upload = Optional.of(new Upload(cut.to(), bytes, segment.toJson(), key));
    }

    private void write() {
        Upload pending = upload.orElseThrow();
        if (world.bug() == Bug.ENTRY_BEFORE_STATE) {
            append(pending, () -> world.store().put(node.process(), pending.stateKey(), pending.state(), ok -> {}));
            return;
        }
        world.store().put(node.process(), pending.stateKey(), pending.state(), ok -> {
            if (!alive) {
                return;
            }
            if (ok.isEmpty()) {
                perform(core.orElseThrow().notWritten());
            } else {
                append(pending, () -> {});
            }
        });
    }

    private void append(Upload pending, Runnable afterwards) {
        String name = assignment.attempt() + (renamed == 0 ? "" : "r" + renamed);
        Runnable deleteState = () -> world.store().deleteAtOnce(pending.stateKey());
        Chains.Mistakes mistakes = new Chains.Mistakes(
                world.bug() == Bug.LOSER_DELETES ? deleteState : () -> {},
                world.bug() == Bug.NO_ANSWER_IS_FAILURE
                        ? Optional.of(() -> {
                            deleteState.run();
                            renamed++;
                            later(1_000, this::write);
                        })
                        : Optional.empty());
        chains.append(chain(), parent.orElseThrow(), name, pending.body(), mistakes, outcome -> {
            if (alive) {
                afterwards.run();
                written(outcome);
            }
        });
    }

    private void written(CommitOutcome outcome) {
        TrainerCore present = core.orElseThrow();
        if (outcome instanceof CommitOutcome.Adopted && world.bug() != Bug.LOSER_COMMITS_UNDER_WINNER) {
            perform(present.adopted());
            return;
        }
        parent = Optional.of(outcome.entry());
        upload = Optional.empty();
        RunCore.Head head = world.read(outcome.entry()).summary();
        node.say("committed " + head.index(), to -> to.committed(assignment, head));
        perform(present.won());
    }

    private void stop(StopCause cause, String reason) {
        end();
        node.lastWord(assignment, cause, reason, done);
    }
}
