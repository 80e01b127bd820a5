package io.residuum.pipeline;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.random.RandomGenerator;

/**
 * The order of the training set in each epoch, a pure function of (seed, epoch): shards are permuted, taken in windows of
 * {@code windowShards}, and the images of a window permuted among themselves. With one window every order of the epoch is as
 * likely as any other; with more, an epoch needs no more memory than two windows.
 *
 * @param shardImages images of each training shard, first shard first
 */
record EpochOrder(List<Integer> shardImages, int windowShards, long seed) {
    EpochOrder {
        shardImages = List.copyOf(shardImages);
    }

    /**
     * A window before its shards are there.
     *
     * @param number counted from 0 in its epoch
     * @param shards places in {@link #shardImages}, in the order in which their images are numbered before the permutation
     * @param firstPlace its first place in the epoch
     */
    record Window(long epoch, int number, List<Integer> shards, long firstPlace, int images) {
        boolean holds(long place) {
            return place >= firstPlace && place < firstPlace + images;
        }
    }

    /** All windows of one epoch, in order. */
    List<Window> windows(long epoch) {
        int[] order = permutation(shardImages.size(), Randomness.order(seed, epoch));
        var windows = new ArrayList<Window>();
        long place = 0;
        for (int from = 0; from < order.length; from += windowShards) {
            var shards = new ArrayList<Integer>();
            int images = 0;
            for (int i = from; i < Math.min(from + windowShards, order.length); i++) {
                shards.add(order[i]);
                images = Math.addExact(images, shardImages.get(order[i]));
            }
            windows.add(new Window(epoch, windows.size(), List.copyOf(shards), place, images));
            place += images;
        }
        return windows;
    }

    /** Which image of the window each of its places takes: numbers in 0…images−1, counted through its shards. */
    int[] imagesOf(Window window) {
        return permutation(window.images(), Randomness.order(seed, window.epoch(), window.number()));
    }

    /** The windows from the one that holds {@code place} of {@code epoch} on, epoch after epoch without end. */
    Iterator<Window> from(long epoch, long place) {
        return new Iterator<>() {
            private long nextEpoch = epoch;
            private Iterator<Window> rest = List.<Window>of().iterator();
            private boolean started;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Window next() {
                if (!rest.hasNext()) {
                    var windows = windows(nextEpoch++);
                    rest = (started ? windows : behind(windows, place)).iterator();
                    started = true;
                }
                return rest.next();
            }
        };
    }

    private static List<Window> behind(List<Window> windows, long place) {
        for (var window : windows) {
            if (window.holds(place)) {
                return windows.subList(window.number(), windows.size());
            }
        }
        throw new NoSuchElementException("an epoch has no place " + place);
    }

    /** Fisher and Yates's shuffle of 0…n−1: uniform over all n! orders as far as the generator goes. */
    static int[] permutation(int n, RandomGenerator random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
