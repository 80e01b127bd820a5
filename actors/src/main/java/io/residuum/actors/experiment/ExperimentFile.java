package io.residuum.actors.experiment;

import io.residuum.model.Architecture;
import io.residuum.pipeline.EpochArithmetic;
import io.residuum.pipeline.Normalisation;
import io.residuum.storage.ImageShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An experiment file that was read and found right, and what it asks for once the data sets are known.
 *
 * <p>It keeps the lines of what it read, so that what only the store can tell (a data set that is not there) is reported like any other
 * problem of the file.
 */
public final class ExperimentFile {
    private final String file;
    private final String source;
    private final Experiment experiment;
    private final Map<String, Setting> dataSets;
    private final List<Setting> places;
    private final Map<String, Setting> initials;

    private ExperimentFile(
            String file,
            String source,
            Experiment experiment,
            Map<String, Setting> dataSets,
            List<Setting> places,
            Map<String, Setting> initials) {
        this.file = file;
        this.source = source;
        this.experiment = experiment;
        this.dataSets = Map.copyOf(dataSets);
        this.places = List.copyOf(places);
        this.initials = Map.copyOf(initials);
    }

    /**
     * Reads and checks a file.
     *
     * @param file its name, for messages only
     * @throws ExperimentException with every problem of the file, if it has any
     */
    public static ExperimentFile parse(String file, byte[] bytes) {
        String text = HoconText.decode(file, bytes);
        var problems = new Problems(file);
        var reader = new ExperimentReader(problems);
        Experiment experiment = reader.read(HoconText.parse(file, text));
        problems.throwIfAny();
        return new ExperimentFile(file, text, experiment, reader.dataSets(), reader.variantPlaces(), reader.initials());
    }

    public Experiment experiment() {
        return experiment;
    }

    /**
     * The same experiment with further seeds behind its own; one it has already stays where it is. Its runs with the seeds it had
     * are the same runs.
     *
     * @throws IllegalArgumentException if that is more than an experiment may have
     */
    public ExperimentFile withSeeds(List<Long> further) {
        Set<Long> seeds = new LinkedHashSet<>(experiment.seeds());
        seeds.addAll(further);
        if (seeds.size() > ExperimentReader.MAX_SEEDS) {
            throw new IllegalArgumentException(
                    "an experiment has at most " + ExperimentReader.MAX_SEEDS + " seeds, were " + seeds.size());
        }
        return new ExperimentFile(file, source, experiment.withSeeds(List.copyOf(seeds)), dataSets, places, initials);
    }

    /** The text as it was written, comments included. */
    public String source() {
        return source;
    }

    /**
     * The plan of a batch to train, under this release's semantics.
     *
     * @param store the data sets that are there, by name, and by {@code name@version} where the file asks for one
     * @throws ExperimentException if one is missing, or cannot be trained on as asked
     */
    public BatchPlan plan(Map<String, ResolvedDataSet> store) {
        return plan(store, Map.of());
    }

    /**
     * The same for a file with variants that start from weights.
     *
     * @param weights what was found for each of {@link #sources}
     * @throws ExperimentException also if weights are not there, or of another network
     */
    public BatchPlan plan(Map<String, ResolvedDataSet> store, Map<Initial.Source, FoundWeights> weights) {
        Map<String, DataSetFacts> facts = new LinkedHashMap<>();
        store.forEach((name, dataSet) -> facts.put(name, dataSet.facts()));
        check(facts, store.keySet(), weights);
        List<PlannedVariant> variants = new ArrayList<>();
        for (Variant variant : experiment.variants()) {
            ResolvedDataSet dataSet = known(store, variant.dataSet());
            variants.add(new PlannedVariant(
                    variant.name(),
                    variant.row(),
                    variant.column(),
                    dataSet,
                    variant.network(),
                    resolved(variant, dataSet.facts()),
                    variant.view(),
                    variant.published(),
                    start(variant.initial(), weights),
                    variant.candidacy()));
        }
        return new BatchPlan(
                experiment.name(),
                experiment.seeds(),
                experiment.failAbovePercent(),
                experiment.marginPoints(),
                experiment.views(),
                variants,
                RunSpec.SEMANTICS);
    }

    /**
     * What it would train, also before the data sets that everybody knows are imported.
     *
     * @param store the facts of the data sets that are there, by the names the file may use
     * @throws ExperimentException as {@link #plan}
     */
    public Description describe(Map<String, DataSetFacts> store) {
        return describe(store, Map.of());
    }

    /** The same for a file with variants that start from weights. */
    public Description describe(Map<String, DataSetFacts> store, Map<Initial.Source, FoundWeights> weights) {
        Map<String, DataSetFacts> facts = new LinkedHashMap<>();
        for (String name : experiment.dataSets()) {
            DataSetFacts.wellKnown(name).ifPresent(known -> facts.put(name, known));
        }
        facts.putAll(store);
        check(facts, store.keySet(), weights);
        List<Description.DescribedVariant> variants = new ArrayList<>();
        Map<String, List<Variant>> named = experiment.variants().stream()
                .collect(Collectors.groupingBy(Variant::nameInFile, LinkedHashMap::new, Collectors.toList()));
        named.forEach((name, parts) -> {
            Variant shown =
                    parts.get(parts.size() - 1); // of a selection, what is trained if the last candidate is chosen
            DataSetFacts dataSet = known(facts, shown.dataSet());
            variants.add(Description.variant(
                    name,
                    shown,
                    dataSet,
                    resolved(shown, dataSet),
                    trials(parts) + experiment.seeds().size(),
                    candidates(parts),
                    trials(parts)));
        });
        return new Description(experiment.name(), experiment.seeds(), variants);
    }

    private int trials(List<Variant> parts) {
        return parts.stream()
                .filter(part -> part.candidacy().filter(Candidacy::trial).isPresent())
                .mapToInt(part -> experiment.seeds(part).size())
                .sum();
    }

    private static List<String> candidates(List<Variant> parts) {
        return parts.stream()
                .flatMap(part -> part.candidacy().stream())
                .map(Candidacy::values)
                .distinct()
                .toList();
    }

    private static Recipe resolved(Variant variant, DataSetFacts facts) {
        return variant.recipe().withLength(new Length.Iterations(iterations(variant, facts)));
    }

    /** An epoch is of the images that are trained on. */
    private static long iterations(Variant variant, DataSetFacts facts) {
        Recipe recipe = variant.recipe();
        var epochs = new EpochArithmetic(
                variant.view().trained(facts.trainImages()), recipe.miniBatch(), recipe.lastBatch());
        return recipe.length().iterations(epochs);
    }

    private static <T> T known(Map<String, T> byName, String name) {
        T value = byName.get(name);
        if (value == null) {
            throw new AssertionError("[" + name + "] was checked to be there");
        }
        return value;
    }

    /** Where its variants take weights from, each once. */
    public Set<Initial.Source> sources() {
        Set<Initial.Source> sources = new LinkedHashSet<>();
        for (Variant variant : experiment.variants()) {
            if (variant.initial() instanceof Initial.Taken taken) {
                sources.add(taken.source());
            }
        }
        return sources;
    }

    private static Start start(Initial initial, Map<Initial.Source, FoundWeights> weights) {
        return initial instanceof Initial.Taken taken
                        && weights.get(taken.source()) instanceof FoundWeights.Tensors tensors
                ? new Start.Weights(tensors.digest(), taken.classifier())
                : new Start.Drawn();
    }

    private void check(
            Map<String, DataSetFacts> facts, Collection<String> names, Map<Initial.Source, FoundWeights> weights) {
        var problems = new Problems(file);
        for (int i = 0; i < places.size(); i++) {
            Variant variant = experiment.variants().get(i);
            Setting setting = known(dataSets, variant.dataSet());
            DataSetFacts dataSet = facts.get(variant.dataSet());
            if (dataSet == null) {
                List<String> there = names.stream().sorted().toList();
                problems.add(
                        setting,
                        setting.found() + ", which is not in the store",
                        there.isEmpty() ? "a data set that was imported; there is none yet" : String.join(", ", there),
                        Nearest.advice(variant.dataSet(), there));
            } else {
                check(variant, dataSet, setting, problems);
                checkViews(variant, dataSet, places.get(i), problems);
                if (variant.initial() instanceof Initial.Taken taken) {
                    check(
                            known(initials, variant.nameInFile()),
                            taken.classifier(),
                            Optional.ofNullable(weights.get(taken.source())),
                            variant.network(),
                            dataSet.classes(),
                            problems);
                }
            }
        }
        problems.throwIfAny();
    }

    private static void check(
            Setting setting,
            ClassifierStart classifier,
            Optional<FoundWeights> found,
            NetworkDesign network,
            int classes,
            Problems problems) {
        FoundWeights weights = found.orElse(new FoundWeights.Unusable("which is not in the store", ""));
        if (weights instanceof FoundWeights.Unusable unusable) {
            problems.add(setting, setting.found() + ", " + unusable.reason(), "", unusable.advice());
        } else if (weights instanceof FoundWeights.Tensors tensors && problems.isEmpty()) {
            Architecture architecture = network.architecture(classes);
            var fit = new WeightsFit(architecture.layout(), tensors.shapes(), classifier);
            String misfits = fit.misfits();
            if (!misfits.isEmpty()) {
                problems.add(
                        setting,
                        setting.found() + ", whose tensors are not those of " + architecture.name() + ": " + misfits,
                        "",
                        fit.advice());
            }
        }
    }

    private void checkViews(Variant variant, DataSetFacts dataSet, Setting place, Problems problems) {
        if (!experiment.views().isEmpty() && variant.recipe().normalisation() == Normalisation.PER_PIXEL_MEAN) {
            problems.add(
                    place,
                    "evaluation in views of images that lose the mean of each pixel",
                    "views beside normalisation = channel",
                    "nearest: recipe.normalisation = channel");
            return;
        }
        for (EvaluationView view : experiment.views()) {
            try {
                variant.network().architecture(dataSet.classes()).multiplyAdds(view.cropPixels(), view.cropPixels());
            } catch (IllegalArgumentException e) {
                problems.add(place, "view \"" + view.name() + "\": " + e.getMessage(), "", "");
            }
        }
    }

    private static void check(Variant variant, DataSetFacts dataSet, Setting setting, Problems problems) {
        Optional<ImageShape> seen = variant.recipe().augmenting().shape(dataSet.sizes());
        if (seen.isEmpty()) {
            String word =
                    Words.AUGMENTATION.wordOf(variant.recipe().augmenting().method());
            problems.add(
                    setting,
                    setting.found() + ", whose images differ in size",
                    "images of one size for augmentation = " + word,
                    "networks of the family imagenet take scale, scale-and-aspect");
            return;
        }
        if (variant.view() instanceof DataView.HeldOut && dataSet.trainImages() < 2L * dataSet.classes()) {
            problems.add(
                    setting,
                    setting.found()
                            + ", of which a part is to be held out, with fewer than two training images a class",
                    "two images of each class or more",
                    "leave validation out");
            return;
        }
        if (variant.view() instanceof DataView.HeldOut part
                && part.trained(dataSet.trainImages()) == dataSet.trainImages()) {
            problems.add(
                    setting,
                    setting.found() + ", of whose " + dataSet.trainImages() + " training images a share of "
                            + part.fraction() + " is none",
                    "a larger share",
                    "");
            return;
        }
        if (variant.view() instanceof DataView.Fold fold
                && fold.folds() > dataSet.trainImages() / Math.max(1, dataSet.classes())) {
            long images = dataSet.trainImages() / Math.max(1, dataSet.classes());
            problems.add(
                    setting,
                    fold.folds() + " folds of " + setting.shown() + ", whose classes have " + images
                            + " training images or fewer",
                    "at least an image of each class in each fold",
                    "nearest: folds = " + Math.max(2, images));
        }
        if (dataSet.trainImages() == 0 || dataSet.testImages() == 0) {
            problems.add(setting, setting.found() + ", without training or test images", "both", "import it again");
            return;
        }
        try {
            ImageShape shape = seen.get();
            Architecture architecture = variant.network().architecture(dataSet.classes());
            architecture.multiplyAdds(shape.height(), shape.width());
            architecture.parameters(); // too many for one flat tensor is an error of arithmetic
            long iterations = iterations(variant, dataSet);
            if (iterations > RecipeReader.MAX_ITERATIONS) {
                String found = setting.found() + ", of which the epochs are " + iterations + " iterations";
                problems.add(setting, found, "at most " + RecipeReader.MAX_ITERATIONS, "");
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            problems.add(setting, setting.found() + ": " + e.getMessage(), "", "");
        }
    }
}
