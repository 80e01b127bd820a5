package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FurtherSeedsTest {

    private static final ExperimentFile FILE = ExperimentFile.parse(
            "a.conf",
            """
            experiment {
              name = a
              dataset = cifar10
              seeds = [3, 1]
              variants = [{ name = a, network = resnet-20 }]
            }
            """
                    .getBytes(StandardCharsets.UTF_8));

    @Test
    void theyComeBehindTheFilesOwnEachOnce() {
        assertThat(FILE.withSeeds(List.of(2L, 3L, 7L)).experiment().seeds()).containsExactly(3L, 1L, 2L, 7L);
        assertThat(FILE.withSeeds(List.of()).experiment()).isEqualTo(FILE.experiment());
    }

    @Test
    void thereIsABound() {
        List<Long> many = LongStream.range(0, 1_001).boxed().toList();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FILE.withSeeds(many))
                .withMessageContaining("at most 1000 seeds");
    }
}
