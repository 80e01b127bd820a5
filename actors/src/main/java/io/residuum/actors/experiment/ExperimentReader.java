package io.residuum.actors.experiment;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import io.residuum.actors.experiment.Settings.Bounds;
import io.residuum.model.Family;
import io.residuum.model.StrideIn;
import io.residuum.model.UnitDesign;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the tree of an experiment file: its keys in the order of the manual, each rule beside the value it guards. */
final class ExperimentReader {
    static final int MAX_NAME = 100;
    static final int MAX_SEEDS = 1_000;
    private static final String SEEDS = "a list of whole numbers, such as [1, 2, 3, 4, 5]";
    private static final int MAX_VARIANTS = 10_000;
    private static final int MAX_TRIALS = 10_000;
    private static final int MAX_WIDTH = 64;
    private static final int ANY_CLASSES = 10; // which depths are legal does not depend on it

    private static final Vocabulary FILE = new Vocabulary(Set.of("experiment"));
    private static final Vocabulary EXPERIMENT = new Vocabulary(Set.of(
            "name", "dataset", "seeds", "fail-above", "margin", "validation", "evaluation", "recipe", "variants"));
    private static final Vocabulary VARIANT = new Vocabulary(plus(
            plus(InitialReader.KEYS, SelectionReader.KEYS.toArray(new String[0])),
            "name",
            "row",
            "column",
            "dataset",
            "network",
            "family",
            "block",
            "unit",
            "shortcut.type",
            "shortcut.shortcut",
            "shortcut.branch",
            "shortcut.bias",
            "shortcut.keep",
            "shortcut.rescale",
            "width",
            "stride-in",
            "recipe",
            "published"));

    private static final Pattern NETWORK = Pattern.compile("resnet-([1-9][0-9]{0,5})");
    private static final Pattern DATA_SET = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}(@[0-9a-f]{6,64})?");

    private static final Experiment NOTHING =
            new Experiment("", List.of(), Double.POSITIVE_INFINITY, Double.NaN, List.of(), List.of());

    private final Problems problems;
    private final Map<String, Setting> dataSets = new LinkedHashMap<>();
    private final Map<String, Setting> initials = new LinkedHashMap<>();
    private final List<Setting> places = new ArrayList<>();
    private final Map<String, RecipeLayer> presets = new HashMap<>();

    ExperimentReader(Problems problems) {
        this.problems = problems;
    }

    /** Ends with every problem reported, or none; what is returned may only be used in the second case. */
    Experiment read(ConfigObject root) {
        Settings file = Settings.of(new Setting(root, ""), FILE, problems);
        Optional<Setting> section = file.require("experiment", "experiment { … }");
        if (section.isEmpty()) {
            return NOTHING;
        }
        Setting inner = new Setting(section.get().value(), "");
        if (!Settings.isSection(inner)) {
            problems.add(section.get(), section.get().found(), "experiment { … }", "");
            return NOTHING;
        }
        Settings settings = Settings.of(inner, EXPERIMENT, problems);
        settings.require("name", "one line of text");
        RecipeLayer recipe = settings.find("recipe")
                .map(setting -> RecipeLayer.of(setting, problems))
                .orElse(RecipeLayer.empty());
        var evaluation = new EvaluationReader(settings, problems);
        List<EvaluationView> views = evaluation.views();
        settings.require("seeds", SEEDS);
        List<Long> seeds = seeds(settings, "seeds");
        var shared = new Shared(settings, recipe, evaluation.validation(), views, seeds);
        return new Experiment(
                settings.text("name", MAX_NAME, ""),
                seeds,
                settings.number("fail-above", Bounds.POSITIVE_PERCENT, Double.POSITIVE_INFINITY),
                settings.number("margin", Bounds.POSITIVE_PERCENT, Double.NaN),
                views,
                variants(settings, shared));
    }

    /** What the experiment says for all its variants. */
    private record Shared(
            Settings settings, RecipeLayer recipe, DataView view, List<EvaluationView> views, List<Long> seeds) {}

    /** Where each name of a data set stands first. */
    Map<String, Setting> dataSets() {
        return dataSets;
    }

    /** Where what a variant starts from stands, by the variant's name. */
    Map<String, Setting> initials() {
        return initials;
    }

    private static Set<String> plus(Set<String> keys, String... further) {
        Set<String> all = new HashSet<>(keys);
        all.addAll(List.of(further));
        return all;
    }

    /** Where each variant stands, in their order. */
    List<Setting> variantPlaces() {
        return places;
    }

    private List<Long> seeds(Settings settings, String key) {
        Optional<Setting> list = settings.find(key);
        Set<Long> seeds = new LinkedHashSet<>();
        List<Setting> elements = settings.list(key, SEEDS);
        for (Setting element : elements) {
            long seed = settings.whole(element, 0, Long.MAX_VALUE, -1);
            if (seed >= 0 && !seeds.add(seed)) {
                problems.add(element, "seed " + seed + " a second time", "each seed once", "");
            }
        }
        list.filter(setting -> setting.is(ConfigValueType.LIST) && elements.isEmpty())
                .ifPresent(setting -> problems.add(setting, "no seeds", SEEDS, ""));
        list.filter(setting -> elements.size() > MAX_SEEDS)
                .ifPresent(setting -> problems.add(setting, elements.size() + " seeds", "at most " + MAX_SEEDS, ""));
        return List.copyOf(seeds);
    }

    private List<Variant> variants(Settings experiment, Shared shared) {
        String allowed = "a list of { name = …, network = resnet-DEPTH, … }";
        Optional<Setting> list = experiment.require("variants", allowed);
        List<Setting> elements = experiment.list("variants", allowed);
        list.filter(setting -> setting.is(ConfigValueType.LIST) && elements.isEmpty())
                .ifPresent(setting -> problems.add(setting, "no variants", allowed, ""));
        if (elements.size() > MAX_VARIANTS) {
            list.ifPresent(setting -> problems.add(
                    setting,
                    elements.size() + " variants",
                    "at most " + MAX_VARIANTS,
                    "make several experiments of it"));
            return List.of();
        }
        Map<String, Setting> names = new LinkedHashMap<>();
        List<Variant> variants = new ArrayList<>();
        for (Setting element : elements) {
            if (!Settings.isSection(element)) {
                problems.add(element, element.found(), "{ name = …, network = resnet-DEPTH, … }", "");
                continue;
            }
            Settings settings = Settings.of(element, VARIANT, problems);
            settings.require("name", "one line of text");
            String text = settings.text("name", MAX_NAME, "");
            settings.find("name").ifPresent(name -> {
                Setting first = names.putIfAbsent(text, name);
                if (first != null && !text.isEmpty()) {
                    String found = "a second variant named " + name.shown() + ", as in line " + first.line();
                    problems.add(name, found, "each name once", "");
                }
            });
            List<Variant> read = read(shared, settings, element);
            variants.addAll(read);
            read.forEach(variant -> places.add(element));
        }
        return variants;
    }

    /** The variant, or every candidate for it and its trials where the file asks for the best of several. */
    private List<Variant> read(Shared shared, Settings settings, Setting element) {
        var selection = new SelectionReader(settings, problems);
        if (!selection.isAsked()) {
            return List.of(variant(shared, settings, element));
        }
        if (!shared.view().isWhole()) {
            shared.settings()
                    .find("validation")
                    .ifPresent(validation -> problems.add(
                            validation,
                            "validation beside a selection",
                            "one of them",
                            "a selection holds out training images by itself, and tests what it chose"));
        }
        List<Long> seeds = seeds(settings, "selection.seeds");
        List<Long> trialSeeds = settings.has("selection.seeds")
                ? seeds
                : shared.seeds().stream().limit(1).toList();
        int folds = selection.folds();
        List<Variant> all = new ArrayList<>();
        List<SelectionReader.Candidate> candidates = selection.candidates(element);
        long trials = (long) candidates.size() * folds * Math.max(1, trialSeeds.size());
        if (trials > MAX_TRIALS) {
            settings.find("selection.grid")
                    .ifPresent(grid -> problems.add(
                            grid, trials + " trials", "at most " + MAX_TRIALS, "fewer values, folds or seeds"));
            return all;
        }
        for (SelectionReader.Candidate candidate : candidates) {
            Variant chosen = variant(shared, Settings.of(candidate.variant(), VARIANT, problems), candidate.variant());
            if (!problems.isEmpty()) {
                return all; // nearly all of it would be said again of every candidate
            }
            for (int fold = 1; fold <= folds; fold++) {
                all.add(chosen.trial(candidate.values(), fold, folds, trialSeeds));
            }
            all.add(chosen.candidate(candidate.values()));
        }
        return all;
    }

    private Variant variant(Shared shared, Settings settings, Setting element) {
        String name = settings.text("name", MAX_NAME, "");
        RecipeLayer own = settings.find("recipe")
                .map(setting -> RecipeLayer.of(setting, problems))
                .orElse(RecipeLayer.empty());
        RecipeLayer written = own.over(shared.recipe());
        String preset =
                new Settings(written.settings(), element, problems).choice("preset", RecipeLayer.PRESETS, "cifar");
        var initial = new InitialReader(settings, problems);
        initial.source().ifPresent(setting -> initials.putIfAbsent(name, setting));
        RecipeLayer layers = written.over(presets.computeIfAbsent(preset, RecipeLayer::preset));
        NetworkDesign network = network(settings, preset);
        var recipe = new RecipeReader(layers, element, problems, network.family());
        return new Variant(
                name,
                settings.text("row", MAX_NAME, name),
                settings.text("column", MAX_NAME, ""),
                dataSet(shared.settings(), settings),
                network,
                recipe.read(),
                shared.view(),
                published(settings, element, shared.views()),
                initial.read(),
                Optional.empty());
    }

    private Published published(Settings settings, Setting element, List<EvaluationView> views) {
        var reader =
                new PublishedReader(views.stream().map(EvaluationView::name).toList(), element, problems);
        return settings.find("published").map(reader::read).orElse(new Published.Nothing());
    }

    private String dataSet(Settings experiment, Settings variant) {
        Settings holder = variant.has("dataset") ? variant : experiment;
        String allowed = "a data set's name, or \"NAME@VERSION\"";
        Optional<Setting> setting = holder.require("dataset", allowed);
        if (setting.isEmpty()) {
            return "";
        }
        Object value = setting.get().value().unwrapped();
        if (value instanceof String name && DATA_SET.matcher(name).matches()) {
            dataSets.putIfAbsent(name, setting.get());
            return name;
        }
        problems.add(setting.get(), setting.get().found(), allowed + " in lower-case letters, digits and hyphens", "");
        return "";
    }

    private NetworkDesign network(Settings settings, String preset) {
        Optional<Setting> setting = settings.require("network", "resnet-DEPTH, such as resnet-110");
        int depth = setting.map(this::depth).orElse(0);
        Family family = settings.choice("family", Words.FAMILY, Family.CIFAR);
        // Facebook's networks, whose recipe this is, have the stride there.
        StrideIn strideIn = preset.equals("imagenet-released") ? StrideIn.THREE_BY_THREE : StrideIn.FIRST;
        var design = new NetworkDesign(
                family,
                depth,
                settings.choice("block", Words.BLOCK, NetworkDesign.defaultBlock(family, depth)),
                settings.choice("unit", Words.UNIT, UnitDesign.ORIGINAL),
                Shortcuts.read(settings, problems),
                settings.count("width", MAX_WIDTH, 1),
                settings.choice("stride-in", Words.STRIDE_IN, strideIn));
        if (depth > 0) {
            try {
                design.architecture(ANY_CLASSES);
            } catch (IllegalArgumentException e) {
                setting.ifPresent(network -> problems.add(network, network.found() + ": " + e.getMessage(), "", ""));
            }
        }
        return design;
    }

    /** 0 when it is not a network's name, which is then reported. */
    private int depth(Setting network) {
        if (network.value().unwrapped() instanceof String name) {
            Matcher matcher = NETWORK.matcher(name);
            if (matcher.matches()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        problems.add(network, network.found(), "resnet-DEPTH, such as resnet-110", "");
        return 0;
    }
}
