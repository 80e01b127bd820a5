package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residuum.pipeline.MiniBatchCut.PlannedBatch;
import io.residuum.storage.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MiniBatchCutTest {
    private static final int IMAGES = 19;

    @ParameterizedTest
    @EnumSource
    void windowsOfAnySizeGiveThePlacesOfTheArithmetic(LastBatch last) {
        for (int windowImages = 1; windowImages <= IMAGES; windowImages++) {
            var arithmetic = new EpochArithmetic(IMAGES, 5, last);
            var cut = cut(arithmetic, 0, windows(0, 0, 4, windowImages));
            assertThat(cut).hasSizeGreaterThanOrEqualTo((int) arithmetic.iterations(4) - 1);
            for (var planned : cut) {
                assertThat(places(planned)).isEqualTo(places(arithmetic.places(planned.iteration())));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void seekingGivesWhatSkippingThePrefixGives(LastBatch last) {
        var arithmetic = new EpochArithmetic(IMAGES, 5, last);
        var all = cut(arithmetic, 0, windows(0, 0, 5, 7));
        for (int from = 0; from < 12; from++) {
            var start = arithmetic.start(from);
            var rest = cut(arithmetic, from, windows(start.epoch(), start.from(), 5, 7));
            assertThat(rest).hasSize(all.size() - from);
            for (int i = 0; i < rest.size(); i++) {
                assertThat(rest.get(i).iteration()).isEqualTo(from + i);
                assertThat(places(rest.get(i))).isEqualTo(places(all.get(from + i)));
            }
        }
    }

    @Test
    void aMissingWindowIsNoticed() {
        var cut = new MiniBatchCut<DecodedShard>(new EpochArithmetic(IMAGES, 5, LastBatch.CARRY), 0);
        assertThatThrownBy(() -> cut.add(window(0, 7, 7))).hasMessageContaining("starts at 7 of epoch 0");
    }

    private static List<PlannedBatch<DecodedShard>> cut(
            EpochArithmetic arithmetic, long from, List<ShardWindow<DecodedShard>> windows) {
        var cut = new MiniBatchCut<DecodedShard>(arithmetic, from);
        return windows.stream().flatMap(window -> cut.add(window).stream()).toList();
    }

    /** The windows from the one with {@code place} on, up to the end of epoch {@code endEpoch − 1}. */
    private static List<ShardWindow<DecodedShard>> windows(long epoch, long place, long endEpoch, int windowImages) {
        var windows = new ArrayList<ShardWindow<DecodedShard>>();
        for (long e = epoch; e < endEpoch; e++) {
            for (int first = 0; first < IMAGES; first += windowImages) {
                var window = window(e, first, Math.min(windowImages, IMAGES - first));
                if (e > epoch || window.endPlace() > place) {
                    windows.add(window);
                }
            }
        }
        return windows;
    }

    private static ShardWindow<DecodedShard> window(long epoch, long firstPlace, int images) {
        var shard = new DecodedShard(firstPlace, new ImageShape(1, 1), new int[images], new byte[images * 3]);
        int[] all = IntStream.range(0, images).toArray();
        return new ShardWindow<>(epoch, firstPlace, List.of(shard), List.of(all), all);
    }

    private static List<Long> places(PlannedBatch<DecodedShard> planned) {
        var places = new ArrayList<Long>();
        for (var span : planned.spans()) {
            for (long place = span.from(); place < span.to(); place++) {
                places.add(span.window().epoch() * IMAGES + place);
            }
        }
        assertThat(places).hasSize(planned.images());
        return places;
    }

    private static List<Long> places(List<EpochArithmetic.Places> ranges) {
        var places = new ArrayList<Long>();
        for (var range : ranges) {
            for (long place = range.from(); place < range.to(); place++) {
                places.add(range.epoch() * IMAGES + place);
            }
        }
        return places;
    }
}
