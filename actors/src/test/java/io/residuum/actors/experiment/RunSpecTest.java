package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.model.ShortcutDesign;
import io.residuum.storage.Sha256;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunSpecTest {
    private static final String ONE = "{ name = original, network = resnet-110 }";

    private static RunSpec paper() {
        return run(
                """
                experiment { name = paper, dataset = cifar10, seeds = [1], variants = [ { name = a, network = resnet-110 } ] }
                """);
    }

    private static RunSpec run(String text) {
        return Plans.plan(text).runs().values().iterator().next();
    }

    /** Written down once: if this test fails, every run that was ever trained would be trained again. */
    @Test
    void identitiesStayWhatTheyWere() {
        assertThat(paper().canonicalJson())
                .isEqualTo(
                        "{\"dataSet\":\"808045809b88318005a5b96ecbdd1ff54a390f7fdf4b91de03773109d1dddf63\","
                                + "\"network\":{\"classes\":10,\"depth\":110},\"seed\":\"1\",\"semantics\":1,\"view\":\"all\"}");
        assertThat(paper().id().hex()).isEqualTo("ad2f2c6182a92f5db5a584d9c57e3632ffd0e734ad6b76f51becdbd2c8d78d6a");
        assertThat(Plans.plan("units", 2, ONE).runs().values())
                .first()
                .extracting(RunSpec::canonicalJson)
                .asString()
                .endsWith(
                        "\"recipe\":{\"evaluateEvery\":20,\"iterations\":640,\"learningRate\":{\"schedule\":"
                                + "{\"drops\":[320,480],\"factor\":0.1,\"type\":\"steps\"}}},\"seed\":\"1\",\"semantics\":1,\"view\":\"all\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "experiment { name = other, dataset = cifar10, seeds = [1], variants = [ { name = a, network = resnet-110 } ] }",
                "experiment { name = paper, dataset = cifar10, seeds = [1, 2], variants = [ { name = b, row = c, network = resnet-110 } ] }",
                "experiment { name = paper, dataset = cifar10, seeds = [1], variants = [ { name = a, network = resnet-110, published = 6 } ] }",
                "experiment { name = paper, dataset = cifar10, fail-above = 3, seeds = [1], variants = [ { name = a, network = resnet-110 } ] }",
                "# a comment\nexperiment { name = paper, dataset = cifar10, seeds = [1], variants = [ { name = a, network = resnet-110 } ] }",
                "experiment { name = paper, seeds = [1], variants = [ { name = a, network = resnet-110, dataset = cifar10 } ] }",
                "experiment { name = paper, dataset = cifar10, seeds = [1], variants = [ { name = a, network = resnet-110, block = basic,"
                        + " unit = original, width = 1, family = cifar, stride-in = first, shortcut.type = identity,"
                        + " recipe { preset = cifar, iterations = 64000, momentum = 0.90 } } ] }"
            })
    void namesCommentsPublishedFiguresAndWrittenDefaultsAreNotInIt(String text) {
        assertThat(run(text).id()).isEqualTo(paper().id());
    }

    @Test
    void epochsAndTheIterationsTheyComeToAreOneRun() {
        String text =
                "experiment { name = a, dataset = cifar10, seeds = [1], variants = [ { name = a, network = resnet-20,"
                        + " recipe { last-batch = short, %s } } ] }";

        assertThat(run(text.formatted("epochs = 2")).id())
                .isEqualTo(run(text.formatted("iterations = 782")).id());
    }

    @Test
    void aShortcutWithItsNumbersIsInTheIdentityAndComesBack() {
        List<RunSpec> runs = Stream.of(
                        "type = identity",
                        "type = zero",
                        "type = convolution",
                        "type = constant-scaling, shortcut = 0.5",
                        "type = constant-scaling, shortcut = 0.5, branch = 0.5",
                        "type = exclusive-gating, bias = -6",
                        "type = exclusive-gating, bias = -7",
                        "type = shortcut-only-gating, bias = -6",
                        "type = dropout, keep = 0.5",
                        "type = dropout, keep = 0.5, rescale = true",
                        "type = dropout, keep = 0.9")
                .map(shortcut -> run("experiment { name = a, dataset = cifar10, seeds = [1],"
                        + " variants = [ { name = a, network = resnet-110, shortcut { " + shortcut + " } } ] }"))
                .toList();

        assertThat(runs).extracting(RunSpec::id).doesNotHaveDuplicates();
        assertThat(runs).allSatisfy(run -> assertThat(RunSpec.fromJson(Json.parse(run.canonicalJson())))
                .isEqualTo(run));
    }

    @Test
    void everyShortcutHasAWord() {
        assertThat(Arrays.stream(ShortcutDesign.class.getPermittedSubclasses()).map(Class::getSimpleName))
                .hasSameSizeAs(Shortcuts.TYPES.words())
                .allMatch(name -> Shortcuts.TYPES
                        .words()
                        .contains(name.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT)));
    }

    static List<Map.Entry<String, RunSpec>> runsThatDifferInOneField() {
        return mutations("run", paper()).entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), (RunSpec) entry.getValue()))
                .toList();
    }

    /** Every field of the record and of those inside it, found by reflection, so that a new one cannot be forgotten. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("runsThatDifferInOneField")
    void everyFieldIsInTheIdentityAndComesBack(Map.Entry<String, RunSpec> changed) {
        assertThat(changed.getValue().id()).isNotEqualTo(paper().id());
        assertThat(RunSpec.fromJson(Json.parse(changed.getValue().canonicalJson())))
                .isEqualTo(changed.getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"validation = 0.1", "validation = 0.001", "validation { folds = 10, fold = 10 }"})
    void aViewOfTheTrainingSetIsInTheIdentityAndComesBack(String validation) {
        ExperimentFile file = Plans.file("experiment { name = a, dataset = cifar10, seeds = [1], " + validation
                + ", variants = [ " + ONE + " ] }");
        BatchPlan plan = file.plan(Plans.STORE);
        RunSpec run = plan.runs().values().iterator().next();

        assertThat(run.id()).isNotEqualTo(paper().id());
        assertThat(RunSpec.fromJson(run.toJson())).isEqualTo(run);
        assertThat(BatchPlan.fromJson(plan.toJson())).isEqualTo(plan);
    }

    @Test
    void theFieldsThatWereFoundAreThoseThereAre() {
        assertThat(runsThatDifferInOneField())
                .extracting(Map.Entry::getKey)
                .contains(
                        "run.network.depth",
                        "run.network.block",
                        "run.network.unit",
                        "run.network.width",
                        "run.network.strideIn",
                        "run.classes",
                        "run.recipe.length.iterations",
                        "run.recipe.miniBatch",
                        "run.recipe.slices",
                        "run.recipe.lastBatch",
                        "run.recipe.learningRate.rate",
                        "run.recipe.learningRate.warmUp.iterations",
                        "run.recipe.learningRate.schedule",
                        "run.recipe.learningRate.schedule.drops",
                        "run.recipe.learningRate.schedule.factor",
                        "run.recipe.optimiser.nesterov",
                        "run.recipe.optimiser.decay",
                        "run.recipe.augmenting.method",
                        "run.recipe.augmenting.colouring.lighting",
                        "run.recipe.augmenting.colouring.jitter",
                        "run.recipe.arithmetic.checkpointUnits",
                        "run.recipe.objective.labelSmoothing",
                        "run.view",
                        "run.recipe.normalisation",
                        "run.recipe.evaluateEvery",
                        "run.recipe.windowShards",
                        "run.seed",
                        "run.dataSet",
                        "run.semantics",
                        "run.start",
                        "run.start.classifier");
    }

    @Test
    void seedsBeyondWhatADoubleHoldsStayApart() {
        RunSpec run = paper();
        var large = new RunSpec(run.network(), 10, run.recipe(), Long.MAX_VALUE, run.dataSet(), run.view(), 1);
        var next = new RunSpec(run.network(), 10, run.recipe(), Long.MAX_VALUE - 1, run.dataSet(), run.view(), 1);

        assertThat(large.id()).isNotEqualTo(next.id());
        assertThat(RunSpec.fromJson(Json.parse(large.canonicalJson())).seed()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theDefaultsAreThePaperPresetToday() {
        RunSpec run = paper();

        assertThat(Json.without(RunSpecJson.defaults(), RunSpecJson.parts(run.network(), run.recipe(), run.start())))
                .isEqualTo(Json.parse("{\"network\":{\"depth\":110}}"));
    }

    @Test
    void everySchedulesRoundTrip() {
        for (Schedule schedule : List.of(
                new Schedule.Cosine(),
                new Schedule.Points(List.of(new Schedule.Point(0, 0), new Schedule.Point(5, 1.5))),
                new Schedule.Steps(List.of(), 0.5))) {
            RunSpec changed = withSchedule(schedule);
            assertThat(RunSpec.fromJson(changed.toJson())).isEqualTo(changed);
        }
        assertThat(Schedule.class.getPermittedSubclasses())
                .as("and Plateau, below")
                .hasSize(4);
    }

    private static RunSpec plateau(String seeds, String keys) {
        return Plans.plan("experiment { name = a, dataset = cifar10, seeds = " + seeds
                        + ", recipe.learning-rate.schedule { type = plateau, factor = 0.1, patience = 5 " + keys
                        + " }, variants = [ " + ONE + " ] }")
                .runs()
                .values()
                .iterator()
                .next();
    }

    @Test
    void aCohortsSeedsAreInItsIdentityAndTheirOrderIsNot() {
        RunSpec run = plateau("[1, 2, 3]", "");
        assertThat(run.cohort()).containsExactly(1L, 2L, 3L);
        assertThat(RunSpec.fromJson(run.toJson())).isEqualTo(run);
        assertThat(plateau("[1, 3, 2]", "")).isEqualTo(run);
        RunSpec other = plateau("[1, 2]", "");
        assertThat(other.id()).isNotEqualTo(run.id());
        assertThat(other.cohortId()).isPresent().isNotEqualTo(run.cohortId());
        assertThat(run.withSeed(2).cohortId()).isEqualTo(run.cohortId());
        assertThat(paper().cohortId()).isEmpty();
    }

    @Test
    void everyKeyOfAPlateauIsInTheIdentityAndComesBack() {
        RunSpec run = plateau("[1]", "");
        for (String key :
                List.of(", threshold = 0.01", ", most-drops = 3", ", judged-by = training-error", ", patience = 6")) {
            RunSpec changed = plateau("[1]", key);
            assertThat(changed.id()).as(key).isNotEqualTo(run.id());
            assertThat(RunSpec.fromJson(changed.toJson())).as(key).isEqualTo(changed);
        }
    }

    @Test
    void aRunWithAFieldOfALaterReleaseIsRefusedNotTrainedDifferently() {
        ObjectNode json = paper().toJson();
        ((ObjectNode) json.get("network")).put("dilation", 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunSpec.fromJson(json))
                .withMessage("a run with fields that this release does not know; it reads " + paper().canonicalJson());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunSpec.fromJson(paper().toJson().put("view", "fold-1")))
                .withMessage("field [view] must be all, held-out-FRACTION or fold-N-of-M, was \"fold-1\"");
    }

    @Test
    void whatIsNoRunNamesItsField() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunSpec.fromJson(paper().toJson().without("seed")))
                .withMessage("field [seed] is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunSpec.fromJson(paper().toJson().put("semantics", 1.5)))
                .withMessage("field [semantics] must be a whole number, was 1.5");
    }

    private static RunSpec withSchedule(Schedule schedule) {
        RunSpec run = paper();
        Recipe recipe = run.recipe();
        LearningRate rate = recipe.learningRate();
        var changed = new Recipe(
                recipe.length(),
                recipe.miniBatch(),
                recipe.slices(),
                recipe.lastBatch(),
                new LearningRate(rate.rate(), rate.warmUp(), schedule),
                recipe.optimiser(),
                recipe.augmenting(),
                recipe.normalisation(),
                recipe.evaluateEvery(),
                recipe.windowShards(),
                recipe.arithmetic(),
                recipe.objective());
        return new RunSpec(run.network(), 10, changed, 1, run.dataSet(), run.view(), 1);
    }

    /** All values that differ from {@code record} in one component, at any depth, by the component's path. */
    private static Map<String, Object> mutations(String path, Record record) {
        Map<String, Object> mutations = new LinkedHashMap<>();
        RecordComponent[] components = record.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            Object value = component(record, components[i]);
            String name = path + "." + components[i].getName();
            int place = i;
            others(name, value).forEach((key, other) -> mutations.put(key, with(record, place, other)));
        }
        return mutations;
    }

    private static Map<String, Object> others(String path, Object value) {
        Map<String, Object> others = new LinkedHashMap<>();
        if (value instanceof Sha256) {
            others.put(path, Sha256.of(new byte[] {7}));
        } else if (value instanceof Schedule.Steps steps) {
            others.putAll(mutations(path, steps));
            others.put(path, new Schedule.Cosine());
        } else if (value instanceof LearningRate.WarmUp warmUp) { // of iterations or until an error, not both
            others.put(path + ".rate", new LearningRate.WarmUp(warmUp.rate() / 2, warmUp.iterations()));
            others.put(path + ".iterations", new LearningRate.WarmUp(warmUp.rate(), warmUp.iterations() + 6));
            others.put(path, LearningRate.WarmUp.untilTrainingError(warmUp.rate(), 80));
        } else if (path.equals("run.cohort")) {
            return others; // only a reactive run has one: aCohortsSeedsAreInItsIdentity
        } else if (value instanceof Start.Drawn) {
            others.put(path, new Start.Weights(Sha256.of(new byte[] {8}), ClassifierStart.KEPT));
            others.put(path + ".classifier", new Start.Weights(Sha256.of(new byte[] {8}), ClassifierStart.FRESH));
            others.put(path + ".weights", new Start.Weights(Sha256.of(new byte[] {9}), ClassifierStart.KEPT));
        } else if (value instanceof DataView.Whole) {
            others.put(path, new DataView.Fold(2, 5));
        } else if (value instanceof Record record) {
            others.putAll(mutations(path, record));
        } else if (value instanceof Integer number) {
            others.put(path, number + 6);
        } else if (value instanceof Long number) {
            others.put(path, number + 6);
        } else if (value instanceof Double number) {
            others.put(path, number == 0 ? 0.25 : number / 2);
        } else if (value instanceof Boolean flag) {
            others.put(path, !flag);
        } else if (value instanceof List<?>) {
            others.put(path, List.of(5L));
        } else if (value instanceof Enum<?> constant) {
            Arrays.stream(constant.getDeclaringClass().getEnumConstants())
                    .filter(other -> !other.equals(constant))
                    .findFirst()
                    .ifPresent(other -> others.put(path, other)); // an enum of one constant cannot differ yet
        } else {
            throw new AssertionError("teach this test about " + path + ": " + value.getClass());
        }
        return others;
    }

    private static Object component(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record of ours", e);
        }
    }

    private static Object with(Record record, int place, Object value) {
        try {
            RecordComponent[] components = record.getClass().getRecordComponents();
            List<Object> values = new ArrayList<>();
            for (RecordComponent component : components) {
                values.add(component(record, component));
            }
            values.set(place, value);
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return record.getClass().getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record of ours", e);
        }
    }
}
