package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.Description;
import io.residuum.actors.experiment.Description.DescribedVariant;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.Initial;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Variant;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.report.ProbeReport;
import io.residuum.actors.report.Probed;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.actors.run.Beginning;
import io.residuum.actors.run.Probes;
import io.residuum.actors.run.StoredWeights;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.InputPipeline;
import io.residuum.storage.DataSetId;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residuum probe RUN|FILE}: what the paper's analysis predicts, measured in every unit. */
@Command(
        name = "probe",
        description = {
            "Measures every unit of a network on some training images: the norm of the gradient at its input, of its branch and of its",
            "response, the share that f = ReLU cuts off, and what its shortcut multiplies by.",
            "Of an experiment file every variant is measured untrained; of a run the states named with --at, or the first and the newest."
        })
final class ProbeCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "RUN|FILE",
            description = "The beginning of a run's name is enough; or an experiment file.")
    private String subject;

    @Option(
            names = "--at",
            paramLabel = "ITERATION",
            description = "Of a run: a committed state, or 0 for what it began with. May be given several times.")
    private List<Long> iterations = List.of();

    @Option(
            names = "--images",
            paramLabel = "COUNT",
            defaultValue = "16",
            description = "How many images at most; no more than a slice has. Default ${DEFAULT-VALUE}.")
    private int mostImages = 16;

    @Option(names = "--output", paramLabel = "FILE.svg", description = "Also draw everything over depth there.")
    private @Nullable Path output;

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (output != null && !output.toString().endsWith(".svg")) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "the picture is drawn as SVG; name a file that ends in .svg, not " + output);
        }
        if (mostImages < 2) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT,
                    "--images is two or more, of which a unit's statistics are, was " + mostImages);
        }
        ProbeReport report = Files.isRegularFile(Path.of(subject)) || subject.endsWith(".conf") ? ofFile() : ofRun();
        if (output != null) {
            byte[] picture = report.svg().getBytes(StandardCharsets.UTF_8);
            OutputFile.write(output, out -> out.write(picture));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(options.json() ? report.toJson().toPrettyString() + System.lineSeparator() : report.text());
        out.flush();
        return ExitCode.DONE.number();
    }

    private ActorsSettings settings() {
        return ActorsSettings.from(
                options.configuration().config(),
                Machine.hostName(),
                Runtime.getRuntime().availableProcessors());
    }

    // ---- a run ----

    private ProbeReport ofRun() {
        try (Session session = Session.toRead(options)) {
            RunId id = new Subjects(session).run(subject);
            RunHistory history = session.await(session.batches().run(id));
            RunSpec run = history.spec()
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.FAILED, "run " + id.shortHex() + " was never begun; nothing is to be had of it"));
            DataSetId dataSet = history.dataSet().orElseThrow();
            StoredWeights stored = session.weights();
            InputPipeline input = session.await(stored.input(dataSet));
            Probes.Shown shown = session.await(Probes.ofTraining(session.system(), run, input, mostImages));
            List<Probed> networks = new ArrayList<>();
            for (long iteration : iterations(id, history)) {
                say(id.shortHex() + " after " + iteration + " iterations");
                networks.add(new Probed(
                        "run " + id.shortHex(),
                        run.architecture().name(),
                        iteration,
                        Probes.probe(run, state(session, id, history, run, iteration), shown, threads(history))));
            }
            return new ProbeReport(described(shown, "of run " + id.shortHex(), run.seed(), dataSet), networks);
        }
    }

    private List<Long> iterations(RunId id, RunHistory history) {
        if (!iterations.isEmpty()) {
            return iterations.stream().distinct().sorted().toList();
        }
        return history.iteration() == 0
                ? List.of(0L)
                : List.of(0L, Checkpoints.newest(id, history).to());
    }

    private static TrainingState state(Session session, RunId id, RunHistory history, RunSpec run, long iteration) {
        if (iteration == 0) {
            return session.await(Beginning.of(session.store(), run));
        }
        RunEntry.Segment segment = Checkpoints.at(id, history, iteration);
        return session.await(session.weights().at(segment));
    }

    /** As the run was trained, so that its bits are. */
    private int threads(RunHistory history) {
        return history.segments().isEmpty()
                ? settings().threadsPerSlot()
                : settings()
                        .as(history.segments().get(0).segment().environment())
                        .threadsPerSlot();
    }

    private static String described(Probes.Shown shown, String whose, long seed, DataSetId dataSet) {
        return "the first " + shown.images() + " images " + whose + " of seed " + seed + ", of " + dataSet;
    }

    private void say(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("probing " + what + " ...");
        err.flush();
    }

    // ---- a file ----

    private ProbeReport ofFile() {
        if (!iterations.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "--at names an iteration of a run; the variants of a file are untrained");
        }
        ExperimentFile experiment = InputFiles.experiment(Path.of(subject));
        if (options.configuration().store().isEmpty()
                && !Files.isDirectory(options.home().resolve("s3"))) {
            return onNoise(experiment.describe(Map.of()));
        }
        try (Session session = Session.toRead(options)) {
            Map<String, ResolvedDataSet> dataSets = new DataSetLookup(session).resolve(experiment);
            if (!dataSets.keySet().containsAll(experiment.experiment().dataSets())) {
                Map<String, DataSetFacts> facts = new HashMap<>();
                dataSets.forEach((name, dataSet) -> facts.put(name, dataSet.facts()));
                return onNoise(experiment.describe(facts));
            }
            WarmStarts starts = new WarmStarts(session, experiment);
            return onImages(session, experiment.plan(dataSets, starts.weights()), experiment, starts);
        }
    }

    private ProbeReport onImages(Session session, BatchPlan plan, ExperimentFile experiment, WarmStarts starts) {
        Map<DataSetId, InputPipeline> inputs = new HashMap<>();
        List<Probed> networks = new ArrayList<>();
        List<String> images = new ArrayList<>();
        for (int i = 0; i < plan.variants().size(); i++) {
            PlannedVariant variant = plan.variants().get(i);
            if (variant.isTrial()) {
                continue; // the same network on fewer images
            }
            RunSpec run = plan.run(variant, plan.seeds().get(0));
            DataSetId dataSet = variant.dataSet().id();
            InputPipeline input = inputs.computeIfAbsent(
                    dataSet, id -> session.await(session.weights().input(id)));
            Probes.Shown shown = session.await(Probes.ofTraining(session.system(), run, input, mostImages));
            say(variant.name());
            TrainingState state = beginning(experiment.experiment().variants().get(i), run, starts);
            networks.add(new Probed(
                    variant.name(),
                    run.architecture().name(),
                    0,
                    Probes.probe(run, state, shown, settings().threadsPerSlot())));
            images.add(described(shown, "of the first run", run.seed(), dataSet));
        }
        return new ProbeReport(String.join("; ", images.stream().distinct().toList()), networks);
    }

    private static TrainingState beginning(Variant variant, RunSpec run, WarmStarts starts) {
        return variant.initial() instanceof Initial.Taken taken
                ? starts.of(variant).orElseThrow().beginning(run.architecture(), run.seed(), taken.classifier())
                : Beginning.drawn(run.architecture(), run.seed());
    }

    private ProbeReport onNoise(Description description) {
        List<Probed> networks = new ArrayList<>();
        for (DescribedVariant variant : description.variants()) {
            int slice = variant.exemplar().recipe().miniBatch()
                    / variant.exemplar().recipe().slices();
            Probes.Shown shown = Probes.noise(
                    Math.max(2, Math.min(mostImages, slice)),
                    variant.images().height(),
                    variant.images().width());
            RunSpec run = variant.exemplar();
            say(variant.name());
            networks.add(new Probed(
                    variant.name(),
                    variant.network(),
                    0,
                    Probes.probe(
                            run,
                            Beginning.drawn(
                                    run.architecture(), description.seeds().get(0)),
                            shown,
                            settings().threadsPerSlot())));
        }
        return new ProbeReport("noise, since the data set is not in the store", networks);
    }
}
