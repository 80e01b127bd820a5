package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.Description;
import io.residuum.actors.experiment.Description.DescribedVariant;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.run.StoredBatches;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residuum describe FILE}: checks a file, says what it would run. */
@Command(
        name = "describe",
        description = "Checks an experiment file and says what it would run: networks, sizes, runs to do and done.",
        footer = {"", "cifar10, cifar100 and imagenet can be described before they are imported."})
final class DescribeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The experiment file.")
    private Path file;

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ExperimentFile experiment = InputFiles.experiment(file);
        if (options.configuration().store().isEmpty()
                && !Files.isDirectory(options.home().resolve("s3"))) {
            Description description = experiment.describe(generated());
            print(description, options.json() ? description.toJson().toPrettyString() : "");
            return ExitCode.DONE.number();
        }
        try (Session session = Session.toRead(options)) {
            Map<String, ResolvedDataSet> dataSets = new DataSetLookup(session).resolve(experiment);
            Map<String, DataSetFacts> facts = new LinkedHashMap<>(generated());
            dataSets.forEach((name, dataSet) -> facts.put(name, dataSet.facts()));
            WarmStarts starts = new WarmStarts(session, experiment);
            Description description = experiment.describe(facts, starts.weights());
            starts.notes(dataSets).forEach(note -> spec.commandLine().getErr().println("note: " + note));
            if (!dataSets.keySet().containsAll(experiment.experiment().dataSets())) {
                print(description, options.json() ? description.toJson().toPrettyString() : "");
                return ExitCode.DONE.number();
            }
            BatchPlan plan = experiment.outline(dataSets, starts.weights());
            Set<RunId> ended = ended(session, plan);
            print(
                    description,
                    options.json()
                            ? description.toJson(plan, ended).toPrettyString()
                            : "batch %s: %d runs to do, %d done"
                                    .formatted(plan.id(), plan.runs().size() - ended.size(), ended.size()));
            return ExitCode.DONE.number();
        }
    }

    /** What the quick start's images are like, before they are made. */
    private static Map<String, DataSetFacts> generated() {
        return Map.of(DataSetLookup.QUICKSTART, DataSetLookup.quickstartFacts());
    }

    private static Set<RunId> ended(Session session, BatchPlan plan) {
        StoredBatches batches = session.batches();
        Set<RunId> ended = new HashSet<>();
        for (RunId run : plan.runs().keySet()) {
            if (session.await(batches.run(run)).status().isEnded()) {
                ended.add(run);
            }
        }
        return ended;
    }

    private void print(Description description, String last) {
        PrintWriter out = spec.commandLine().getOut();
        if (!options.json()) {
            out.println(description.name() + ", seeds " + description.seeds());
            for (DescribedVariant variant : description.variants()) {
                out.printf(
                        "  %s: %s, %s, shortcut %s, on %s (%d classes, %s pixels)%n    %,d parameters in %d tensors, %,d multiply-adds an image,"
                                + " %,d iterations a run, %d runs%n",
                        variant.name(),
                        variant.network(),
                        variant.unit(),
                        variant.shortcut(),
                        variant.dataSet(),
                        variant.classes(),
                        variant.images(),
                        variant.parameters(),
                        variant.tensors(),
                        variant.multiplyAdds(),
                        variant.iterations(),
                        variant.runs());
                variant.notes().forEach(note -> out.println("    note: " + note));
            }
        }
        if (!last.isEmpty()) {
            out.println(last);
        }
        out.flush();
    }
}
