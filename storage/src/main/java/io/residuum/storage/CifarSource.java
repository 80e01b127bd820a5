package io.residuum.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The binary archives of CIFAR-10 and CIFAR-100: records of labels and three planes of 32 × 32 bytes, in archive order. */
final class CifarSource implements ImageSource {
    /** The two archives; all that differs between them. */
    enum Form {
        CIFAR_10(10, 1, "data_batch_\\d+\\.bin", "test_batch\\.bin", "batches.meta.txt"),
        CIFAR_100(
                100, 2, "train\\.bin", "test\\.bin", "fine_label_names.txt"); // a coarse label first, which is not used

        private final int classes;
        private final int labelBytes;
        private final Pattern train;
        private final Pattern test;
        private final String namesFile;

        Form(int classes, int labelBytes, String train, String test, String namesFile) {
            this.classes = classes;
            this.labelBytes = labelBytes;
            this.train = Pattern.compile(train);
            this.test = Pattern.compile(test);
            this.namesFile = namesFile;
        }

        /** Whether a file of this name is the one with the class names, by which an archive is known. */
        boolean isKnownBy(String entry) {
            return baseName(entry).equals(namesFile);
        }

        private @Nullable Split split(String entry) {
            String name = baseName(entry);
            return train.matcher(name).matches()
                    ? Split.TRAIN
                    : test.matcher(name).matches() ? Split.TEST : null;
        }

        private int recordBytes() {
            return labelBytes + 3 * (int) SHAPE.pixels();
        }
    }

    private static final ImageShape SHAPE = new ImageShape(32, 32);
    private static final int MOST_ENTRIES = 64;
    private static final int MOST_NAMES_BYTES = 64 << 10;

    private final Path file;
    private final Form form;
    private final ImportSettings bounds;
    private final List<String> classes;
    private final long images;

    private CifarSource(Path file, Form form, ImportSettings bounds, List<String> classes, long images) {
        this.file = file;
        this.form = form;
        this.bounds = bounds;
        this.classes = classes;
        this.images = images;
    }

    /** The first pass: the names of the classes and the sizes of the files with records. */
    static CifarSource scan(Path file, Form form, ImportSettings bounds) throws IOException {
        List<String> classes = List.of();
        long train = 0;
        long test = 0;
        try (TarReader tar = TarSource.open(file, bounds)) {
            for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                TarReader.Entry entry = next.get();
                Split split = form.split(entry.name());
                if (form.isKnownBy(entry.name())) {
                    classes = names(file, form, tar, entry);
                } else if (split != null && entry.kind() == TarReader.Kind.FILE) {
                    long records = records(file, form, entry);
                    train += split == Split.TRAIN ? records : 0;
                    test += split == Split.TEST ? records : 0;
                    if (train + test > bounds.mostImages()) {
                        throw refused(file, "has more than " + bounds.mostImages() + " images");
                    }
                }
            }
        }
        if (classes.isEmpty() || train == 0 || test == 0) {
            throw refused(
                    file,
                    "is no whole " + form + " binary archive: " + train + " training and " + test + " test images, "
                            + classes.size() + " class names");
        }
        return new CifarSource(file, form, bounds, classes, train + test);
    }

    private static long records(Path file, Form form, TarReader.Entry entry) {
        if (entry.sizeBytes() % form.recordBytes() != 0) {
            throw refused(
                    file,
                    "has a file that is no whole number of records of " + form.recordBytes() + " bytes: ["
                            + entry.name() + "], " + entry.sizeBytes() + " bytes");
        }
        return entry.sizeBytes() / form.recordBytes();
    }

    private static List<String> names(Path file, Form form, TarReader tar, TarReader.Entry entry) throws IOException {
        if (entry.sizeBytes() > MOST_NAMES_BYTES) {
            throw refused(file, "has class names of " + entry.sizeBytes() + " bytes in [" + entry.name() + "]");
        }
        List<String> names = new String(tar.content((int) entry.sizeBytes()), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (names.size() != form.classes || names.stream().distinct().count() != form.classes) {
            throw refused(
                    file,
                    "has " + names.size() + " class names in [" + entry.name() + "], not " + form.classes
                            + " different ones");
        }
        return names;
    }

    @Override
    public String where() {
        return file.toString();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public boolean numbersClasses() {
        return true;
    }

    @Override
    public long images() {
        return images;
    }

    @Override
    public Reader open() throws IOException {
        return new Records(TarSource.open(file, bounds));
    }

    private final class Records implements Reader {
        private final TarReader tar;
        private final byte[] bytes = new byte[form.recordBytes()];
        private String entry = "";
        private @Nullable Split split;
        private long number;

        private Records(TarReader tar) {
            this.tar = tar;
        }

        @Override
        public Optional<RawImage> next() throws IOException {
            while (split == null || tar.left() == 0) {
                Optional<TarReader.Entry> next = tar.next();
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                entry = next.get().name();
                split = next.get().kind() == TarReader.Kind.FILE ? form.split(entry) : null;
                number = 0;
            }
            tar.read(bytes);
            String name = entry + "#" + number++;
            int label = bytes[form.labelBytes - 1] & 0xff;
            if (label >= classes.size()) {
                throw refused(
                        file,
                        "has label " + label + " in record [" + name + "], beyond its " + classes.size() + " classes");
            }
            return Optional.of(
                    new RawImage(name, split, classes.get(label), Ppm.ofPlanes(SHAPE, bytes, form.labelBytes)));
        }

        @Override
        public void close() throws IOException {
            tar.close();
        }
    }

    private static String baseName(String entry) {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }

    private static ArchiveRefused refused(Path file, String what) {
        return new ArchiveRefused("archive [" + file + "] " + what + ".");
    }

    /** The form of the archive in {@code file}, if it is one of the two, which have few entries. */
    static Optional<Form> formOf(Path file, ImportSettings bounds) throws IOException {
        try (TarReader tar = TarSource.open(file, bounds)) {
            Optional<TarReader.Entry> next = tar.next();
            for (int seen = 0; next.isPresent() && seen < MOST_ENTRIES; seen++, next = tar.next()) {
                String name = next.get().name();
                Optional<Form> form = Arrays.stream(Form.values())
                        .filter(each -> each.isKnownBy(name))
                        .findFirst();
                if (form.isPresent()) {
                    return form;
                }
            }
        }
        return Optional.empty();
    }
}
