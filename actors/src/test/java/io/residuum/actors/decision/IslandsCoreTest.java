package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IslandsCoreTest {

    private final IslandsCore core = new IslandsCore(List.of("a:1", "b:1"));

    @Test
    void seedsThatAreNoMembersAreAsked() {
        assertThat(core.toAsk(Set.of("a:1", "c:1"))).containsExactly("b:1");
    }

    @Test
    void aClusterWithoutTheFirstSeedMovesToItOnceItHasAnsweredLongEnoughToHaveJoined() {
        Set<String> here = Set.of("b:1", "c:1");
        assertThat(core.looked(here, Set.of("a:1"))).isEmpty();
        assertThat(core.looked(here, Set.of("a:1"))).isEmpty();
        assertThat(core.looked(here, Set.of("a:1"))).contains("a:1");
    }

    @Test
    void aSeedThatFallsSilentOrJoinsIsForgotten() {
        Set<String> here = Set.of("b:1", "c:1");
        core.looked(here, Set.of("a:1"));
        core.looked(here, Set.of("a:1"));
        core.looked(here, Set.of());
        assertThat(core.looked(here, Set.of("a:1"))).isEmpty();
        core.looked(here, Set.of("a:1"));
        core.looked(Set.of("a:1", "b:1", "c:1"), Set.of());
        assertThat(core.looked(here, Set.of("a:1"))).isEmpty();
    }

    @Test
    void theClusterOfTheFirstSeedStays() {
        for (int look = 0; look < 5; look++) {
            assertThat(core.looked(Set.of("a:1"), Set.of("b:1"))).isEmpty();
        }
    }

    @Test
    void ofTwoThatRemovedEachOtherTheLaterSeedLeaves() {
        assertThat(core.leavesAfterRemovalBy("a:1", Set.of("a:1", "b:1"))).isTrue();
        assertThat(core.leavesAfterRemovalBy("b:1", Set.of("a:1", "b:1"))).isFalse();
        assertThat(core.leavesAfterRemovalBy("z:1", Set.of("b:1")))
                .as("no seed")
                .isFalse();
    }
}
