package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SegmentCoreTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SegmentCore core = new SegmentCore(25, 10, new SegmentCore.Borders(MINUTE, 0));

    @Test
    void evaluationFollowsEveryMultipleAndTheLast() {
        assertThat(LongStream.rangeClosed(0, 25).filter(core::evaluationDue)).containsExactly(10L, 20L, 25L);
    }

    @Test
    void aBorderWaitsForTimeForWorkAndForTheUploadBefore() {
        assertThat(core.borderDue(5, MINUTE, false)).isTrue();
        assertThat(core.borderDue(5, MINUTE.minusMillis(1), false)).isFalse();
        assertThat(core.borderDue(0, MINUTE, false)).as("nothing done").isFalse();
        assertThat(core.borderDue(5, MINUTE, true)).as("still uploading").isFalse();
    }

    @Test
    void iterationsMayEndASegmentBeforeItsTime() {
        SegmentCore byCount = new SegmentCore(25, 10, new SegmentCore.Borders(MINUTE, 4));
        assertThat(byCount.borderDue(3, Duration.ZERO, false)).isFalse();
        assertThat(byCount.borderDue(4, Duration.ZERO, false)).isTrue();
    }
}
