package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.FoundWeights;
import io.residuum.actors.experiment.Initial;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Variant;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.Beginning;
import io.residuum.actors.run.StoredWeights;
import io.residuum.actors.run.WeightsLookup;
import io.residuum.model.Architecture;
import io.residuum.model.Export;
import io.residuum.model.InputScaling;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.Normalisation;
import io.residuum.storage.DataSetId;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residuum export RUN} and {@code export FILE --initial}: weights for other programs. */
@Command(
        name = "export",
        description = {
            "Writes a run's weights for other programs: its newest committed state, or that at an iteration.",
            "With --initial, the weights that a variant of an experiment file starts from with a seed."
        },
        footer = {
            "",
            "safetensors: tensors by name, kernels O x I x H x W, input.mean and input.scale beside them.",
            "torchscript: a module for torch.jit.load; pixels in 0..255 as float32 N x 3 x H x W in, logits out."
        })
final class ExportCommand implements Callable<Integer> {

    enum Format {
        SAFETENSORS,
        TORCHSCRIPT
    }

    @Parameters(
            paramLabel = "RUN|FILE",
            description = "The beginning of a run's name is enough; an experiment file with --initial.")
    private String subject;

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}.")
    private Format format;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Where to write it.")
    private Path output;

    @Option(names = "--at", paramLabel = "ITERATION", description = "A committed state other than the newest.")
    private @Nullable Long iteration;

    @Option(names = "--initial", description = "The untrained weights of an experiment file's variant.")
    private boolean initial;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "With --initial: which; may be left out if there is one.")
    private @Nullable String variant;

    @Option(names = "--seed", paramLabel = "SEED", description = "With --initial: the seed they are drawn from.")
    private @Nullable Long seed;

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    /** What is written. */
    private record Weights(
            Architecture architecture,
            TrainingState state,
            Optional<InputScaling> input,
            Map<String, String> provenance) {}

    @Override
    public Integer call() {
        checkOptions();
        Weights weights = initial ? initial() : trained();
        Map<String, String> provenance = new TreeMap<>(weights.provenance());
        provenance.put("weights", weights.state().weightsDigest());
        provenance.put("input", weights.input().isPresent() ? "data set" : "unknown");
        provenance.put("residuum", Version.number());
        var export = new Export(
                weights.architecture(), weights.state(), weights.input().orElseGet(InputScaling::unknown), provenance);
        long bytes = OutputFile.write(output, out -> {
            switch (format) {
                case SAFETENSORS -> export.safetensors(out);
                case TORCHSCRIPT -> export.torchScript(out);
            }
        });
        if (weights.input().isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "the data set is not in the store, so the input's mean is 0 and its scale 1/255 in this file");
            spec.commandLine().getErr().flush();
        }
        print(provenance, bytes);
        return ExitCode.DONE.number();
    }

    private void checkOptions() {
        if (initial && iteration != null) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "--at names an iteration of a run; --initial has none");
        }
        if (initial && seed == null) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "--initial needs the seed that weights are drawn from: --seed 1");
        }
        if (seed != null && seed < 0) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "a seed is 0 or more, was " + seed);
        }
        if (!initial && (variant != null || seed != null)) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT,
                    "--variant and --seed choose initial weights of an experiment file; add --initial, or name a run");
        }
    }

    private Weights trained() {
        try (Session session = Session.toRead(options)) {
            RunId id = new Subjects(session).run(subject);
            RunHistory history = session.await(session.batches().run(id));
            RunEntry.Segment segment =
                    iteration == null ? Checkpoints.newest(id, history) : Checkpoints.at(id, history, iteration);
            RunSpec run = history.spec().orElseThrow();
            DataSetId dataSet = history.dataSet().orElseThrow();
            StoredWeights stored = session.weights();
            Map<String, String> provenance = new TreeMap<>();
            provenance.put("run", id.hex());
            provenance.put("spec", run.canonicalJson());
            provenance.put("dataset", dataSet.name() + "@" + dataSet.version().hex());
            provenance.put("iteration", Long.toString(segment.to()));
            provenance.put("status", history.status().label());
            provenance.put("state", segment.state().sha256().hex());
            ObjectNode environment = Json.object();
            segment.environment().forEach(environment::put);
            provenance.put("environment", Json.canonical(environment));
            return new Weights(
                    run.architecture(),
                    session.await(stored.at(segment)),
                    scaling(session, stored, dataSet, run.recipe().normalisation()),
                    provenance);
        }
    }

    /** Empty if the data set is no longer in the store. */
    private static Optional<InputScaling> scaling(
            Session session, StoredWeights stored, DataSetId dataSet, Normalisation normalisation) {
        String exactly = dataSet.name() + "@" + dataSet.version().hex();
        return session.await(session.dataSets().resolve(exactly))
                .map(id -> StoredWeights.scaling(session.await(stored.input(id)), normalisation));
    }

    private Weights initial() {
        ExperimentFile experiment = InputFiles.experiment(Path.of(subject));
        Variant chosen = chosen(experiment.experiment().variants());
        if (options.configuration().store().isEmpty()
                && !Files.isDirectory(options.home().resolve("s3"))) {
            return initial(experiment, chosen, Map.of(), Map.of(), Optional.empty(), Optional.empty());
        }
        try (Session session = Session.toRead(options)) {
            Map<String, ResolvedDataSet> dataSets = new DataSetLookup(session).resolve(experiment);
            Optional<InputScaling> scaling = Optional.ofNullable(dataSets.get(chosen.dataSet()))
                    .flatMap(dataSet -> scaling(
                            session,
                            session.weights(),
                            dataSet.id(),
                            chosen.recipe().normalisation()));
            WarmStarts starts = new WarmStarts(session, experiment);
            return initial(experiment, chosen, dataSets, starts.weights(), starts.of(chosen), scaling);
        }
    }

    private Weights initial(
            ExperimentFile experiment,
            Variant chosen,
            Map<String, ResolvedDataSet> dataSets,
            Map<Initial.Source, FoundWeights> weights,
            Optional<WeightsLookup.Found> found,
            Optional<InputScaling> scaling) {
        Map<String, DataSetFacts> facts = new LinkedHashMap<>();
        facts.put(DataSetLookup.QUICKSTART, DataSetLookup.quickstartFacts());
        dataSets.forEach((name, dataSet) -> facts.put(name, dataSet.facts()));
        experiment.describe(facts, weights); // refuses what could not be trained
        DataSetFacts dataSet = Optional.ofNullable(facts.get(chosen.dataSet()))
                .or(() -> DataSetFacts.wellKnown(chosen.dataSet()))
                .orElseThrow();
        Architecture architecture = chosen.network().architecture(dataSet.classes());
        long from = seed == null ? 0 : seed;
        Map<String, String> provenance = new TreeMap<>();
        provenance.put("experiment", experiment.experiment().name());
        provenance.put("variant", chosen.name());
        provenance.put("seed", Long.toString(from));
        provenance.put("iteration", "0");
        return new Weights(
                architecture,
                chosen.initial() instanceof Initial.Taken taken
                        ? found.orElseThrow().beginning(architecture, from, taken.classifier())
                        : Beginning.drawn(architecture, from),
                scaling,
                provenance);
    }

    private Variant chosen(List<Variant> variants) {
        List<String> names = variants.stream().map(Variant::name).toList();
        if (variant == null && variants.size() > 1) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "the file has several variants; choose one with --variant: " + names);
        }
        return variants.stream()
                .filter(each -> variant == null || each.name().equals(variant))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.WRONG_INPUT, "there is no variant " + variant + " in the file; it has " + names));
    }

    private void print(Map<String, String> provenance, long bytes) {
        PrintWriter out = spec.commandLine().getOut();
        if (options.json()) {
            ObjectNode json = new ObjectMapper()
                    .createObjectNode()
                    .put("file", output.toString())
                    .put("format", format.name().toLowerCase(Locale.ROOT))
                    .put("bytes", bytes);
            provenance.forEach(json.putObject("provenance")::put);
            out.println(json.toPrettyString());
        } else {
            out.printf(
                    "%s: %,d bytes, iteration %s, weights %s%n",
                    output, bytes, provenance.get("iteration"), provenance.get("weights"));
        }
        out.flush();
    }
}
