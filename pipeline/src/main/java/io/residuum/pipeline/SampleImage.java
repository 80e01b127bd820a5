package io.residuum.pipeline;

import java.util.List;

/**
 * A training image for people to look at.
 *
 * @param stored height × width × 3 bytes, row by row, RGB
 * @param augmented the same image as some epochs saw it; what padding put there shows the mean colour
 */
@SuppressWarnings("ArrayRecordComponent") // painted, never compared
public record SampleImage(int classNumber, int height, int width, byte[] stored, List<byte[]> augmented) {
    public SampleImage {
        augmented = List.copyOf(augmented);
    }
}
