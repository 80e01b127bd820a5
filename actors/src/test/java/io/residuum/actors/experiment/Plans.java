package io.residuum.actors.experiment;

import io.residuum.storage.DataSetId;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Plans for tests, from the text of experiment files. */
public final class Plans {
    public static final Sha256 VERSION = Sha256.of("cifar10".getBytes(StandardCharsets.UTF_8));

    public static final Map<String, ResolvedDataSet> STORE = Map.of(
            "cifar10",
            new ResolvedDataSet(
                    new DataSetId("cifar10", VERSION),
                    DataSetFacts.wellKnown("cifar10").orElseThrow()),
            "tiny",
            new ResolvedDataSet(
                    new DataSetId("tiny", Sha256.of(new byte[] {1})),
                    new DataSetFacts(2, 1000, 100, new ImageSizes.One(new ImageShape(8, 8)))));

    private Plans() {}

    public static ExperimentFile file(String text) {
        return ExperimentFile.parse("test.conf", text.getBytes(StandardCharsets.UTF_8));
    }

    public static BatchPlan plan(String text) {
        return file(text).plan(STORE);
    }

    /** A plan of {@code variants} (HOCON) over seeds 1 … {@code seeds}, some hundred iterations each. */
    public static BatchPlan plan(String name, int seeds, String variants) {
        var list = new StringBuilder();
        for (int seed = 1; seed <= seeds; seed++) {
            list.append(seed == 1 ? "" : ", ").append(seed);
        }
        return plan(
                """
                experiment {
                  name = "%s"
                  dataset = cifar10
                  seeds = [%s]
                  fail-above = 20
                  recipe { iterations = 640, evaluate-every = 20, learning-rate.schedule { type = steps, drops = [320, 480], factor = 0.1 } }
                  variants = [ %s ]
                }
                """
                        .formatted(name, list, variants));
    }
}
