package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DowningCoreTest {

    private static final Set<String> THREE = Set.of("a:1", "b:1", "c:1");

    @Test
    void nobodyLeavesWhileAllAreReached() {
        assertThat(DowningCore.toRemove(THREE, Set.of())).isEmpty();
    }

    @Test
    void theMajorityGoesOnAndTheMinorityLeaves() {
        assertThat(DowningCore.toRemove(THREE, Set.of("c:1"))).containsExactly("c:1");
        assertThat(DowningCore.toRemove(THREE, Set.of("a:1", "b:1"))).containsExactly("c:1");
    }

    @Test
    void ofTwoEachGoesOnAlone() {
        Set<String> two = Set.of("a:1", "b:1");
        assertThat(DowningCore.toRemove(two, Set.of("b:1"))).containsExactly("b:1");
        assertThat(DowningCore.toRemove(two, Set.of("a:1"))).containsExactly("a:1");
    }

    @Test
    void strangersAmongTheUnreachableDecideNothing() {
        assertThat(DowningCore.toRemove(THREE, Set.of("z:1", "y:1"))).isEmpty();
        assertThat(DowningCore.toRemove(THREE, Set.of("z:1", "c:1"))).containsExactly("c:1");
    }

    /** From three nodes on, of two halves that each see the other as unreachable exactly one goes on, however they fall. */
    @Test
    void oneSideOfEverySplitGoesOn() {
        for (int n = 3; n <= 9; n++) {
            Set<String> all =
                    IntStream.range(0, n).mapToObj(i -> "node" + i + ":25520").collect(Collectors.toSet());
            for (int mask = 1; mask < (1 << n) - 1; mask++) {
                int half = mask;
                Set<String> one = IntStream.range(0, n)
                        .filter(i -> (half >> i & 1) == 1)
                        .mapToObj(i -> "node" + i + ":25520")
                        .collect(Collectors.toSet());
                Set<String> other = new HashSet<>(all);
                other.removeAll(one);
                Set<String> removedByOne = DowningCore.toRemove(all, other);
                Set<String> removedByOther = DowningCore.toRemove(all, one);
                assertThat(removedByOne).as("%s against %s", one, other).isEqualTo(removedByOther);
                assertThat(removedByOne).isIn(one, other);
                assertThat(removedByOne.size()).isLessThanOrEqualTo(n / 2);
            }
        }
    }
}
