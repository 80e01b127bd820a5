package io.residuum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residuum.bench.PairedRatio.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedRatioTest {

    @Test
    void theRatioIsTakenPairByPairAndGrowsAsWeGetFaster() {
        PairedRatio measured = PairedRatio.of(List.of(new Pair(1, 2), new Pair(2, 4), new Pair(1.5, 3)));
        assertThat(measured.ratio().median()).isEqualTo(2);
        assertThat(measured.ourSeconds()).isEqualTo(1.5);
        assertThat(measured.peerSeconds()).isEqualTo(3);
        assertThat(measured.pairs()).isEqualTo(3);
    }

    @Test
    void aPairInWhichEitherSideStalledIsDiscardedAndCounted() {
        List<Pair> pairs = new ArrayList<>(Collections.nCopies(8, new Pair(1, 1.2)));
        pairs.add(new Pair(2.6, 1.2));
        pairs.add(new Pair(1, 3.1));
        PairedRatio measured = PairedRatio.of(pairs);
        assertThat(measured.discarded()).isEqualTo(2);
        assertThat(measured.pairs()).isEqualTo(8);
        assertThat(measured.ratio().high()).hasValue(1.2);
    }

    @Test
    void slowerThanUsualIsNotYetAStall() {
        List<Pair> pairs = new ArrayList<>(Collections.nCopies(5, new Pair(1, 1)));
        pairs.add(new Pair(2.5, 2.5));
        assertThat(PairedRatio.of(pairs).discarded()).isZero();
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Pair(0, 1)).hasMessageContaining("0.0 s");
    }
}
