package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.Reproduction;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.actors.run.Feed;
import io.residuum.actors.run.Moments;
import io.residuum.actors.run.Reproductions;
import io.residuum.actors.run.StoredBatches;
import io.residuum.actors.run.TrainerResources;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum reproduce RUN|BATCH}: trained again from its provenance, and compared bit by bit. */
@Command(
        name = "reproduce",
        description = {
            "Trains a run, or every run of a batch, again from what its chain says, in a folder of its own, and compares weights",
            "and all metrics bit by bit. In another numeric environment it says \"not comparable\" and compares the errors.",
            "Exit code 0 only if all bits are the same."
        },
        footer = {
            "",
            "Interrupted or killed, the same command goes on. Nothing of the original is touched; no experiment file is needed."
        })
final class ReproduceCommand extends StoreCommand {

    @Parameters(paramLabel = "RUN|BATCH", description = "The beginning of its name is enough.")
    private String subject;

    @Option(names = "--again", description = "Train once more, even if that was done here before.")
    private boolean again;

    /** What is to be trained again, and what was committed of it. */
    private record Subject(String id, BatchPlan plan, String source, Map<RunId, RunHistory> committed) {}

    @Override
    public Integer call() {
        ParentDeath.endsThisProcess();
        try (Interruption interruption = Interruption.listen(); // closed last: the process may end then
                Session session = Session.toWrite(options())) {
            Subject wanted = wanted(session);
            refuseUnended(wanted);
            Reproductions reproductions = new Reproductions(session.system(), session.store());
            ActorsSettings settings = session.actorsSettings().as(environment(wanted));
            Map<RunId, Map<String, String>> here = Reproductions.environments(
                    resources(session, settings), wanted.plan().runs().values());
            String folder = session.await(reproductions.folder(wanted.id(), here.values(), wanted.plan(), again));
            ObjectStore apart = session.store().within(folder);
            if (session.await(new StoredBatches(session.system(), apart)
                    .standsReported(wanted.plan().id()))) {
                err().println("trained again before, in " + folder + "; --again trains it once more");
            } else {
                say(wanted, here, folder);
                Obstacles obstacles = new Obstacles(wanted.plan());
                BatchCore.Outcome outcome = new LocalTraining(
                                session, settings, interruption, err(), Machine.hasTerminal() && !json())
                        .of(apart, wanted.plan(), wanted.source(), obstacles);
                if (outcome == BatchCore.Outcome.INTERRUPTED) {
                    err().println("interrupted; go on with the same command: residuum reproduce " + subject);
                    return ExitCode.INTERRUPTED.number();
                }
                obstacles.reasons().forEach(reason -> err().println("residuum: " + reason));
            }
            err().flush();
            List<Reproduction> results =
                    session.await(reproductions.compare(folder, wanted.plan(), wanted.committed()));
            session.await(reproductions.withoutStates(folder));
            print(wanted, folder, results);
            out().flush();
            return (isReproduced(results) ? ExitCode.DONE : ExitCode.FAILED).number();
        }
    }

    private Subject wanted(Session session) {
        Subjects subjects = new Subjects(session);
        StoredBatches batches = session.batches();
        if (subjects.findBatch(subject).isPresent()) {
            BatchId id = subjects.living(subject);
            BatchHistory batch = session.await(batches.batch(id));
            for (PlannedVariant variant : batch.plan().variants()) {
                resolved(session, variant.dataSet().id());
            }
            return new Subject(id.value(), batch.plan(), batch.source(), session.await(batches.runs(batch)));
        }
        RunId run = subjects.run(subject);
        RunHistory history = session.await(batches.run(run));
        RunSpec spec = history.spec().orElseThrow();
        BatchPlan plan =
                Reproductions.planOf(spec, resolved(session, history.dataSet().orElseThrow()));
        return new Subject(run.hex(), plan, "", Map.of(run, history));
    }

    private static ResolvedDataSet resolved(Session session, DataSetId dataSet) {
        DataSetId id = DataSetNames.of(
                session, dataSet.name() + "@" + dataSet.version().hex());
        return new ResolvedDataSet(
                id, DataSetFacts.of(session.await(session.dataSets().manifest(id))));
    }

    private static void refuseUnended(Subject wanted) {
        List<String> unended = wanted.committed().entrySet().stream()
                .filter(run -> run.getValue().status() != RunStatus.DONE
                        && run.getValue().status() != RunStatus.DIVERGED)
                .map(run ->
                        run.getKey().shortHex() + " (" + run.getValue().status().label() + ")")
                .toList();
        if (!unended.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "only what is done or diverged can be reproduced; there is no end to compare of "
                            + String.join(", ", unended)
                            + ". Finish it by running its experiment file, or name a run that has ended");
        }
    }

    /** That of the first run; the others of a batch have the same, as a rule. */
    private static Map<String, String> environment(Subject wanted) {
        return wanted.committed().values().stream()
                .flatMap(history -> history.environments().stream())
                .findFirst()
                .orElse(Map.of());
    }

    private static TrainerResources resources(Session session, ActorsSettings settings) {
        return TrainerResources.open(
                session.system(),
                session.store(),
                session.configuration().config(),
                settings,
                Clock.systemUTC(),
                Moments.unobserved(),
                Feed.ofRun());
    }

    private void say(Subject wanted, Map<RunId, Map<String, String>> here, String folder) {
        long iterations = wanted.committed().values().stream()
                .mapToLong(RunHistory::iteration)
                .sum();
        long millis = wanted.committed().values().stream()
                .mapToLong(RunHistory::trainingMillis)
                .sum();
        err().printf(
                        "trains %,d iterations again, %s of one slot when they were trained; in %s%n",
                        iterations, Durations.text(millis / 1000.0), folder);
        wanted.committed().entrySet().stream()
                .map(run -> Reproductions.difference(run.getValue(), here.getOrDefault(run.getKey(), Map.of())))
                .flatMap(Optional::stream)
                .distinct()
                .forEach(difference -> err().println("not comparable bit by bit, only by its errors: " + difference));
        err().flush();
    }

    private static boolean isReproduced(List<Reproduction> results) {
        return results.stream().allMatch(Reproduction.Same.class::isInstance);
    }

    private void print(Subject wanted, String folder, List<Reproduction> results) {
        RunNames names = new RunNames(wanted.plan());
        if (json()) {
            ObjectNode json = new ObjectMapper()
                    .createObjectNode()
                    .put("subject", wanted.id())
                    .put("folder", folder)
                    .put("reproduced", isReproduced(results));
            ArrayNode rows = json.putArray("runs");
            results.forEach(result -> write(rows.addObject(), names, result));
            out().println(json.toPrettyString());
            return;
        }
        for (Reproduction result : results) {
            out().printf("%s (%s): %s%n", names.of(result.run()), result.run().shortHex(), word(result));
        }
        out().printf(
                        "%d of %d runs reproduced bit by bit%n",
                        results.stream()
                                .filter(Reproduction.Same.class::isInstance)
                                .count(),
                        results.size());
    }

    private static String word(Reproduction result) {
        if (result instanceof Reproduction.Same same) {
            return "the same: %,d iterations, %s"
                    .formatted(
                            same.again().iteration(),
                            same.again()
                                    .weights()
                                    .map(weights -> "weights " + weights.shortHex())
                                    .orElse("diverged at the same one"));
        }
        if (result instanceof Reproduction.Different different) {
            return "different " + different.first() + "; " + errors(result);
        }
        if (result instanceof Reproduction.NotComparable other) {
            return "not comparable: " + other.because() + "; " + errors(result);
        }
        return "it did not come to an end again: " + result.again().status().label() + " "
                + result.again().reason();
    }

    private static String errors(Reproduction result) {
        return "test error " + error(result.committed()) + ", again " + error(result.again());
    }

    private static String error(RunHistory history) {
        return history.outcome(Evaluation.TEST)
                .map(evaluation -> "%.2f %%".formatted(evaluation.errorPercent()))
                .orElse(history.status().label());
    }

    private static void write(ObjectNode json, RunNames names, Reproduction result) {
        json.put("run", result.run().hex()).put("name", names.of(result.run())).put("outcome", result.label());
        put(json, "weights", result.committed().weights().map(Object::toString));
        put(json, "weightsAgain", result.again().weights().map(Object::toString));
        error(json, "testError", result.committed());
        error(json, "testErrorAgain", result.again());
        if (result instanceof Reproduction.Different different) {
            json.putObject("difference")
                    .put("iteration", different.first().iteration())
                    .put("what", different.first().what())
                    .put("committed", different.first().committed())
                    .put("again", different.first().again());
        } else if (result instanceof Reproduction.NotComparable other) {
            json.put("because", other.because());
        }
    }

    private static void put(ObjectNode json, String field, Optional<String> value) {
        value.ifPresentOrElse(text -> json.put(field, text), () -> json.putNull(field));
    }

    private static void error(ObjectNode json, String field, RunHistory history) {
        history.outcome(Evaluation.TEST)
                .ifPresentOrElse(evaluation -> json.put(field, evaluation.errorPercent()), () -> json.putNull(field));
    }
}
