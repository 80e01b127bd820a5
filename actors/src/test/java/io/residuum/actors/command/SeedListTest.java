package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedListTest {

    @Test
    void numbersAndRangesEachSeedOnce() {
        assertThat(SeedList.parse("6-8, 3,7,0").seeds()).containsExactly(6L, 7L, 8L, 3L, 0L);
        assertThat(SeedList.parse("6-8").option()).isEqualTo(" --seeds 6-8");
        assertThat(SeedList.none().option()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6-", "-6", "a", "8-6", "1,,2", "0-999999999", "99999999999999999999"})
    void whatIsNoListOfSeedsIsRefused(String typed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SeedList.parse(typed))
                .withMessageContaining("seeds");
    }
}
