package io.residuum.simulation;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.decision.BatchCore.Effect;
import io.residuum.actors.decision.BatchCore.Event;
import io.residuum.actors.decision.BatchWish;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.report.Report;
import io.residuum.storage.CanonicalJson;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A batch, as one coordinator supervises it: a {@link BatchCore}, its {@link VariantCore}s, its chain and its report. */
final class SimulatedBatch {

    /** Why a coordinator opens a batch. */
    enum Opening {
        ASKED,
        TAKEN_OVER
    }

    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);

    private final World world;
    private final SimulatedCoordinator coordinator;
    private final Plan plan;
    private final int batchOrder;
    private final Opening opening;
    private final String chain;
    private final String attempt;
    private final List<RunId> order;
    private final BatchCore core;
    private final List<VariantCore> variants = new ArrayList<>();
    private int appended;

    SimulatedBatch(World world, SimulatedCoordinator coordinator, Plan plan, int batchOrder, Opening opening) {
        this.world = world;
        this.coordinator = coordinator;
        this.plan = plan;
        this.batchOrder = batchOrder;
        this.opening = opening;
        this.chain = World.chain(plan);
        this.attempt = world.attempt();
        this.order = BatchCore.seedBySeed(plan.batch());
        this.core = new BatchCore(world.bug() == Bug.REPORT_WITH_ONE_LESS ? order.subList(0, order.size() - 1) : order);
    }

    void open() {
        coordinator.chains().head(chain, found -> {
            if (found.isEmpty()) {
                later(this::open);
            } else if (found.get().isPresent()) {
                read();
            } else {
                ObjectNode accepted = new BatchEntry.Accepted(plan.batch(), "text").toJson();
                coordinator.chains().create(chain, attempt, accepted, outcome -> read());
            }
        });
    }

    private void read() {
        coordinator.chains().entries(chain, entries -> {
            if (entries.isEmpty()) {
                later(this::read);
                return;
            }
            BatchWish.Standing standing = BatchWish.Standing.of(entries.get());
            on(
                    opening == Opening.ASKED
                            ? new Event.ChainRead(standing.givenUp(), standing.reported())
                            : new Event.TakenOver(standing.givenUp(), standing.reported()));
        });
    }

    private void later(Runnable action) {
        world.timeline().after(STORAGE_RETRY, coordinator.process(), action);
    }

    private void on(Event event) {
        core.on(event).forEach(this::perform);
    }

    private void perform(Effect effect) {
        world.step(coordinator.process());
        if (effect instanceof Effect.Supervise supervise) {
            supervise(supervise.runs());
        } else if (effect instanceof Effect.WriteVerdict verdict) {
            append(
                    new BatchWish.Verdict(verdict.run()),
                    new BatchEntry.Failed(verdict.run(), verdict.reason()).toJson(),
                    effect,
                    new Event.VerdictWritten(verdict.run()));
        } else if (effect instanceof Effect.WriteRetry retry) {
            append(
                    new BatchWish.Retry(retry.runs()),
                    new BatchEntry.Retry(List.copyOf(retry.runs())).toJson(),
                    effect,
                    new Event.RetryWritten());
        } else if (effect instanceof Effect.WriteReport) {
            histories(new ArrayList<>(order), new LinkedHashMap<>(), effect);
        } else if (effect instanceof Effect.Finish finish) {
            world.timeline()
                    .say(
                            coordinator.process().name(),
                            "batch %s: %s",
                            plan.batch().name(),
                            finish.outcome());
        } else {
            throw new AssertionError(effect);
        }
    }

    private void supervise(List<RunId> wanted) {
        for (PlannedVariant variant : plan.batch().variants()) {
            long place = variants.size();
            List<RunId> runs =
                    plan.batch().runs(variant).stream().map(RunSpec::id).toList();
            VariantCore standing = new VariantCore(variant.name(), runs);
            variants.add(standing);
            runs.stream()
                    .filter(run -> wanted.contains(run) || world.bug() == Bug.REPORT_WITH_ONE_LESS)
                    .forEach(run -> coordinator.supervise(
                            new Claim(run, 0, batchOrder, place, order.indexOf(run)),
                            state -> changed(standing, run, state)));
        }
    }

    private void changed(VariantCore variant, RunId run, RunState state) {
        variant.on(run, state);
        on(new Event.RunChanged(run, state));
        if (world.bug() == Bug.SEED_COUNTED_TWICE && state.phase().ended()) {
            on(new Event.RunChanged(order.get((order.indexOf(run) + 1) % order.size()), state));
        }
    }

    // ---- the report ----

    private void histories(List<RunId> left, Map<RunId, RunHistory> read, Effect effect) {
        if (left.isEmpty()) {
            report(read, effect);
            return;
        }
        RunId run = left.remove(0);
        coordinator.chains().entries(World.chain(run), entries -> {
            if (entries.isEmpty()) {
                later(() -> perform(effect));
            } else {
                read.put(run, RunHistory.of(entries.get()));
                histories(left, read, effect);
            }
        });
    }

    private void report(Map<RunId, RunHistory> read, Effect effect) {
        coordinator.chains().entries(chain, entries -> {
            if (entries.isEmpty()) {
                later(() -> perform(effect));
                return;
            }
            BatchHistory history = BatchHistory.of(entries.get());
            Map<RunId, RunHistory> judged = new LinkedHashMap<>();
            read.forEach((run, each) -> judged.put(run, history.judge(run, each)));
            ByteString bytes = ByteString.fromArray(
                    CanonicalJson.bytes(Report.of(plan.batch(), judged).result()));
            Sha256 digest = Sha256.of(bytes.toArray());
            String key = "reports/%s/%s".formatted(plan.batch().id().value(), digest.hex());
            world.store().put(coordinator.process(), key, bytes, ok -> {
                if (ok.isEmpty()) {
                    later(() -> perform(effect));
                } else {
                    ObjectNode body = new BatchEntry.Reported(new ObjectRef(key, bytes.size(), digest)).toJson();
                    append(new BatchWish.Report(), body, effect, new Event.ReportWritten());
                }
            });
        });
    }

    // ---- its chain ----

    private void append(BatchWish wish, ObjectNode body, Effect effect, Event written) {
        appendAs(attempt + "x" + appended++, wish, body, effect, written);
    }

    private void appendAs(String name, BatchWish wish, ObjectNode body, Effect effect, Event written) {
        Consumer<Optional<List<Chain.Entry>>> judged = entries -> {
            if (entries.isEmpty()) {
                later(() -> perform(effect));
            } else if (wish.fulfilledBy(BatchWish.Standing.of(entries.get()))) {
                on(written);
            } else {
                Chain.Entry last = entries.get().get(entries.get().size() - 1);
                coordinator
                        .chains()
                        .append(chain, last, name, body, outcome -> appendAs(name, wish, body, effect, written));
            }
        };
        coordinator.chains().entries(chain, judged);
    }
}
