package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.residuum.actors.MessagesPage;
import io.residuum.model.Architecture;
import io.residuum.model.Arithmetic;
import io.residuum.model.Block;
import io.residuum.model.Objective;
import io.residuum.model.Optimiser;
import io.residuum.model.UnitDesign;
import io.residuum.pipeline.Augmentation;
import io.residuum.pipeline.CentreView;
import io.residuum.pipeline.LastBatch;
import io.residuum.pipeline.Normalisation;
import io.residuum.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentFileTest {
    private static final MessagesPage MESSAGES = new MessagesPage("experiment files");

    /** What the tests below saw is the manual's table, and no rule of the readers went unseen. */
    @AfterAll
    static void theManualHasEveryMessage() {
        MESSAGES.compare();
        MESSAGES.coversEvery("problems.add(", "actors", "io/residuum/actors/experiment");
    }

    private static final String TWO_VARIANTS =
            """
            experiment {
              name = "units, ResNet-110"
              dataset = cifar10
              seeds = [1, 2, 3, 4, 5]
              fail-above = 20
              recipe { preset = cifar }
              variants = [
                { name = original, network = resnet-110, unit = original, published = 6.61 }
                { name = deep, network = resnet-1001, unit = full-preactivation, row = other,
                  recipe { preset = cifar-released }, published { median = 4.62, mean = 4.69, std = 0.20 } }
              ]
            }
            """;

    @Nested
    class WhatIsRight {
        @Test
        void theManualsExampleIsRead() {
            Experiment experiment = Plans.file(TWO_VARIANTS).experiment();

            assertThat(experiment.name()).isEqualTo("units, ResNet-110");
            assertThat(experiment.seeds()).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(experiment.failAbovePercent()).isEqualTo(20);
            Variant original = experiment.variants().get(0);
            assertThat(original.row()).isEqualTo("original");
            assertThat(original.dataSet()).isEqualTo("cifar10");
            assertThat(original.network().block()).isEqualTo(Block.BASIC);
            assertThat(original.published()).isEqualTo(new Published.Figure(6.61));
            Variant deep = experiment.variants().get(1);
            assertThat(deep.row()).isEqualTo("other");
            assertThat(deep.network().depth()).isEqualTo(1001);
            assertThat(deep.network().unit()).isEqualTo(UnitDesign.FULL_PREACTIVATION);
            assertThat(deep.network().block()).as("the paper's").isEqualTo(Block.BOTTLENECK);
            assertThat(deep.published()).isEqualTo(new Published.Distribution(4.62, 4.69, 0.20));
        }

        @Test
        void theCifarPresetIsThePapersRecipe() {
            assertThat(recipe(""))
                    .isEqualTo(new Recipe(
                            new Length.Iterations(64_000),
                            128,
                            2,
                            LastBatch.CARRY,
                            new LearningRate(
                                    0.1,
                                    new LearningRate.WarmUp(0.01, 400),
                                    new Schedule.Steps(List.of(32_000L, 48_000L), 0.1)),
                            Optimiser.paper(),
                            Augmenting.of(Augmentation.PAD_CROP_FLIP),
                            Normalisation.PER_PIXEL_MEAN,
                            1000,
                            64,
                            Arithmetic.fp32(),
                            Objective.crossEntropy()));
        }

        @Test
        void theReleasedPresetIsTheReleasedCodes() {
            Recipe recipe = recipe("preset = cifar-released");

            assertThat(recipe.length()).isEqualTo(new Length.Epochs(200));
            assertThat(recipe.miniBatch()).isEqualTo(64);
            assertThat(recipe.lastBatch()).isEqualTo(LastBatch.SHORT);
            assertThat(recipe.learningRate())
                    .isEqualTo(new LearningRate(
                            0.1, LearningRate.WarmUp.NONE, new Schedule.Steps(List.of(62_560L, 94_622L), 0.1)));
            assertThat(recipe.optimiser().nesterov()).isTrue();
            assertThat(recipe.normalisation()).isEqualTo(Normalisation.CHANNEL);
        }

        @Test
        void epochsOfTheReleasedPresetAreItsDropsEpochs() {
            BatchPlan plan = Plans.plan(TWO_VARIANTS);

            assertThat(plan.runs(plan.variants().get(1)).get(0).iterations()).isEqualTo(200 * 782);
            assertThat(80 * 782).isEqualTo(62_560);
            assertThat(121 * 782).isEqualTo(94_622);
        }

        @Test
        void aVariantsRecipeLiesOverTheExperimentsAndTheLastNamedPresetUnderBoth() {
            Experiment experiment = Plans.file(
                            """
                    experiment {
                      name = layers, dataset = cifar10, seeds = [1]
                      recipe { preset = cifar, momentum = 0.8, mini-batch = 32 }
                      variants = [ { name = a, network = resnet-20, recipe { preset = cifar-released, mini-batch = 16 } } ]
                    }
                    """)
                    .experiment();
            Recipe recipe = experiment.variants().get(0).recipe();

            assertThat(recipe.optimiser().momentum()).as("the experiment's").isEqualTo(0.8);
            assertThat(recipe.miniBatch()).as("the variant's").isEqualTo(16);
            assertThat(recipe.optimiser().nesterov()).as("the last preset's").isTrue();
        }

        @Test
        void whatExcludesEachOtherIsReplacedTogether() {
            assertThat(recipe("preset = cifar-released, iterations = 7").length())
                    .isEqualTo(new Length.Iterations(7));
            assertThat(recipe("epochs = 3").length()).isEqualTo(new Length.Epochs(3));
            assertThat(recipe("learning-rate { warm-up = none }").learningRate().warmUp())
                    .isEqualTo(LearningRate.WarmUp.NONE);
            assertThat(recipe("preset = cifar-released, learning-rate.warm-up { rate = 0.01, iterations = 4 }")
                            .learningRate()
                            .warmUp())
                    .isEqualTo(new LearningRate.WarmUp(0.01, 4));
            assertThat(recipe("learning-rate.schedule { type = cosine }")
                            .learningRate()
                            .schedule())
                    .isEqualTo(new Schedule.Cosine());
            assertThat(recipe(
                                    "learning-rate.schedule { type = points, points = [{ at = 0, factor = 0 }, { at = 9, factor = 1 }] }")
                            .learningRate()
                            .schedule())
                    .isEqualTo(new Schedule.Points(List.of(new Schedule.Point(0, 0), new Schedule.Point(9, 1))));
            assertThat(recipe("learning-rate.schedule.drops = [5]")
                            .learningRate()
                            .schedule())
                    .as("a key without a type changes the schedule below it")
                    .isEqualTo(new Schedule.Steps(List.of(5L), 0.1));
        }

        @Test
        void aVariantMayNameItsOwnDataSet() {
            Experiment experiment = Plans.file(
                            """
                    experiment {
                      name = two, seeds = [1]
                      variants = [
                        { name = a, network = resnet-20, dataset = cifar10 }
                        { name = b, network = resnet-20, dataset = "cifar100@0123456789ab" }
                      ]
                    }
                    """)
                    .experiment();

            assertThat(experiment.dataSets()).containsExactly("cifar10", "cifar100@0123456789ab");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "published = fail | fail",
                    "published = 6.61 | 6.61",
                    "published { median = 4.62, mean = 4.69, std = 0.20 } | 4.62 (4.69 ± 0.20)",
                    "published { top1 = 20.1, top5 = 4.8 } | 20.1 / 4.8",
                    "published { small { top1 = 23.0, top5 = 6.7 }, large = 6.61 } | 23.0 / 6.7 (small), 6.61 (large)"
                })
        void publishedFiguresArePrintedAsThePaperDoes(String published, String printed) {
            String text = experiment("variants", "variants = [ { name = a, network = resnet-20, " + published + " } ]");
            String views = "evaluation { views = [ { name = small, crop = 224, resize = 256 },"
                    + " { name = large, crop = 320, resize = 320 } ] }\n}";
            Published value = Plans.file(text.substring(0, text.length() - 1) + views)
                    .experiment()
                    .variants()
                    .get(0)
                    .published();

            assertThat(value.text()).isEqualTo(printed);
            assertThat(Published.fromJson(value.toJson().orElseThrow())).isEqualTo(value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"9223372036854775807", "0", "64e3"})
        void seedsReachFrom0To2ToThe63Minus1(String seed) {
            assertThat(Plans.file(TWO_VARIANTS.replace("[1, 2, 3, 4, 5]", "[" + seed + "]"))
                            .experiment()
                            .seeds())
                    .hasSize(1);
        }

        @Test
        void commentsStringsAndBracketsInsideThemAreNoStructure() {
            String text = TWO_VARIANTS.replace("\"units, ResNet-110\"", "\"a # b // c ${d} [[[ += \\\" include\"")
                    + "# ${x} include \"y\" " + "{".repeat(100) + "\n// " + "[".repeat(100);

            assertThat(Plans.file(text).experiment().name()).isEqualTo("a # b // c ${d} [[[ += \" include");
        }

        @Test
        void aMarkOfByteOrderIsNoText() {
            assertThat(Plans.file("\uFEFF" + TWO_VARIANTS).experiment().seeds()).hasSize(5);
        }
    }

    @Nested
    class WhatJudges {
        @Test
        void anEpochIsOfTheImagesThatAreTrainedOn() {
            String recipe = "dataset = tiny\nrecipe { epochs = 2, mini-batch = 100, last-batch = short }\n";

            assertThat(iterations(recipe)).isEqualTo(20);
            assertThat(iterations(recipe + "validation = 0.25")).isEqualTo(16);
            assertThat(iterations(recipe + "validation { folds = 4, fold = 2 }"))
                    .isEqualTo(16);
            assertThat(iterations(recipe + "validation { folds = 3, fold = 3 }"))
                    .as("667 images")
                    .isEqualTo(14);
        }

        private long iterations(String lines) {
            return Plans.file(experiment("dataset", lines))
                    .plan(Plans.STORE)
                    .runs()
                    .values()
                    .iterator()
                    .next()
                    .iterations();
        }

        @Test
        void aShareOfClassesOfOneImage() {
            String text = experiment("dataset", "dataset = x\nvalidation = 0.5");
            var shape = new io.residuum.storage.ImageSizes.One(new io.residuum.storage.ImageShape(8, 8));

            refusedBy(
                    () -> Plans.file(text).describe(Map.of("x", new DataSetFacts(200, 200, 200, shape))),
                    "validation = 0.5, of 200 classes with an image each",
                    "test.conf:6: dataset: found \"x\", of which a part is to be held out, with fewer than two training"
                            + " images a class; allowed: two images of each class or more; leave validation out");
            refusedBy(
                    () -> Plans.file(text.replace("0.5", "0.01"))
                            .describe(Map.of("x", new DataSetFacts(4, 60, 8, shape))),
                    "validation = 0.01, of 60 training images",
                    "test.conf:6: dataset: found \"x\", of whose 60 training images a share of 0.01 is none; allowed: a"
                            + " larger share");
        }

        @Test
        void aViewOfImagesThatLoseTheMeanOfEachPixel() {
            String view = "evaluation { views = [{ crop = 32, resize = 36 }] }";

            refusedBy(
                    () -> Plans.file(experiment("", view)).plan(Plans.STORE),
                    view,
                    "test.conf:5: variants[0]: evaluation in views of images that lose the mean of each pixel;"
                            + " allowed: views beside normalisation = channel; nearest: recipe.normalisation = channel");
            assertThat(Plans.file(experiment("", view + "\nrecipe.normalisation = channel"))
                            .plan(Plans.STORE)
                            .views())
                    .containsExactly(EvaluationView.of(32, 36));
        }

        @Test
        void aViewThatTheNetworkCannotSee() {
            String view = "evaluation { views = [{ crop = 30, resize = 36 }] }";

            refusedBy(
                    () -> Plans.file(experiment("", view + "\nrecipe.normalisation = channel"))
                            .plan(Plans.STORE),
                    view,
                    "test.conf:5: variants[0]: view \"30 from 36\": image sides must be divisible by 4, were 30x30");
        }

        @Test
        void theUsualViewOfCropsIsJudgedByTrainingAnyway() {
            String crops = "recipe { preset = imagenet, iterations = 5 }\nevaluation { views = ["
                    + "{ crop = 224, resize = 256 }, { crop = 320, resize = 320 }] }";
            BatchPlan plan = Plans.file(experiment(
                            "variants",
                            "variants = [ { name = a, family = imagenet, network = resnet-50 } ]\n" + crops))
                    .plan(Plans.STORE);

            assertThat(plan.furtherViews(plan.variants().get(0))).containsExactly(new CentreView(320, 320));
        }

        @Test
        void moreFoldsThanImagesOfAClassAreNoFolds() {
            ExperimentFile file =
                    Plans.file(experiment("dataset", "dataset = tiny\nvalidation { folds = 501, fold = 1 }"));

            refusedBy(
                    () -> file.plan(Plans.STORE),
                    "validation { folds = 501, fold = 1 }",
                    "test.conf:6: dataset: 501 folds of \"tiny\", whose classes have 500 training images or"
                            + " fewer; allowed: at least an image of each class in each fold; nearest: folds = 500");
        }
    }

    @Nested
    class WhatIsNoText {
        @Test
        void anEmptyFile() {
            refused("", "test.conf: the file is empty; allowed: experiment { … }");
            refused(" \n\t\n", "test.conf: the file is empty; allowed: experiment { … }");
        }

        @Test
        void bytesThatAreNotUtf8() {
            refusedBy(
                    () -> ExperimentFile.parse("test.conf", new byte[] {'a', (byte) 0xff, (byte) 0xfe}),
                    "bytes ff fe",
                    "test.conf: the file is not UTF-8 text; allowed: HOCON in UTF-8");
        }

        @Test
        void binary() {
            refused(
                    "a = 1\n\0",
                    "test.conf:2: the file holds the control character U+0000: it is binary; allowed: HOCON text");
            refused(
                    "\u007fELF\u0002",
                    "test.conf:1: the file holds the control character U+0002: it is binary; allowed: HOCON text");
        }

        @Test
        void aFileOfMoreThanAMebibyte() {
            byte[] bytes = new byte[(1 << 20) + 1];
            Arrays.fill(bytes, (byte) ' ');

            refusedBy(
                    () -> ExperimentFile.parse("test.conf", bytes),
                    "1,048,577 blanks",
                    "test.conf: the file has 1048577 bytes; allowed: at most 1048576");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[", "{", "a=[", "a{"})
        void twentyThousandBrackets(String bracket) {
            refused(
                    "experiment {\n" + bracket.repeat(20_000),
                    "test.conf:2: brackets nested deeper than any experiment needs; allowed: at most 16 deep");
        }

        @Test
        void whatIsNotHocon() {
            refused(
                    "experiment {\n  dataset = cifar10@0123456789ab\n}",
                    "test.conf:2: not HOCON: Expecting close brace } or a comma, got '@' (Reserved character '@' is"
                            + " not allowed outside quotes); texts with signs such as @ or : stand in double quotes");
            assertThat(problems("experiment {")).hasSize(1);
            assertThat(problems("experiment = [1, 2\n}")).hasSize(1);
            assertThat(problems("\"unterminated")).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "include \"/etc/passwd\"",
                    "include file(\"/etc/passwd\")",
                    "include required(classpath(\"reference.conf\"))",
                    "a = 1, include url(\"file:///etc/passwd\")"
                })
        void includes(String include) {
            refused(
                    "experiment {\n" + include + "\n}",
                    "test.conf:2: an include; allowed: one file for one experiment; copy the text in");
        }

        @ParameterizedTest
        @ValueSource(strings = {"name = ${HOME}", "name = ${?HOME}", "name = \"a\"${b}\"c\"", "${x}"})
        void substitutions(String substitution) {
            refused(
                    "experiment {\n" + substitution + "\n}",
                    "test.conf:2: a substitution ${…}; allowed: values written out; write the value where it is used");
        }

        @ParameterizedTest
        @ValueSource(strings = {"} {", "}{", "}\t {"})
        void twoVariantsThatHoconWouldMerge(String between) {
            refused(
                    "experiment {\n variants = [ { name = a " + between + " name = b } ] }",
                    "test.conf:2: two { … } side by side, which HOCON makes one of;"
                            + " put a comma or a line break between them");
        }

        @Test
        void appendedLists() {
            refused(
                    "experiment {\n seeds = [1]\n seeds += 2 }",
                    "test.conf:3: an appended list +=; allowed: key = [ … ]; write the whole list");
        }
    }

    @Nested
    class WhatIsWrong {
        @ParameterizedTest(name = "{0}")
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                textBlock =
                        """
            nam = x                         | name: missing; allowed: one line of text
            name = 12                       | name: found 12; allowed: one line of text with 1 to 100 characters; put it in double quotes: "12"
            name = " "                      | name: found " "; allowed: one line of text with 1 to 100 characters
            name = null                     | name: found null; allowed: a value; leave the key out for its default
            seeds = []                      | seeds: no seeds; allowed: a list of whole numbers, such as [1, 2, 3, 4, 5]
            seeds = 5                       | seeds: found 5; allowed: a list of whole numbers, such as [1, 2, 3, 4, 5]
            seeds = [1, 2, 1]               | seeds[2]: seed 1 a second time; allowed: each seed once
            seeds = [-1]                    | seeds[0]: found -1; allowed: a whole number from 0 to 9223372036854775807
            seeds = [9223372036854775808]   | seeds[0]: found "9223372036854775808"; allowed: a whole number from 0 to 9223372036854775807
            seeds = [1.5]                   | seeds[0]: found 1.5; allowed: a whole number from 0 to 9223372036854775807
            seeds = ["1"]                   | seeds[0]: found "1"; allowed: a whole number from 0 to 9223372036854775807
            fail-above = 0                  | fail-above: found 0; allowed: a number above 0 and at most 100
            fail-above = 101                | fail-above: found 101; allowed: a number above 0 and at most 100
            fail-above = NaN                | fail-above: found "NaN"; allowed: a number above 0 and at most 100
            variants = []                   | variants: no variants; allowed: a list of { name = …, network = resnet-DEPTH, … }
            variants = 1                    | variants: found 1; allowed: a list of { name = …, network = resnet-DEPTH, … }
            variants = [resnet-20]          | variants[0]: found "resnet-20"; allowed: { name = …, network = resnet-DEPTH, … }
            sedes = [1]                     | sedes: unknown key; allowed: dataset, evaluation, fail-above, margin, name, recipe, seeds, validation, variants; nearest: seeds
            fail_above = 3                  | fail_above: unknown key; allowed: dataset, evaluation, fail-above, margin, name, recipe, seeds, validation, variants; nearest: fail-above
            zzzzzzzzzzzz = 3                | zzzzzzzzzzzz: unknown key; allowed: dataset, evaluation, fail-above, margin, name, recipe, seeds, validation, variants
            "recipe.epochs" = 3             | recipe.epochs: unknown key; allowed: dataset, evaluation, fail-above, margin, name, recipe, seeds, validation, variants
            margin = 0                      | margin: found 0; allowed: a number above 0 and at most 100
            validation = 0                  | validation: found 0; allowed: a number at least 0.001 and at most 0.5
            validation = 0.6                | validation: found 0.6; allowed: a number at least 0.001 and at most 0.5
            validation = some               | validation: found "some"; allowed: none, a fraction such as 0.1, { folds = 5, fold = 1 }
            validation { folds = 5 }        | validation.fold: missing; allowed: the part held out, counted from 1
            validation { folds = 1, fold = 1 } | validation.folds: found 1; allowed: a whole number from 2 to 1000
            validation { folds = 5, fold = 6 } | validation.fold: found 6; allowed: a whole number from 1 to 5
            validation { fold = 5, of = 6 } | validation.of: unknown key; allowed: fold, folds
            evaluation { }                  | evaluation.views: missing; allowed: a list of { crop = PIXELS, resize = PIXELS }
            evaluation { views = [] }       | evaluation.views: no views; allowed: a list of { crop = PIXELS, resize = PIXELS }; leave evaluation out for the usual one
            evaluation { views = [{ crop = 224 }] } | evaluation.views[0].resize: missing; allowed: pixels
            evaluation { views = [{ crop = 320, resize = 256 }] } | evaluation.views[0].crop: a crop of 320 from a side of 256; allowed: a crop within the resized image; nearest: crop = 256
            evaluation { views = [{ crop = 9, resize = 9, name = top1 }] } | evaluation.views[0]: a view named "top1"; allowed: a name that is no figure's
            evaluation { views = [{ crop = 9, resize = 9 }, { crop = 9, resize = 9 }] } | evaluation.views[1]: a second view named "9 from 9"; allowed: each name once
            recipe = 3                      | recipe: found 3; allowed: { … } with augmentation, checkpointing, decay, epochs, evaluate-every, iterations, jitter, label-smoothing, last-batch, learning-rate, lighting, mini-batch, momentum, nesterov, normalisation, precision, preset, slices, weight-decay, window
            dataset = Cifar                 | dataset: found "Cifar"; allowed: a data set's name, or "NAME@VERSION" in lower-case letters, digits and hyphens
            dataset = "cifar10@latest"      | dataset: found "cifar10@latest"; allowed: a data set's name, or "NAME@VERSION" in lower-case letters, digits and hyphens
            """)
        void ofAnExperiment(String line, String message) {
            String key = line.split("[ =]", 2)[0];
            String changed = "nam".equals(key) ? "" : line;
            refusedAmong(line, experiment("nam".equals(key) ? "name" : key, changed), message);
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                textBlock =
                        """
            network = resnet-111            | network: found "resnet-111": depth 111 is not 6n+2, as basic units make it; nearest: 110, 116
            network = resnet-7              | network: found "resnet-7": depth 7 is below the smallest 6n+2 that basic units make; nearest: 8
            network = vgg                   | network: found "vgg"; allowed: resnet-DEPTH, such as resnet-110
            network = resnet-020            | network: found "resnet-020"; allowed: resnet-DEPTH, such as resnet-110
            network = 110                   | network: found 110; allowed: resnet-DEPTH, such as resnet-110
            netwrk = resnet-20              | netwrk: unknown key; allowed: block, column, dataset, family, initial, name, network, published, recipe, row, selection, shortcut, stride-in, unit, width; nearest: network
            family = imagenet               | network: found "resnet-20": depth 20 is none of the family imagenet's [50, 101, 152, 200]; nearest: 50
            family = imgenet                | family: found "imgenet"; allowed: cifar, imagenet; nearest: imagenet
            block = bottleneck              | network: found "resnet-20": depth 20 is not 9n+2, as bottleneck units make it; nearest: 11, 20
            block = triple                  | block: found "triple"; allowed: BLOCKS
            unit = orignal                  | unit: found "orignal"; allowed: UNITS; nearest: original
            unit = full_preactivation       | unit: found "full_preactivation"; allowed: UNITS; nearest: full-preactivation
            unit = 3                        | unit: found 3; allowed: UNITS
            shortcut { type = dropout }     | shortcut.keep: missing; allowed: a number at least 0.001 and at most 0.999
            shortcut { type = dropout, keep = 1 } | shortcut.keep: found 1; allowed: a number at least 0.001 and at most 0.999
            shortcut { type = dropout, keep = 0.5, rescale = yes } | shortcut.rescale: found "yes"; allowed: true, false
            shortcut { type = zero, keep = 0.5 } | shortcut.keep: not a key of a shortcut of type zero; name the type it belongs to
            shortcut { type = identity, bias = -6 } | shortcut.bias: not a key of a shortcut of type identity; name the type it belongs to
            shortcut { type = zero, branch = 1 } | shortcut.branch: not a key of a shortcut of type zero; name the type it belongs to
            shortcut { type = exclusive-gating } | shortcut.bias: missing; allowed: a number
            shortcut { type = constant-scaling } | shortcut.shortcut: missing; allowed: a number
            shortcut { bias = -6 }          | shortcut.type: missing; allowed: identity, zero, constant-scaling, exclusive-gating, shortcut-only-gating, convolution, dropout
            shortcut { type = exclusive-gating, bias = low } | shortcut.bias: found "low"; allowed: a number
            shortcut = zero                 | shortcut: found "zero"; allowed: { … } with bias, branch, keep, rescale, shortcut, type
            width = 0                       | width: found 0; allowed: a whole number from 1 to 64
            width = 65                      | width: found 65; allowed: a whole number from 1 to 64
            stride-in = second              | stride-in: found "second"; allowed: first, 3x3
            published = -1                  | published: found -1; allowed: a number at least 0 and at most 100
            published = good                | published: found "good"; allowed: a number of percent, fail, { median, mean, std }, { top1, top5 }
            published { median = 4 }        | published.mean: missing; allowed: a number at least 0 and at most 100
            published { top1 = 4 }          | published.top5: missing; allowed: a number at least 0 and at most 100
            published { top1 = 4, mean = 3 } | published.mean: unknown key; allowed: top1, top5
            initial { safetensors = "../x" } | initial.safetensors: found "../x"; allowed: the key of a safetensors file in the store
            initial { safetensors = "a b" } | initial.safetensors: found "a b"; allowed: the key of a safetensors file in the store
            initial { safetensors = 1 }     | initial.safetensors: found 1; allowed: the key of a safetensors file in the store; put it in double quotes: "1"
            initial { run = small }         | initial.run: found "small"; allowed: 12 to 64 digits 0-9a-f of a run, which status BATCH lists
            initial { run = "0123456789ab", at = 0 } | initial.at: found 0; allowed: a whole number from 1 to 100000000
            initial { run = "0123456789ab", safetensors = x } | initial.run: both a file and a run to start from; allowed: safetensors or run; leave one out
            initial { safetensors = x, at = 3 } | initial.at: an iteration of a file; allowed: at beside run = ID; export the state you mean
            initial { safetensors = x, classifier = new } | initial.classifier: found "new"; allowed: kept, fresh
            initial { classifier = fresh }  | initial.classifier: nothing to start from; allowed: safetensors = KEY, run = ID; name one beside it
            initial { run = "0123456789ab", weights = x } | initial.weights: unknown key; allowed: at, classifier, run, safetensors
            selection { folds = 5 }         | selection: nothing to choose among; allowed: grid { KEY = [VALUE, VALUE, …] } with keys of the variant
            selection { grid = [1, 2] }     | selection.grid: found [1,2]; allowed: grid { KEY = [VALUE, VALUE, …] } with keys of the variant
            selection { grid { width = 2 } } | selection.grid.width: found 2; allowed: a list of values to choose among
            selection { grid { width = [2, 2] } } | selection.grid.width: 2 a second time; allowed: each value once
            selection { grid { width = [2, 999] } } | width: found 999; allowed: a whole number from 1 to 64
            selection { grid { name = [a, b] } } | selection.grid.name: a choice by name; allowed: keys that decide how a run is trained
            selection { grid { widht = [1, 2] } } | widht: unknown key; allowed: block, column, dataset, family, initial, name, network, published, recipe, row, selection, shortcut, stride-in, unit, width; nearest: width
            selection { grid { width = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40], recipe.mini-batch = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40] } } | selection.grid: 1600 candidates; allowed: at most 1000
            selection { grid { width = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40] }, folds = 500 } | selection.grid: 20000 trials; allowed: at most 10000; fewer values, folds or seeds
            selection { grid { width = [1, 2] }, folds = 1 } | selection.folds: found 1; allowed: a whole number from 2 to 1000
            selection { grid { width = [1, 2] }, seeds = [1, 1] } | selection.seeds[1]: seed 1 a second time; allowed: each seed once
            selection { grid { width = [1, 2] }, seeds = [] } | selection.seeds: no seeds; allowed: a list of whole numbers, such as [1, 2, 3, 4, 5]
            selection { gird { width = [1, 2] } } | selection.gird: unknown key; allowed: folds, grid, seeds; nearest: grid
            row = [1]                       | row: found [1]; allowed: one line of text with 1 to 100 characters
            """)
        void ofAVariant(String line, String message) {
            String key = line.split("[ =]", 2)[0];
            String network = "network".equals(key) || "netwrk".equals(key) ? "" : "network = resnet-20\n";
            if (message.contains("9n+2")) { // 20 is both; another depth shows the block's own rule
                network = "network = resnet-21\n";
                message = message.replace("20\": depth 20", "21\": depth 21").replace("11, 20", "20, 29");
            }
            String offered = message.replace("UNITS", Words.UNIT.allowed()).replace("BLOCKS", Words.BLOCK.allowed());
            refusedAmong(
                    line,
                    experiment("variants", "variants = [ { name = a\n" + network + line + "\n} ]"),
                    "variants[0]." + offered);
        }

        @Test
        void ofASelectionBesideValidation() {
            String variants = "variants = [ { name = a, network = resnet-20, selection { grid { width = [1, 2] } } } ]";
            refusedAmong(
                    "validation = 0.1, " + variants,
                    experiment("variants", "validation = 0.1\n" + variants),
                    "validation: validation beside a selection; allowed: one of them;"
                            + " a selection holds out training images by itself, and tests what it chose");
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                textBlock =
                        """
            preset = cifr                   | preset: found "cifr"; allowed: cifar, cifar-released, imagenet, imagenet-released; nearest: cifar
            preset = imagenet               | preset: found "imagenet", which cuts 224 × 224 pixels for networks of the family imagenet; allowed: pad-crop-flip, none for the family cifar; name family = imagenet, or another augmentation
            iterations = 0                  | iterations: found 0; allowed: a whole number from 1 to 100000000
            iterations = 1e9                | iterations: found 1e9; allowed: a whole number from 1 to 100000000
            epochs = 0                      | epochs: found 0; allowed: a whole number from 1 to 1000000
            iterations = 4, epochs = 4      | epochs: both iterations and epochs are given; allowed: one of them; leave one out
            mini-batch = 0                  | mini-batch: found 0; allowed: a whole number from 1 to 65536
            slices = 0                      | slices: found 0; allowed: a whole number from 1 to 65536
            slices = 200                    | slices: 200 slices of a mini-batch of 128; allowed: a number that divides the mini-batch; nearest: slices = 128
            slices = 3                      | slices: 3 slices of a mini-batch of 128; allowed: a number that divides the mini-batch; nearest: slices = 2
            mini-batch = 1                  | mini-batch: 2 slices of a mini-batch of 1; allowed: a number that divides the mini-batch; nearest: slices = 1
            last-batch = keep               | last-batch: found "keep"; allowed: carry, short, drop
            learning-rate = 0.1             | learning-rate: found 0.1; allowed: { … } with rate, schedule, warm-up
            learning-rate.rate = -0.1       | learning-rate.rate: found -0.1; allowed: a number above 0 and finite
            learning-rate.rate = NaN        | learning-rate.rate: found "NaN"; allowed: a number above 0 and finite
            learning-rate.rate = 1e999      | learning-rate.rate: found 1e999; allowed: a number above 0 and finite
            learning-rate.rat = 1           | learning-rate.rat: unknown key; allowed: rate, schedule, warm-up; nearest: rate
            learning-rate.warm-up = off     | learning-rate.warm-up: found "off"; allowed: none
            learning-rate.warm-up.rate = 0  | learning-rate.warm-up.rate: found 0; allowed: a number above 0 and finite
            learning-rate.warm-up.iterations = 0 | learning-rate.warm-up.iterations: found 0; allowed: a whole number from 1 to 100000000
            learning-rate.warm-up.until-training-error = 180 | learning-rate.warm-up.until-training-error: found 180; allowed: a number above 0 and at most 100
            learning-rate.warm-up { rate = 0.01, iterations = 4, until-training-error = 80 } | learning-rate.warm-up.until-training-error: both iterations and until-training-error are given; allowed: one of them; leave one out
            learning-rate.schedule.type = step | learning-rate.schedule.type: found "step"; allowed: steps, points, cosine, plateau; nearest: steps
            learning-rate.schedule { type = plateau, factor = 0.1 } | learning-rate.schedule.patience: missing; allowed: a whole number of evaluations, such as 5
            learning-rate.schedule { type = plateau, factor = 1, patience = 5 } | learning-rate.schedule.factor: found 1; allowed: a number above 0 and below 1
            learning-rate.schedule { type = cosine, patience = 5 } | learning-rate.schedule.patience: not a key of a schedule of type cosine; name the type it belongs to
            learning-rate.schedule { type = steps, factor = 0.1 } | learning-rate.schedule.drops: missing; allowed: a list of ascending iterations, such as [32000, 48000]
            learning-rate.schedule { type = steps, drops = [1] } | learning-rate.schedule.factor: missing; allowed: a number above 0 and finite
            learning-rate.schedule.factor = 0 | learning-rate.schedule.factor: found 0; allowed: a number above 0 and finite
            learning-rate.schedule.drops = [9, 8] | learning-rate.schedule.drops[1]: found 8 after 9; allowed: iterations in ascending order
            learning-rate.schedule.drops = [9, 9] | learning-rate.schedule.drops[1]: found 9 after 9; allowed: iterations in ascending order
            learning-rate.schedule.drops = [0] | learning-rate.schedule.drops[0]: found 0; allowed: a whole number from 1 to 100000000
            learning-rate.schedule.drops = 4 | learning-rate.schedule.drops: found 4; allowed: a list of ascending iterations, such as [32000, 48000]
            learning-rate.schedule { type = cosine, drops = [4] } | learning-rate.schedule.drops: not a key of a schedule of type cosine; name the type it belongs to
            learning-rate.schedule { type = points, factor = 4, points = [{ at = 0, factor = 1 }] } | learning-rate.schedule.factor: not a key of a schedule of type points; name the type it belongs to
            learning-rate.schedule { type = points } | learning-rate.schedule.points: missing; allowed: a list of { at = ITERATION, factor = NUMBER }, ascending
            learning-rate.schedule { type = points, points = [] } | learning-rate.schedule.points: no points; allowed: a list of { at = ITERATION, factor = NUMBER }, ascending
            learning-rate.schedule { type = points, points = [{ at = 1 }] } | learning-rate.schedule.points[0].factor: missing; allowed: a number at least 0 and finite
            learning-rate.schedule { type = points, points = [{ at = 1, factor = -1 }] } | learning-rate.schedule.points[0].factor: found -1; allowed: a number at least 0 and finite
            learning-rate.schedule { type = points, points = [{ at = 1, factor = 1 }, { at = 0, factor = 1 }] } | learning-rate.schedule.points[1].at: found 0 after 1; allowed: iterations in ascending order
            learning-rate.schedule.points = [{ at = 1, factor = 1 }] | learning-rate.schedule.points: not a key of a schedule of type steps; name the type it belongs to
            momentum = 1                    | momentum: found 1; allowed: a number at least 0 and below 1
            momentum = -0.1                 | momentum: found -0.1; allowed: a number at least 0 and below 1
            nesterov = yes                  | nesterov: found "yes"; allowed: true, false
            nesterov = true, momentum = 0   | nesterov: nesterov without momentum; allowed: nesterov = false, or a momentum above 0
            preset = cifar-released, momentum = 0 | momentum: nesterov without momentum; allowed: nesterov = false, or a momentum above 0
            weight-decay = -1               | weight-decay: found -1; allowed: a number at least 0 and below 1
            decay = some                    | decay: found "some"; allowed: all, weights
            augmentation = scale            | augmentation: found "scale", which cuts 224 × 224 pixels for networks of the family imagenet; allowed: pad-crop-flip, none for the family cifar; name family = imagenet, or another augmentation
            augmentation = scale-and-aspect | augmentation: the mean of each pixel, of images that are cut at any place; allowed: channel; nearest: normalisation = channel
            augmentation = scale, normalisation = per-pixel-mean | normalisation: the mean of each pixel, of images that are cut at any place; allowed: channel; nearest: normalisation = channel
            augmentation = crop             | augmentation: found "crop"; allowed: pad-crop-flip, scale, scale-and-aspect, none
            lighting = 0.1                  | lighting: lighting beside augmentation = pad-crop-flip; allowed: lighting with scale, scale-and-aspect; nearest: lighting = 0
            jitter = 0.4                    | jitter: jitter beside augmentation = pad-crop-flip; allowed: jitter with scale, scale-and-aspect; nearest: jitter = 0
            jitter = 1                      | jitter: found 1; allowed: a number at least 0 and below 1
            lighting = -1                   | lighting: found -1; allowed: a number at least 0 and at most 10
            label-smoothing = 1             | label-smoothing: found 1; allowed: a number at least 0 and below 1
            normalisation = mean            | normalisation: found "mean"; allowed: per-pixel-mean, channel
            evaluate-every = 0              | evaluate-every: found 0; allowed: a whole number from 1 to 100000000
            window = 0                      | window: found 0; allowed: a whole number from 1 to 65536
            precision = bf16                | precision: found "bf16", which this release cannot run yet; allowed: fp32
            checkpointing = true            | checkpointing: found true; allowed: a whole number from 0 to 100000
            checkpointing = -1              | checkpointing: found -1; allowed: a whole number from 0 to 100000
            """)
        void ofARecipe(String line, String message) {
            refusedAmong(
                    "recipe { " + line + " }", experiment("recipe", "recipe {\n" + line + "\n}"), "recipe." + message);
            String own = "variants = [{ name = a, network = resnet-20, recipe { " + line + " } }]";
            among(experiment("variants", own), "variants[0].recipe." + message);
        }

        @Test
        void aFileWithoutAnExperiment() {
            refused(
                    "a = 1",
                    "test.conf:1: a: unknown key; allowed: experiment\n"
                            + "test.conf:1: experiment: missing; allowed: experiment { … }");
            refused("experiment = 3", "test.conf:1: experiment: found 3; allowed: experiment { … }");
        }

        @Test
        void missingKeysAreNamedWhereTheSectionBegins() {
            refused(
                    "\n\nexperiment {\n}",
                    """
                    test.conf:3: name: missing; allowed: one line of text
                    test.conf:3: seeds: missing; allowed: a list of whole numbers, such as [1, 2, 3, 4, 5]
                    test.conf:3: variants: missing; allowed: a list of { name = …, network = resnet-DEPTH, … }""");
            refused(
                    experiment("dataset", "").replace("\n\n", "\n"),
                    "test.conf:1: dataset: missing; allowed: a data set's name, or \"NAME@VERSION\"");
            refused(
                    experiment("variants", "variants = [ {} ]"),
                    "test.conf:5: variants[0].name: missing; allowed: one line of text\n"
                            + "test.conf:5: variants[0].network: missing; allowed: resnet-DEPTH, such as resnet-110");
        }

        @Test
        void twoVariantsOfOneName() {
            refused(
                    experiment(
                            "variants",
                            "variants = [\n{ name = a, network = resnet-20 }\n{ name = a, network = resnet-8 }\n]"),
                    "test.conf:7: variants[1].name: a second variant named \"a\", as in line 6; allowed: each name once");
        }

        @Test
        void aProblemOfTheExperimentsRecipeIsReportedOnceAtItsLine() {
            String variants = "variants = [{ name = a, network = resnet-20 }, { name = b, network = resnet-20 }]";
            refused(
                    experiment("variants", variants + "\nrecipe {\nmomentm = 1\nmomentum = 2 }"),
                    """
                    test.conf:7: recipe.momentm: unknown key; allowed: augmentation, checkpointing, decay, epochs, \
                    evaluate-every, iterations, jitter, label-smoothing, last-batch, learning-rate, lighting, mini-batch, momentum, nesterov, \
                    normalisation, precision, preset, \
                    slices, weight-decay, window; nearest: momentum
                    test.conf:8: recipe.momentum: found 2; allowed: a number at least 0 and below 1""");
        }

        @Test
        void hundredsOfProblemsAreCutShort() {
            String seeds = "seeds = [" + "-1,".repeat(300) + "-1]";

            List<Problem> problems = problems(experiment("seeds", seeds));

            assertThat(problems).hasSize(51);
            assertThat(problems.get(50)).hasToString("test.conf: 251 more problems of this kind; mend these first");
        }

        @Test
        void moreSeedsOrVariantsThanAnybodyMeans() {
            String seeds = IntStream.range(0, 1_001).mapToObj(Integer::toString).collect(Collectors.joining(", "));
            refusedAmong(
                    "seeds = [0, 1, …, 1000]",
                    experiment("seeds", "seeds = [" + seeds + "]"),
                    "seeds: 1001 seeds; allowed: at most 1000");
            refusedAmong(
                    "10,001 variants",
                    experiment("variants", "variants = [" + "{}\n".repeat(10_001) + "]"),
                    "variants: 10001 variants; allowed: at most 10000; make several experiments of it");
        }

        @Test
        void moreDropsThanAnybodyMeans() {
            String drops =
                    IntStream.rangeClosed(1, 1_001).mapToObj(Integer::toString).collect(Collectors.joining(", "));
            refusedAmong(
                    "drops = [1, 2, …, 1001]",
                    experiment("recipe", "recipe { learning-rate.schedule.drops = [" + drops + "] }"),
                    "recipe.learning-rate.schedule.drops[1000]: one more than 1000; allowed: at most 1000");
        }

        @Test
        void aNetworkOfMoreParametersThanCanBeTrained() {
            String huge = experiment("variants", "variants = [ { name = a, network = resnet-99998, width = 64 } ]");

            assertThatThrownBy(() -> Plans.file(huge).plan(Plans.STORE)).isInstanceOf(ExperimentException.class);
        }

        @Test
        void aLongValueIsCutInItsMessage() {
            refusedAmong(
                    "dataset = \"XXX…\" of 500 letters",
                    experiment("dataset", "dataset = \"" + "X".repeat(500) + "\""),
                    "dataset: found \"" + "X".repeat(59)
                            + "…; allowed: a data set's name, or \"NAME@VERSION\" in lower-case"
                            + " letters, digits and hyphens");
        }
    }

    @Test
    void aPublishedFigureOfAViewThatIsNotThere() {
        String views = "evaluation { views = [{ name = small, crop = 32, resize = 32 }] }";
        String published = "variants = [ { name = a, network = resnet-20, published { small = 6, smal = 7 } } ]";
        refusedAmong(
                views + ", published { small = 6, smal = 7 }",
                experiment("variants", published + "\n" + views),
                "variants[0].published.\"smal\": no view of that name; allowed: small; nearest: small");
    }

    @Nested
    class WhatOnlyTheStoreCanTell {
        private static final String WARM =
                "variants = [ { name = a, network = resnet-8, initial { safetensors = w } } ]";

        private static ExperimentFile warm(String variants) {
            return Plans.file(experiment("variants", variants));
        }

        private static Map<String, List<Integer>> shapes(String network) {
            Map<String, List<Integer>> shapes = new TreeMap<>();
            Architecture architecture = Plans.plan("a", 1, "{ name = a, network = %s }".formatted(network))
                    .variants()
                    .get(0)
                    .architecture();
            Stream.of(architecture.layout().parameters(), architecture.layout().statistics())
                    .flatMap(List::stream)
                    .forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
            return shapes;
        }

        private static Map<Initial.Source, FoundWeights> found(Map<String, List<Integer>> shapes) {
            var tensors = new FoundWeights.Tensors(Sha256.of(new byte[] {3}), shapes);
            return Map.of(new Initial.Source.StoredFile("w"), tensors);
        }

        @Test
        void weightsThatAreNotThere() {
            refusedBy(
                    () -> warm(WARM).plan(Plans.STORE),
                    WARM,
                    "test.conf:5: variants[0].initial.safetensors: found \"w\", which is not in the store");
            var unusable = new FoundWeights.Unusable("which cannot be read: it is cut", "write it again");
            refusedBy(
                    () -> warm(WARM).plan(Plans.STORE, Map.of(new Initial.Source.StoredFile("w"), unusable)),
                    WARM,
                    "test.conf:5: variants[0].initial.safetensors: found \"w\", which cannot be read: it is cut;"
                            + " write it again");
        }

        @Test
        void weightsOfTheNetworkAreInTheIdentityOfItsRuns() {
            BatchPlan plan = warm(WARM).plan(Plans.STORE, found(shapes("resnet-8")));
            RunSpec run = plan.runs().values().iterator().next();

            assertThat(run.start()).isEqualTo(new Start.Weights(Sha256.of(new byte[] {3}), ClassifierStart.KEPT));
            assertThat(RunSpec.fromJson(run.toJson())).isEqualTo(run);
            assertThat(BatchPlan.fromJson(plan.toJson())).isEqualTo(plan);
            assertThat(Plans.plan("a", 2, "{ name = a, network = resnet-8 }")
                            .runs()
                            .keySet())
                    .doesNotContain(run.id());
        }

        @Test
        void weightsOfAnotherNetworkAreNamedTensorByTensor() {
            Map<String, List<Integer>> other = shapes("resnet-8");
            other.put("stage1.unit1.conv.weight", other.remove("stage1.unit1.conv1.weight"));
            other.put("stage2.unit1.bn1.weight", List.of(7));
            refusedBy(
                    () -> warm(WARM).plan(Plans.STORE, found(other)),
                    WARM,
                    "test.conf:5: variants[0].initial.safetensors: found \"w\", whose tensors are not those of resnet-8:"
                            + " missing stage1.unit1.conv1.weight (nearest: stage1.unit1.conv.weight);"
                            + " unexpected stage1.unit1.conv.weight;"
                            + " of another shape stage2.unit1.bn1.weight (7 instead of 32)");
        }

        @Test
        void aClassifierOfAnotherSizeIsDrawnOnlyWhenAsked() {
            Map<String, List<Integer>> other = shapes("resnet-8");
            other.put("classifier.weight", List.of(100, 64));
            other.put("classifier.bias", List.of(100));
            refusedBy(
                    () -> warm(WARM).plan(Plans.STORE, found(other)),
                    WARM,
                    "test.conf:5: variants[0].initial.safetensors: found \"w\", whose tensors are not those of resnet-8:"
                            + " of another shape classifier.weight (100×64 instead of 10×64), classifier.bias (100 instead"
                            + " of 10); classifier = fresh draws one of the right size");
            String fresh = WARM.replace("= w }", "= w, classifier = fresh }");
            other.remove("classifier.bias");

            assertThat(warm(fresh).plan(Plans.STORE, found(other)).runs()).hasSize(2);
        }

        @Test
        void aDataSetThatIsNotThereIsNamedWithWhatIs() {
            ExperimentFile file = Plans.file(experiment("dataset", "dataset = cifar11"));

            refusedBy(
                    () -> file.plan(Plans.STORE),
                    "dataset = cifar11",
                    "test.conf:6: dataset: found \"cifar11\", which is not in the store; allowed: cifar10, tiny;"
                            + " nearest: cifar10");
            refusedBy(
                    () -> file.plan(Map.of()),
                    "dataset = cifar11",
                    "test.conf:6: dataset: found \"cifar11\", which is not in the store;"
                            + " allowed: a data set that was imported; there is none yet");
        }

        @Test
        void imagesOfSeveralSizes() {
            ExperimentFile file = Plans.file(experiment("dataset", "dataset = imagenet"));

            refusedBy(
                    () -> file.describe(Map.of()),
                    "dataset = imagenet",
                    "test.conf:6: dataset: found \"imagenet\", whose images differ in size; allowed: images of one size"
                            + " for augmentation = pad-crop-flip; networks of the family imagenet take scale,"
                            + " scale-and-aspect");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "1|1000|100|8|dataset: found \"x\": classes must be between 2 and 100000, was 1",
                    "2|1000|100|9|dataset: found \"x\": image sides must be divisible by 4, were 9x9",
                    "2|0|100|8|dataset: found \"x\", without training or test images; allowed: both; import it again",
                    "2|100|0|8|dataset: found \"x\", without training or test images; allowed: both; import it again",
                    "2|100|100|8|dataset: found \"x\": last-batch = drop leaves nothing of 100 images in mini-batches of 128;"
                            + " take a mini-batch of at most 100"
                })
        void aDataSetThatCannotBeTrainedOnAsAsked(int classes, long train, long test, int side, String message) {
            String text = experiment("dataset", "dataset = x\nrecipe { last-batch = drop, epochs = 1 }");
            var shape = new io.residuum.storage.ImageSizes.One(new io.residuum.storage.ImageShape(side, side));
            var facts = new DataSetFacts(classes, train, test, shape);

            refusedBy(
                    () -> Plans.file(text).describe(Map.of("x", facts)),
                    "%d classes, %d training and %d test images of %d × %d".formatted(classes, train, test, side, side),
                    "test.conf:6: " + message);
        }
    }

    private static Recipe recipe(String settings) {
        String text = experiment("recipe", "recipe { " + settings + " }");
        return Plans.file(text).experiment().variants().get(0).recipe();
    }

    /** A right file in which {@code key} is left out and {@code line} stands at the end. */
    private static String experiment(String key, String line) {
        var text = new StringBuilder("experiment {\n");
        Map.of(
                        "1name", "name = test",
                        "2dataset", "dataset = cifar10",
                        "3seeds", "seeds = [1, 2]",
                        "4variants", "variants = [ { name = a, network = resnet-20 } ]")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> !entry.getKey().substring(1).equals(key))
                .forEach(entry -> text.append(entry.getValue()).append('\n'));
        while (text.chars().filter(c -> c == '\n').count() < 4) {
            text.append('\n');
        }
        text.append(line.startsWith("dataset") ? "\n" : "").append(line).append("\n}");
        return text.toString();
    }

    private static List<Problem> problems(String text) {
        return catchThrowableOfType(
                        ExperimentException.class,
                        () -> ExperimentFile.parse("test.conf", text.getBytes(StandardCharsets.UTF_8)))
                .problems();
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> ExperimentFile.parse("test.conf", text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ExperimentException.class)
                .hasMessage(message);
        MESSAGES.add(text, 2, message);
    }

    private static void refusedBy(ThrowingCallable call, String shown, String message) {
        assertThatThrownBy(call).isInstanceOf(ExperimentException.class).hasMessage(message);
        MESSAGES.add(shown, 2, message);
    }

    /** Refused with this problem, whatever else is wrong; every message names its line. */
    private static void refusedAmong(String shown, String text, String message) {
        MESSAGES.add(shown, 2, among(text, message));
    }

    private static String among(String text, String message) {
        List<String> messages = problems(text).stream().map(Problem::toString).toList();
        assertThat(messages).allMatch(line -> line.matches("(?s)test\\.conf:\\d+: .*"));
        assertThat(messages)
                .map(line -> line.replaceFirst("test\\.conf:\\d+: ", ""))
                .contains(message);
        return "test.conf:LINE: " + message;
    }
}
