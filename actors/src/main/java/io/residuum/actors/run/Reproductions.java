package io.residuum.actors.run;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.Published;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Reproduction;
import io.residuum.actors.history.RunHistory;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.Sha256;
import io.residuum.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where runs are trained again: each reproduction in a folder of its own, {@code reproductions/SUBJECT/ENVIRONMENT-NUMBER}, with
 * batch, runs and reports in it as in a bucket. So it is as durable as any training, goes on after a kill, and nobody takes it for
 * the original. A reproduction in another numeric environment is another one.
 */
public final class Reproductions {

    private static final int REMOVED_AT_ONCE = 8;

    private final ActorSystem<?> system;
    private final ObjectStore store;

    public Reproductions(ActorSystem<?> system, ObjectStore store) {
        this.system = system;
        this.store = store;
    }

    /** One run as a batch of itself; of itself and its cohort where they decide together when the rate drops. */
    public static BatchPlan planOf(RunSpec run, ResolvedDataSet dataSet) {
        PlannedVariant variant = new PlannedVariant(
                "run",
                "run",
                "",
                dataSet,
                run.network(),
                run.recipe(),
                run.view(),
                new Published.Nothing(),
                run.start(),
                Optional.empty());
        BatchPlan plan = new BatchPlan(
                "run " + run.id().shortHex(),
                run.cohort().isEmpty() ? List.of(run.seed()) : run.cohort(),
                Double.POSITIVE_INFINITY,
                Double.NaN,
                List.of(),
                List.of(variant),
                run.semantics());
        if (!plan.runs().containsKey(run.id())) {
            throw new IllegalStateException("run " + run.id() + " cannot be planned again as what it is");
        }
        return plan;
    }

    /** The numeric environment of each run on this node. */
    public static Map<RunId, Map<String, String>> environments(TrainerResources node, Collection<RunSpec> runs) {
        Map<RunId, Map<String, String>> environments = new TreeMap<>(Comparator.comparing(RunId::hex));
        Map<String, Map<String, String>> known = new TreeMap<>(); // seeds share a program
        for (RunSpec run : runs) {
            String program = run.architecture().name() + " " + run.network() + " " + run.recipe();
            environments.put(run.id(), known.computeIfAbsent(program, key -> environment(node, run)));
        }
        return environments;
    }

    private static Map<String, String> environment(TrainerResources node, RunSpec run) {
        NumericEnvironment.Program program = NumericEnvironment.open(node, run);
        program.network().close();
        return program.environment();
    }

    /** Why a committed run and one trained in {@code here} cannot be compared bit by bit; empty if they can. */
    public static Optional<String> difference(RunHistory committed, Map<String, String> here) {
        if (committed.environments().size() > 1) {
            return Optional.of("it was trained in " + committed.environments().size() + " numeric environments");
        }
        return committed.environments().stream().findFirst().flatMap(then -> NumericEnvironment.difference(then, here));
    }

    /**
     * Where a subject is reproduced in these environments: in the folder begun last, or in a new one.
     *
     * @param subject the id of a run or batch
     * @param another a new one even if the last one has ended
     */
    public CompletionStage<String> folder(
            String subject, Collection<Map<String, String>> environments, BatchPlan plan, boolean another) {
        String beginning = "reproductions/" + subject + "/" + digest(environments) + "-";
        Pattern numbered = Pattern.compile(Pattern.quote(beginning) + "([0-9]{4})/.*");
        return store.list(beginning)
                .map(StoredObject::key)
                .map(numbered::matcher)
                .filter(Matcher::matches)
                .map(match -> Integer.parseInt(match.group(1)))
                .runWith(Sink.fold(0, Math::max), system)
                .thenCompose(last -> hasEnded(beginning, last, plan)
                        .thenApply(ended -> beginning + number(last == 0 || (another && ended) ? last + 1 : last)));
    }

    private CompletionStage<Boolean> hasEnded(String beginning, int last, BatchPlan plan) {
        return new StoredBatches(system, store.within(beginning + number(last))).standsReported(plan.id());
    }

    private static String number(int number) {
        return "%04d".formatted(number);
    }

    private static String digest(Collection<Map<String, String>> environments) {
        TreeSet<String> distinct = new TreeSet<>();
        for (Map<String, String> environment : environments) {
            ObjectNode json = Json.object();
            new TreeMap<>(environment).forEach(json::put);
            distinct.add(Json.canonical(json));
        }
        return Sha256.of(distinct.toString().getBytes(StandardCharsets.UTF_8)).shortHex();
    }

    /** Holds what was trained in a folder against what was committed. */
    public CompletionStage<List<Reproduction>> compare(
            String folder, BatchPlan plan, Map<RunId, RunHistory> committed) {
        StoredBatches again = new StoredBatches(system, store.within(folder));
        return again.batch(plan.id()).thenCompose(again::runs).thenApply(runs -> {
            List<Reproduction> reproductions = new ArrayList<>();
            committed.forEach((run, history) ->
                    reproductions.add(reproduction(run, history, runs.getOrDefault(run, RunHistory.empty()))));
            return reproductions;
        });
    }

    private static Reproduction reproduction(RunId run, RunHistory committed, RunHistory again) {
        Optional<String> difference = again.environments().stream()
                .map(environment -> difference(committed, environment))
                .flatMap(Optional::stream)
                .findFirst();
        return Reproduction.of(run, committed, again, difference);
    }

    /** Removes the states of a reproduction that has ended; its chains, which say how it went, stay. */
    public CompletionStage<Done> withoutStates(String folder) {
        ObjectStore within = store.within(folder);
        return within.list("runs/")
                .map(StoredObject::key)
                .filter(key -> SegmentWriter.entryOf(key).isPresent())
                .mapAsync(REMOVED_AT_ONCE, within::delete)
                .runWith(Sink.ignore(), system);
    }
}
