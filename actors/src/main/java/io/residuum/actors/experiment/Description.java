package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.model.Architecture;
import io.residuum.model.ParameterLayout;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an experiment would train, told before anything is trained. */
public record Description(String name, List<Long> seeds, List<DescribedVariant> variants) {
    public Description {
        seeds = List.copyOf(seeds);
        variants = List.copyOf(variants);
    }

    /**
     * One row of the table to be.
     *
     * @param classes of the data set
     * @param images how large the network sees them
     * @param settings the numbers of the shortcut, such as its bias
     * @param multiplyAdds of one image's forward pass
     * @param tensors parameters and running statistics, as an export holds them
     * @param trainingImages that the network sees in one run, repetitions counted
     * @param exemplar any of its runs, as far as that is known before there is a data set
     * @param candidates the values of which the best is chosen first; none where nothing is chosen
     * @param trials runs by which they are judged, counted in {@code runs}
     * @param notes what is legal and perhaps not meant, a sentence each
     */
    public record DescribedVariant(
            String name,
            String row,
            String column,
            String dataSet,
            int classes,
            ImageShape images,
            String network,
            String unit,
            String shortcut,
            ObjectNode settings,
            long parameters,
            long multiplyAdds,
            int tensors,
            int runs,
            long iterations,
            long trainingImages,
            RunSpec exemplar,
            Published published,
            List<String> candidates,
            int trials,
            List<String> notes) {
        public DescribedVariant {
            settings = settings.deepCopy();
            candidates = List.copyOf(candidates);
            notes = List.copyOf(notes);
        }
    }

    /**
     * @param runs in all
     * @param trials of them, those by which candidates are judged
     */
    static DescribedVariant variant(
            String name,
            Variant variant,
            DataSetFacts facts,
            Recipe recipe,
            int runs,
            List<String> candidates,
            int trials) {
        Architecture architecture = variant.network().architecture(facts.classes());
        ParameterLayout layout = architecture.layout();
        if (!(recipe.length() instanceof Length.Iterations length)) {
            throw new AssertionError("checked before: " + recipe);
        }
        ImageShape shape = recipe.augmenting().shape(facts.sizes()).orElseThrow();
        return new DescribedVariant(
                name,
                variant.row(),
                variant.column(),
                variant.dataSet(),
                facts.classes(),
                shape,
                architecture.name(),
                variant.network().unit().label(),
                variant.network().shortcut().label(),
                Shortcuts.settings(variant.network().shortcut()),
                architecture.parameters(),
                architecture.multiplyAdds(shape.height(), shape.width()),
                layout.parameters().size() + layout.statistics().size(),
                runs,
                length.iterations(),
                Math.multiplyExact(length.iterations(), (long) recipe.miniBatch()),
                exemplar(variant.network(), facts.classes(), recipe),
                variant.published(),
                candidates,
                trials,
                notes(recipe.learningRate(), length.iterations()));
    }

    private static RunSpec exemplar(NetworkDesign network, int classes, Recipe recipe) {
        return new RunSpec(
                network,
                classes,
                recipe,
                0,
                Sha256.of(new byte[0]),
                new DataView.Whole(),
                RunSpec.SEMANTICS,
                new Start.Drawn(),
                recipe.learningRate().isReactive() ? List.of(0L) : List.of());
    }

    private static List<String> notes(LearningRate learningRate, long iterations) {
        List<String> notes = new ArrayList<>();
        if (learningRate.warmUp().iterations() >= iterations) {
            notes.add("the warm-up of %d iterations outlasts the run of %d"
                    .formatted(learningRate.warmUp().iterations(), iterations));
        }
        if (learningRate.schedule() instanceof Schedule.Steps steps) {
            steps.drops().stream()
                    .filter(drop -> drop >= iterations)
                    .map(drop -> "the drop at %d lies behind the run of %d iterations".formatted(drop, iterations))
                    .forEach(notes::add);
        }
        return notes;
    }

    /** What {@code describe --json} prints when nothing is known of a store. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("name", name);
        ArrayNode seedList = json.putArray("seeds");
        seeds.forEach(seedList::add);
        ArrayNode list = json.putArray("variants");
        for (DescribedVariant variant : variants) {
            ObjectNode row = list.addObject()
                    .put("name", variant.name())
                    .put("row", variant.row())
                    .put("dataSet", variant.dataSet())
                    .put("classes", variant.classes())
                    .put("height", variant.images().height())
                    .put("width", variant.images().width())
                    .put("network", variant.network())
                    .put("unit", variant.unit())
                    .put("shortcut", variant.shortcut())
                    .put("parameters", variant.parameters())
                    .put("multiplyAdds", variant.multiplyAdds())
                    .put("tensors", variant.tensors())
                    .put("runs", variant.runs())
                    .put("iterations", variant.iterations())
                    .put("trainingImages", variant.trainingImages());
            if (!variant.column().isEmpty()) {
                row.put("column", variant.column());
            }
            if (!variant.settings().isEmpty()) {
                row.set("shortcutSettings", variant.settings());
            }
            variant.published().toJson().ifPresent(published -> row.set("published", published));
            if (!variant.candidates().isEmpty()) {
                ObjectNode selection = row.putObject("selection").put("trials", variant.trials());
                ArrayNode candidates = selection.putArray("candidates");
                variant.candidates().forEach(candidates::add);
            }
            ArrayNode notes = row.putArray("notes");
            variant.notes().forEach(notes::add);
        }
        return json;
    }

    /**
     * The same with the batch it would be and its runs, {@code done} or {@code to do}.
     *
     * The runs of a selection's candidates are in neither list before they are chosen.
     *
     * @param ended runs that will not be trained again
     */
    public ObjectNode toJson(BatchPlan plan, Set<RunId> ended) {
        ObjectNode json = toJson();
        json.put("batch", plan.id().value());
        ObjectNode runs = json.putObject("runs");
        ArrayNode toDo = runs.putArray("toDo");
        ArrayNode done = runs.putArray("done");
        plan.runs().keySet().stream().filter(ended::contains).forEach(run -> done.add(run.hex()));
        plan.runs(plan.variants(Map.of())).keySet().stream()
                .filter(run -> !ended.contains(run))
                .forEach(run -> toDo.add(run.hex()));
        return json;
    }
}
