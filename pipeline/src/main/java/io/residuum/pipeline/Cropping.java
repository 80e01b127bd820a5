package io.residuum.pipeline;

import io.residuum.pipeline.Crop.Region;

/**
 * Makes one crop after another. Of the image only what the wanted square depends on is read and resized: along the rows
 * first, then down the columns, as {@link Resampling} says. Keeps its memory from crop to crop; used by one thread.
 */
final class Cropping {
    private static final int CHANNELS = 3;

    private byte[] region = new byte[0];
    private int[] narrowed = new int[0];
    private int[] sums = new int[0];
    private int[] row = new int[0];

    /** Where the rows of a crop go. */
    interface Rows {
        /** @param values red, green, blue in 0…255 of each pixel of row {@code y}; to be read at once */
        void row(int y, int[] values);
    }

    /** Hands over the rows of the square, first to last, not mirrored. */
    void cut(DecodedImage image, Crop crop, Rows rows) {
        var across = Resampling.of(crop.region().width(), crop.resized().width(), crop.left(), crop.side());
        var down = Resampling.of(crop.region().height(), crop.resized().height(), crop.top(), crop.side());
        var read = new Region(
                crop.region().top() + down.first(),
                crop.region().left() + across.first(),
                down.end() - down.first(),
                across.end() - across.first());
        int width = crop.side() * CHANNELS;
        makeRoom(read, width);
        image.copy(read, region);
        across.alongRows(region, read.height(), image.redAt(), narrowed);
        for (int y = 0; y < crop.side(); y++) {
            down.downColumns(narrowed, y, width, sums, row);
            rows.row(y, row);
        }
    }

    private void makeRoom(Region read, int width) {
        int regionBytes = Math.multiplyExact(Math.multiplyExact(read.height(), read.width()), CHANNELS);
        if (region.length < regionBytes) {
            region = new byte[regionBytes];
        }
        int narrowedValues = Math.multiplyExact(read.height(), width);
        if (narrowed.length < narrowedValues) {
            narrowed = new int[narrowedValues];
        }
        if (row.length != width) {
            sums = new int[width];
            row = new int[width];
        }
    }
}
