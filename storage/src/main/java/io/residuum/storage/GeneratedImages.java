package io.residuum.storage;

import java.util.List;

/** Images that a program makes, as a source of a data set. A pure function of split and index; called by several threads. */
public interface GeneratedImages {
    /** Names, by class number. */
    List<String> classes();

    /** How many images a split has. */
    int count(Split split);

    /** Image {@code index} of a split, 0 ≤ index &lt; count. */
    Image image(Split split, int index);

    /**
     * One image.
     *
     * @param classNumber index into {@link #classes}
     * @param height in pixels
     * @param width in pixels
     * @param rgb height × width × 3 bytes, row by row; the receiver's to keep
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Image(int classNumber, int height, int width, byte[] rgb) {
        public Image {
            if (rgb.length != new ImageShape(height, width).pixels() * 3) {
                throw new IllegalArgumentException(
                        height + " × " + width + " pixels take three bytes each, got " + rgb.length + " bytes");
            }
        }
    }
}
