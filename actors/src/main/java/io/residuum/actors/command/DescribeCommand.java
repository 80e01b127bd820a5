package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.Description;
import io.residuum.actors.experiment.Description.DescribedVariant;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.Recipe;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.actors.run.StoredBatches;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residuum describe FILE…}: checks files, says what they would run. */
@Command(
        name = "describe",
        description = "Checks experiment files and says what they would run: networks, sizes, runs to do and done.",
        footer = {"", "cifar10, cifar100 and imagenet can be described before they are imported."})
final class DescribeCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The experiment files.")
    private List<Path> files = List.of();

    @ArgGroup
    private @Nullable Speed speed;

    /** Where the time a run takes is known from. */
    static final class Speed {
        @Option(
                names = "--measure",
                description = "Also time and memory, from some training steps of each variant here.")
        private boolean measured;

        @Option(
                names = "--throughput",
                paramLabel = "IMAGES",
                description =
                        "Also time, at so many images a second of the first variant; others by their multiply-adds.")
        private double imagesPerSecond;
    }

    @Option(
            names = "--memory",
            description =
                    "Also the memory that training takes, reckoned from two shallow networks of each design measured here.")
    private boolean memory;

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    /**
     * What is known of a file.
     *
     * @param planned a plan and the runs of it that have ended; none while a data set is not in the store
     */
    private record Described(
            Description description,
            Optional<Planned> planned,
            Map<DescribedVariant, StepCost> costs,
            Map<DescribedVariant, MemoryForecast> memory) {
        Described(Description description, Optional<Planned> planned) {
            this(description, planned, Map.of(), Map.of());
        }

        ObjectNode toJson() {
            ObjectNode json = planned.map(plan -> description.toJson(plan.plan(), plan.ended()))
                    .orElseGet(description::toJson);
            for (int i = 0; i < description.variants().size(); i++) {
                DescribedVariant variant = description.variants().get(i);
                StepCost cost = costs.get(variant);
                if (cost != null) {
                    cost.write((ObjectNode) json.path("variants").path(i), variant);
                }
                MemoryForecast forecast = memory.get(variant);
                if (forecast != null) {
                    forecast.write((ObjectNode) json.path("variants").path(i));
                }
            }
            return json;
        }
    }

    private record Planned(BatchPlan plan, Set<RunId> ended) {}

    @Override
    public Integer call() {
        List<ExperimentFile> experiments =
                files.stream().map(InputFiles::experiment).toList();
        List<Described> described;
        if (options.configuration().store().isEmpty()
                && !Files.isDirectory(options.home().resolve("s3"))) {
            described = experiments.stream()
                    .map(experiment -> new Described(experiment.describe(generated()), Optional.empty()))
                    .toList();
        } else {
            try (Session session = Session.toRead(options)) {
                described = experiments.stream()
                        .map(experiment -> described(session, experiment))
                        .toList();
            }
        }
        if (speed != null) {
            described = described.stream().map(this::withCosts).toList();
        }
        if (memory) {
            described = described.stream().map(this::withMemory).toList();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (options.json()) {
            out.println(json(described).toPrettyString());
        } else {
            described.forEach(one -> print(out, one));
        }
        out.flush();
        return ExitCode.DONE.number();
    }

    private Described withCosts(Described one) {
        Speed known = Objects.requireNonNull(speed);
        if (!known.measured && !(known.imagesPerSecond > 0 && Double.isFinite(known.imagesPerSecond))) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "--throughput is images a second, more than 0, was " + known.imagesPerSecond);
        }
        List<DescribedVariant> variants = one.description().variants();
        Map<String, StepCost> byWork = new HashMap<>();
        Map<DescribedVariant, StepCost> costs = new LinkedHashMap<>();
        for (DescribedVariant variant : variants) {
            costs.put(
                    variant,
                    byWork.computeIfAbsent(
                            work(variant),
                            work -> known.measured
                                    ? measured(variant)
                                    : new StepCost(
                                            known.imagesPerSecond
                                                    * variants.get(0).multiplyAdds()
                                                    / variant.multiplyAdds(),
                                            OptionalLong.empty())));
        }
        return new Described(one.description(), one.planned(), costs, one.memory());
    }

    private Described withMemory(Described one) {
        Map<String, MemoryForecast> byWork = new HashMap<>();
        Map<DescribedVariant, MemoryForecast> forecasts = new LinkedHashMap<>();
        for (DescribedVariant variant : one.description().variants()) {
            forecasts.put(variant, byWork.computeIfAbsent(work(variant), work -> forecast(variant)));
        }
        return new Described(one.description(), one.planned(), one.costs(), forecasts);
    }

    private MemoryForecast forecast(DescribedVariant variant) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("reckoning the memory of " + variant.name() + ": " + variant.network() + " ...");
        err.flush();
        return MemoryForecast.of(variant, settings().threadsPerSlot());
    }

    private StepCost measured(DescribedVariant variant) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("measuring " + variant.name() + ": " + variant.network() + " ...");
        err.flush();
        return StepMeasurement.of(variant, settings().threadsPerSlot());
    }

    private ActorsSettings settings() {
        return ActorsSettings.from(
                options.configuration().config(),
                Machine.hostName(),
                Runtime.getRuntime().availableProcessors());
    }

    /** What variants of equal cost have in common. */
    private static String work(DescribedVariant variant) {
        Recipe recipe = variant.exemplar().recipe();
        return variant.exemplar().architecture() + " " + recipe.miniBatch() + " " + recipe.slices() + " "
                + recipe.arithmetic() + " " + variant.images();
    }

    private Described described(Session session, ExperimentFile experiment) {
        Map<String, ResolvedDataSet> dataSets = new DataSetLookup(session).resolve(experiment);
        Map<String, DataSetFacts> facts = new LinkedHashMap<>(generated());
        dataSets.forEach((name, dataSet) -> facts.put(name, dataSet.facts()));
        WarmStarts starts = new WarmStarts(session, experiment);
        Description description = experiment.describe(facts, starts.weights());
        starts.notes(dataSets).forEach(note -> spec.commandLine().getErr().println("note: " + note));
        if (!dataSets.keySet().containsAll(experiment.experiment().dataSets())) {
            return new Described(description, Optional.empty());
        }
        BatchPlan plan = experiment.plan(dataSets, starts.weights());
        return new Described(description, Optional.of(new Planned(plan, ended(session, plan))));
    }

    /** One file as itself; of several, each under {@code experiments}, and the variants of all in one list. */
    private static ObjectNode json(List<Described> described) {
        if (described.size() == 1) {
            return described.get(0).toJson();
        }
        ObjectNode json = Json.object();
        ArrayNode experiments = json.putArray("experiments");
        ArrayNode variants = json.putArray("variants");
        for (Described one : described) {
            ObjectNode whole = one.toJson();
            experiments.add(whole);
            for (JsonNode variant : whole.path("variants")) {
                ObjectNode copy =
                        variants.addObject().put("experiment", one.description().name());
                variant.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
            }
        }
        return json;
    }

    /** What the quick start's images are like, before they are made. */
    private static Map<String, DataSetFacts> generated() {
        return Map.of(DataSetLookup.QUICKSTART, DataSetLookup.quickstartFacts());
    }

    private static Set<RunId> ended(Session session, BatchPlan plan) {
        StoredBatches batches = session.batches();
        Set<RunId> ended = new HashSet<>();
        for (RunId run : plan.runs().keySet()) {
            RunStatus status = session.await(batches.run(run)).status();
            if (status.isEnded() && status != RunStatus.DELETED) {
                ended.add(run);
            }
        }
        return ended;
    }

    private void print(PrintWriter out, Described described) {
        Description description = described.description();
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
            if (!variant.candidates().isEmpty()) {
                out.printf(
                        "    the best of %d is chosen first, by %d of these runs, on parts of the training images: %s%n",
                        variant.candidates().size(), variant.trials(), String.join("; ", variant.candidates()));
            }
            StepCost cost = described.costs().get(variant);
            if (cost != null) {
                out.println("    " + cost.text(variant, settings().slots()));
            }
            MemoryForecast forecast = described.memory().get(variant);
            if (forecast != null) {
                out.println("    " + forecast.text());
            }
            variant.notes().forEach(note -> out.println("    note: " + note));
        }
        described
                .planned()
                .ifPresent(planned -> out.printf(
                        "batch %s: %d runs to do, %d done%n",
                        planned.plan().id(),
                        planned.plan().runsInAll() - planned.ended().size(),
                        planned.ended().size()));
    }
}
