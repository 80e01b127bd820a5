package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.actors.decision.Gate;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.history.CohortEntry;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches every object that is written or removed, and holds the invariants of what is kept against it. */
final class Ledger {

    private final World world;
    private final Map<String, List<Chain.Entry>> chains = new HashMap<>();
    private final Map<String, BatchOracle> oracles = new HashMap<>();
    private final Map<String, Long> enteredAtMillis = new HashMap<>(); // the newest entry of a chain
    private final Map<String, ObjectRef> standing = new HashMap<>(); // objects that entries name and nobody may take
    private final Map<String, ByteString> results = new HashMap<>();
    private final Map<RunId, Map<Long, Integer>> throwsAt = new HashMap<>(); // by the head when they happened

    Ledger(World world) {
        this.world = world;
    }

    private List<Chain.Entry> entries(RunId run) {
        return chains.getOrDefault(World.chain(run), List.of());
    }

    /** Iterations of the run that are committed. */
    long committed(RunId run) {
        List<Chain.Entry> entries = entries(run);
        return entries.isEmpty()
                ? 0
                : world.read(entries.get(entries.size() - 1)).iteration();
    }

    /** The run as its chain says. */
    RunHistory history(RunId run) {
        return RunHistory.of(entries(run));
    }

    /** What the batch's newest report says; empty as long as none stands. */
    Optional<ByteString> result(Plan plan) {
        return oracle(plan)
                .filter(oracle -> oracle.last().reported())
                .flatMap(oracle -> Optional.ofNullable(results.get(World.chain(plan))));
    }

    /** What the batch's entries say; empty before its first. */
    Optional<BatchOracle> oracle(Plan plan) {
        return Optional.ofNullable(oracles.get(World.chain(plan)));
    }

    /** Whether the batch is paused, and nothing was said of it since. */
    boolean pausedSince(Plan plan, long millis) {
        return oracle(plan).filter(oracle -> oracle.last().paused()).isPresent()
                && enteredAtMillis.getOrDefault(World.chain(plan), Long.MAX_VALUE) <= millis;
    }

    /** Whether any batch wants the run. */
    boolean wanted(RunId run) {
        return world.plans().stream()
                .filter(plan -> plan.runs().containsKey(run))
                .anyMatch(plan -> oracle(plan)
                        .map(BatchOracle::last)
                        .filter(state -> state.wants(run) && plan.trains(run, state.selected()))
                        .isPresent());
    }

    /** A trainer of the run threw. */
    void threw(RunId run) {
        throwsAt.computeIfAbsent(run, r -> new HashMap<>())
                .merge((long) entries(run).size(), 1, Integer::sum);
    }

    /** @param bytes empty for an object that is removed */
    void written(String key, ByteString bytes) {
        boolean removed = bytes.isEmpty() && world.store().object(key).isPresent();
        ObjectRef promised = standing.get(key);
        if (promised != null && !fits(promised, bytes)) {
            throw new Violation(Invariant.STATES_STAND, key + " is named by an entry, and is removed or changed");
        }
        if (removed) {
            removed(key);
        } else if (key.contains("/log/")) {
            entered(key, bytes);
        } else {
            SimulatedInbox.rejectedName(key).ifPresent(name -> rejected(name, bytes));
        }
    }

    private void removed(String key) {
        int state = key.indexOf("/state/");
        if (state >= 0) {
            List<Chain.Entry> entries = chains.getOrDefault(key.substring(0, state), List.of());
            long index = Long.parseLong(key.substring(state + 7, state + 15));
            boolean ended = !entries.isEmpty()
                    && world.read(entries.get(entries.size() - 1)).ending() != RunCore.Ending.NOT_YET;
            if (index >= entries.size() && !ended) {
                throw new Violation(
                        Invariant.NOTHING_IN_FLIGHT_IS_COLLECTED,
                        "%s is deleted, the newest entry is %d".formatted(key.substring(state), entries.size() - 1));
            }
        } else if (key.startsWith(SimulatedInbox.FOLDER) && key.endsWith(".conf")) {
            ByteString text = world.store().object(key).orElseThrow();
            String name = key.substring(SimulatedInbox.FOLDER.length());
            boolean kept = world.planIn(text)
                    .map(plan -> SimulatedInbox.version(name, text)
                            .keptKey(plan.batch().id()))
                    .flatMap(world.store()::object)
                    .filter(text::equals)
                    .isPresent();
            if (!kept || world.planIn(text).flatMap(this::oracle).isEmpty()) {
                throw new Violation(Invariant.NO_FILE_IS_LOST, key + " is removed, saying: " + text.utf8String());
            }
        }
    }

    private void rejected(String name, ByteString bytes) {
        String etag = SimulatedInbox.rejection(bytes).etag();
        if (world.textsEver(name).stream()
                .noneMatch(text -> SimulatedInbox.etag(text).equals(etag)
                        && world.planIn(text).isEmpty())) {
            throw new Violation(Invariant.NO_FILE_IS_LOST, name + " is rejected for a version that is not wrong");
        }
    }

    private void entered(String key, ByteString bytes) {
        Optional<ByteString> before = world.store().object(key);
        if (before.isPresent()) {
            if (!before.get().equals(bytes)) {
                throw new Violation(Invariant.NO_ENTRY_CHANGES, key);
            }
            return;
        }
        String chain = key.substring(0, key.indexOf("/log/"));
        List<Chain.Entry> entries = chains.computeIfAbsent(chain, c -> new ArrayList<>());
        if (!key.equals(Chains.key(chain, entries.size()))) {
            throw new Violation(Invariant.ONE_CHAIN, key + " follows " + entries.size() + " entries");
        }
        Optional<Chain.Entry> parent =
                entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
        Chain.Entry entry = world.decoded(chain, parent, bytes);
        if (chain.startsWith("runs/")) {
            runEntry(chain, entries, entry);
        } else if (chain.startsWith("cohorts/")) {
            cohortEntry(chain, entry);
        } else {
            batchEntry(chain, entry);
        }
        entries.add(entry);
        enteredAtMillis.put(chain, world.timeline().nowMillis());
    }

    private void runEntry(String chain, List<Chain.Entry> earlier, Chain.Entry entry) {
        if (!(world.read(entry).content() instanceof RunEntry.Segment segment)) {
            return;
        }
        RunHead before = world.read(earlier.get(earlier.size() - 1));
        String where = chain.substring(0, 11) + " entry " + entry.index();
        if (segment.from() != before.iteration() || before.ending() != RunCore.Ending.NOT_YET) {
            throw new Violation(
                    Invariant.ONE_CHAIN,
                    "%s begins at %d, the one before ends at %d (%s)"
                            .formatted(where, segment.from(), before.iteration(), before.ending()));
        }
        if (!before.environment().isEmpty() && !before.environment().equals(segment.environment())) {
            throw new Violation(
                    Invariant.PINNED,
                    "%s is of %s, the run of %s".formatted(where, segment.environment(), before.environment()));
        }
        Optional<ByteString> state = world.store().object(segment.state().key());
        if (state.isEmpty() || !fits(segment.state(), state.get())) {
            throw new Violation(Invariant.STATES_STAND, where + " names a state that is not there");
        }
        RunId run = RunId.ofHex(chain.substring("runs/".length()));
        stay(run, earlier, segment);
        long steps = segment.end() instanceof RunEntry.End.Diverged ? segment.to() - 1 : segment.to();
        List<Long> drops = drops(world.run(run), segment.to(), where);
        if (Training.state(state.get()) != new Training(world.run(run)).after(steps, drops)) {
            throw new Violation(Invariant.SAME_BITS, where + " after " + segment.to() + " iterations");
        }
        world.timeline().say("store", "%s stands: [%d, %d)", where, segment.from(), segment.to());
    }

    /** The states of the newest two entries stay, and the newest that comes before the drop of the rate. */
    private void stay(RunId run, List<Chain.Entry> earlier, RunEntry.Segment newest) {
        List<RunEntry.Segment> segments = new ArrayList<>();
        earlier.forEach(entry -> {
            if (world.read(entry).content() instanceof RunEntry.Segment segment) {
                segments.add(segment);
            }
        });
        segments.add(newest);
        segments.forEach(segment -> standing.remove(segment.state().key()));
        List<Long> drops = world.run(run).cohort().isEmpty()
                ? List.of(Plan.DROP_ITERATION)
                : CohortHistory.of(chains.getOrDefault(World.cohortChain(world.run(run)), List.of()))
                        .drops();
        for (int i = 0; i < segments.size(); i++) {
            RunEntry.Segment segment = segments.get(i);
            long next = i + 1 == segments.size()
                    ? Long.MAX_VALUE
                    : segments.get(i + 1).to();
            boolean last = i >= segments.size() - 2;
            if (last || drops.stream().anyMatch(drop -> segment.to() <= drop && next > drop)) {
                standing.put(segment.state().key(), segment.state());
            }
        }
    }

    /** What the run's cohort has decided by now, which has to be enough for its iterations. */
    private List<Long> drops(RunSpec run, long to, String where) {
        if (run.cohort().isEmpty()) {
            return List.of();
        }
        CohortHistory decided = CohortHistory.of(chains.getOrDefault(World.cohortChain(run), List.of()));
        long needed = to == 0 ? 0 : Gate.of(run).needed(to - 1);
        if (needed > Gate.passable(run, decided)) {
            throw new Violation(
                    Invariant.NO_SEED_GOES_AHEAD,
                    "%s reaches iteration %d, its cohort has decided %d times"
                            .formatted(where, to, decided.decisions().size()));
        }
        return decided.drops();
    }

    private void cohortEntry(String chain, Chain.Entry entry) {
        if (CohortEntry.read(entry.body()) instanceof CohortEntry.Decision decision) {
            world.expectedDecisions(chain).ifPresent(expected -> {
                if (!expected.decisions().contains(decision)) {
                    throw new Violation(Invariant.SAME_DECISIONS, chain.substring(0, 14) + " decides " + decision);
                }
            });
            world.timeline().say("store", "%s decides: %s", chain.substring(0, 14), decision);
        }
    }

    /** Of every cohort, by its chain. */
    Map<String, CohortHistory> decisions() {
        Map<String, CohortHistory> decisions = new HashMap<>();
        chains.forEach((chain, entries) -> {
            if (chain.startsWith("cohorts/")) {
                decisions.put(chain, CohortHistory.of(entries));
            }
        });
        return decisions;
    }

    private void batchEntry(String chain, Chain.Entry entry) {
        BatchEntry content = BatchEntry.read(entry.body());
        BatchOracle oracle = oracles.computeIfAbsent(chain, c -> new BatchOracle());
        String where = chain + " entry " + entry.index();
        if (entry.index() > 0) {
            BatchOracle.State before = oracle.last();
            if (before.reported()
                    && !(content instanceof BatchEntry.Retry retry
                            && retry.runs().stream()
                                    .anyMatch(run -> before.cancelled().contains(run)
                                            || before.failed().contains(run)))) {
                throw new Violation(Invariant.ONE_REPORT, where + " follows its report: " + entry.body());
            }
            if (content instanceof BatchEntry.Selected choice) {
                selected(chain, choice, before);
            }
            if (content instanceof BatchEntry.Failed verdict && !earned(verdict.run())) {
                throw new Violation(
                        Invariant.VERDICTS_ARE_EARNED,
                        "%s: %s threw %s".formatted(where, verdict.run(), throwsAt.get(verdict.run())));
            }
        }
        oracle.add(content);
        world.timeline().say("store", "%s stands: %s", where, entry.body().get("kind"));
        if (content instanceof BatchEntry.Reported report) {
            reported(chain, report, oracle.last());
        }
    }

    private void selected(String chain, BatchEntry.Selected choice, BatchOracle.State before) {
        boolean again = before.selected().containsKey(choice.selection());
        boolean other = world.expectation(chain)
                .filter(plan -> !choice.values().equals(plan.choices().get(choice.selection())))
                .isPresent();
        if (again || other) {
            throw new Violation(Invariant.SAME_CHOICE, chain + " chooses " + choice.values() + " after " + before);
        }
    }

    /** By the run itself, or by a seed that it waits for. */
    private boolean earned(RunId run) {
        RunSpec spec = world.run(run);
        return threwThrice(run)
                || spec.cohort().stream()
                        .anyMatch(seed -> threwThrice(spec.withSeed(seed).id()));
    }

    private boolean threwThrice(RunId run) {
        return throwsAt.getOrDefault(run, Map.of()).values().stream()
                .anyMatch(count -> count >= RunCore.FAILURES_TO_GIVE_UP);
    }

    private void reported(String chain, BatchEntry.Reported report, BatchOracle.State state) {
        ByteString bytes = world.store()
                .object(report.report().key())
                .filter(found -> fits(report.report(), found))
                .orElseThrow(() -> new Violation(Invariant.STATES_STAND, chain + " names no report that is there"));
        results.put(chain, bytes);
        standing.put(report.report().key(), report.report());
        world.expectation(chain).ifPresent(plan -> {
            ByteString expected = plan.result(plan.endedOtherwise(bytes, state), state);
            if (!bytes.equals(expected)) {
                throw new Violation(
                        Invariant.SAME_RESULT,
                        "%s reports %s; undisturbed runs under %s: %s"
                                .formatted(chain, bytes.utf8String(), state, expected.utf8String()));
            }
        });
    }

    private static boolean fits(ObjectRef ref, ByteString bytes) {
        return bytes.size() == ref.sizeBytes() && Sha256.of(bytes.toArray()).equals(ref.sha256());
    }
}
