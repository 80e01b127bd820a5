package io.residuum.storage;

import java.util.List;
import java.util.Optional;

/** Images that a program makes, training images first. */
final class GeneratedSource implements ImageSource {
    private final GeneratedImages images;

    GeneratedSource(GeneratedImages images) {
        this.images = images;
    }

    @Override
    public String where() {
        return "generated images";
    }

    @Override
    public List<String> classes() {
        return images.classes();
    }

    @Override
    public boolean numbersClasses() {
        return true;
    }

    @Override
    public long images() {
        return (long) images.count(Split.TRAIN) + images.count(Split.TEST);
    }

    @Override
    public Reader open() {
        return new Reader() {
            private long next;

            @Override
            public Optional<RawImage> next() {
                if (next == images()) {
                    return Optional.empty();
                }
                long at = next++;
                int train = images.count(Split.TRAIN);
                Split split = at < train ? Split.TRAIN : Split.TEST;
                int index = (int) (split == Split.TRAIN ? at : at - train);
                GeneratedImages.Image image = images.image(split, index);
                byte[] ppm = Ppm.ofInterleaved(new ImageShape(image.height(), image.width()), image.rgb());
                String className = images.classes().get(image.classNumber());
                return Optional.of(new RawImage(split.text() + "#" + index, split, className, ppm));
            }

            @Override
            public void close() {}
        };
    }
}
