package io.residuum.pipeline;

import io.residuum.pipeline.Crop.Region;
import io.residuum.storage.BrokenImage;
import io.residuum.storage.ImageCheck;
import io.residuum.storage.ImageShape;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * From stored bytes to RGB pixels in 0…255, the same ones on every machine: JPEG and PNG by the OpenCV this build brings
 * along, binary PPM by copying. Grey becomes RGB, transparency is dropped, an EXIF orientation is ignored as ImageNet's tools
 * ignore it.
 *
 * <p>Size and completeness are read from the header first, so an image beyond the bound takes no memory and a truncated one
 * is refused instead of filled with grey. OpenCV is loaded at the first JPEG or PNG. Safe for use by several threads.
 */
public final class ImageDecoder implements ImageCheck {
    private static final String ID = "opencv-" + Core.VERSION;
    private static final int CHANNELS = 3;

    private final long mostPixels;
    private final OpenCvLibrary library;

    private ImageDecoder(long mostPixels, OpenCvLibrary library) {
        this.mostPixels = mostPixels;
        this.library = library;
    }

    public static ImageDecoder open(PipelineSettings settings) {
        return new ImageDecoder(settings.mostImagePixels(), new OpenCvLibrary(settings.nativeFolder()));
    }

    /** Decoder and version, for what depends on decoded pixels: statistics, and the numeric environment of a run. */
    public static String decoderId() {
        return ID;
    }

    @Override
    public ImageShape check(String entry, byte[] bytes) throws BrokenImage {
        var header = header(bytes);
        decode(header, bytes);
        return header.shape();
    }

    /**
     * Decodes an image that must have a known shape.
     *
     * @return height × width × 3 bytes, row by row, RGB
     */
    byte[] decode(byte[] bytes, ImageShape expected) throws BrokenImage {
        var header = header(bytes);
        if (!header.shape().equals(expected)) {
            throw new BrokenImage("has " + header.shape() + " pixels, the data set has " + expected);
        }
        return decode(header, bytes);
    }

    /** Decodes an image of any size; the caller closes it. */
    DecodedImage open(byte[] bytes) throws BrokenImage {
        var header = header(bytes);
        return switch (header.format()) {
            case NETPBM -> new OnHeap(header.shape(), copy(header, bytes));
            case JPEG, PNG -> new OffHeap(header.shape(), matrix(header.shape(), bytes));
        };
    }

    /** Rows of red, green, blue. */
    @SuppressWarnings("ArrayRecordComponent") // read in an inner loop, never compared
    private record OnHeap(ImageShape shape, byte[] rgb) implements DecodedImage {
        @Override
        public int redAt() {
            return 0;
        }

        @Override
        public void copy(Region region, byte[] target) {
            int stride = region.width() * CHANNELS;
            for (int row = 0; row < region.height(); row++) {
                int from = ((region.top() + row) * shape.width() + region.left()) * CHANNELS;
                System.arraycopy(rgb, from, target, row * stride, stride);
            }
        }

        @Override
        public void close() {}
    }

    /** OpenCV's rows of blue, green, red; freed by {@link #close}, not by a garbage collection. */
    private record OffHeap(ImageShape shape, Mat pixels) implements DecodedImage {
        @Override
        public int redAt() {
            return 2;
        }

        @Override
        public void copy(Region region, byte[] target) {
            Mat view = pixels.submat(
                    region.top(), region.top() + region.height(), region.left(), region.left() + region.width());
            try {
                view.get(0, 0, target);
            } finally {
                view.release();
            }
        }

        @Override
        public void close() {
            pixels.release();
        }
    }

    private ImageHeader header(byte[] bytes) throws BrokenImage {
        var header = ImageHeader.of(bytes);
        if (header.shape().pixels() > mostPixels) {
            throw new BrokenImage("has " + header.shape() + " pixels; residuum.pipeline.image-pixels allows "
                    + mostPixels + " in all");
        }
        return header;
    }

    private byte[] decode(ImageHeader header, byte[] bytes) throws BrokenImage {
        return switch (header.format()) {
            case NETPBM -> copy(header, bytes);
            case JPEG, PNG -> decodeByOpenCv(header.shape(), bytes);
        };
    }

    private static byte[] copy(ImageHeader header, byte[] bytes) {
        int start = header.dataOffset();
        byte[] rgb = new byte[size(header.shape())];
        if (header.channels() == CHANNELS) {
            System.arraycopy(bytes, start, rgb, 0, rgb.length);
            return rgb;
        }
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = bytes[start + i / CHANNELS];
        }
        return rgb;
    }

    private byte[] decodeByOpenCv(ImageShape shape, byte[] bytes) throws BrokenImage {
        var image = matrix(shape, bytes);
        try {
            byte[] pixels = new byte[size(shape)];
            image.get(0, 0, pixels);
            for (int i = 0; i < pixels.length; i += CHANNELS) { // OpenCV's order is BGR
                byte blue = pixels[i];
                pixels[i] = pixels[i + 2];
                pixels[i + 2] = blue;
            }
            return pixels;
        } finally {
            image.release(); // pixels are freed here, not by a garbage collection
        }
    }

    /** Three channels in OpenCV's order, the caller's to release. */
    private Mat matrix(ImageShape shape, byte[] bytes) throws BrokenImage {
        library.load();
        var encoded = new Mat(1, bytes.length, CvType.CV_8UC1);
        try {
            encoded.put(0, 0, bytes);
            var image = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION);
            if (image.rows() != shape.height() || image.cols() != shape.width()) {
                image.release();
                throw new BrokenImage("cannot be decoded: its coded data are damaged");
            }
            return image;
        } finally {
            encoded.release();
        }
    }

    private static int size(ImageShape shape) {
        return Math.toIntExact(shape.pixels() * CHANNELS);
    }
}
