package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
    private static final List<Integer> SHARDS = List.of(4, 4, 4, 4, 3);

    @Test
    void anEpochIsAPermutationOfAllImages() {
        for (int window = 1; window <= 6; window++) {
            assertThat(images(new EpochOrder(SHARDS, window, 7), 0))
                    .as("window %d", window)
                    .doesNotHaveDuplicates()
                    .hasSize(19);
        }
    }

    @Test
    void epochsAndSeedsOrderDifferentlyAndAgainTheSame() {
        var order = new EpochOrder(SHARDS, 2, 7);
        assertThat(images(order, 0)).isEqualTo(images(new EpochOrder(SHARDS, 2, 7), 0));
        assertThat(images(order, 0)).isNotEqualTo(images(order, 1));
        assertThat(images(order, 0)).isNotEqualTo(images(new EpochOrder(SHARDS, 2, 8), 0));
    }

    @Test
    void aWindowMixesItsOwnShardsOnly() {
        var order = new EpochOrder(SHARDS, 2, 7);
        var windows = order.windows(3);
        assertThat(windows).hasSize(3);
        var inOrder = images(order, 3);
        for (var window : windows) {
            var shards = new HashSet<Integer>();
            for (int place = 0; place < window.images(); place++) {
                shards.add(shardOf(inOrder.get((int) window.firstPlace() + place)));
            }
            assertThat(shards).containsExactlyInAnyOrderElementsOf(window.shards());
        }
    }

    @Test
    void everyOrderOfAWindowIsAsLikely() {
        var counts = new HashMap<List<Integer>, Long>();
        for (long seed = 0; seed < 4_800; seed++) {
            counts.merge(images(new EpochOrder(List.of(2, 2), 2, seed), 0), 1L, Long::sum);
        }
        assertThat(counts).hasSize(24);
        assertThat(ChiSquare.of(
                        counts.values().stream().mapToLong(Long::longValue).toArray()))
                .isLessThan(ChiSquare.limit(23));
    }

    @Test
    void everyShardIsAsOftenFirst() {
        var firsts = new long[5];
        for (long epoch = 0; epoch < 5_000; epoch++) {
            firsts[new EpochOrder(SHARDS, 1, 7).windows(epoch).get(0).shards().get(0)]++;
        }
        assertThat(ChiSquare.of(firsts)).isLessThan(ChiSquare.limit(4));
    }

    @Test
    void startingAtAPlaceSkipsNothingButWholeWindows() {
        var order = new EpochOrder(SHARDS, 2, 7);
        var all = new ArrayList<EpochOrder.Window>();
        for (long epoch = 0; epoch < 4; epoch++) {
            all.addAll(order.windows(epoch));
        }
        for (long place = 0; place < 19; place++) {
            var from = order.from(1, place);
            var first = from.next();
            assertThat(first.epoch()).isEqualTo(1);
            assertThat(first.holds(place)).isTrue();
            for (int i = all.indexOf(first) + 1; i < all.size(); i++) {
                assertThat(from.next()).isEqualTo(all.get(i));
            }
        }
    }

    @Test
    void theOrderStaysWhatItIs() { // every kept run saw its images in this order
        assertThat(images(new EpochOrder(List.of(3, 3, 2), 2, 12), 4)).containsExactly(5, 3, 4, 1, 0, 2, 7, 6);
    }

    /** Images of an epoch, numbered through all shards, in order. */
    private static List<Integer> images(EpochOrder order, long epoch) {
        int[] starts = new int[order.shardImages().size()];
        for (int shard = 1; shard < starts.length; shard++) {
            starts[shard] = starts[shard - 1] + order.shardImages().get(shard - 1);
        }
        var images = new ArrayList<Integer>();
        for (var window : order.windows(epoch)) {
            var unpermuted = new ArrayList<Integer>();
            for (int shard : window.shards()) {
                for (int i = 0; i < order.shardImages().get(shard); i++) {
                    unpermuted.add(starts[shard] + i);
                }
            }
            Arrays.stream(order.imagesOf(window)).forEach(image -> images.add(unpermuted.get(image)));
        }
        return images;
    }

    private static int shardOf(int image) {
        return Math.min(image / 4, 4);
    }
}
