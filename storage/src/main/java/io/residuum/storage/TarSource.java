package io.residuum.storage;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A tar of class folders, plain or gzipped, in archive order. */
final class TarSource implements ImageSource {
    private static final int BUFFER_BYTES = 1 << 18;

    private final ImageArchive.Tar archive;
    private final ImportSettings bounds;
    private final ClassNaming naming;
    private final List<String> classes;
    private final long images;

    private TarSource(
            ImageArchive.Tar archive, ImportSettings bounds, ClassNaming naming, List<String> classes, long images) {
        this.archive = archive;
        this.bounds = bounds;
        this.naming = naming;
        this.classes = classes;
        this.images = images;
    }

    /** The first pass: every name, no image. */
    static TarSource scan(ImageArchive.Tar archive, ImportSettings bounds, ClassNaming naming) throws IOException {
        var names = new EntryNames(archive.file().toString(), bounds, naming);
        try (TarReader tar = open(archive.file(), bounds)) {
            for (Optional<TarReader.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                take(entry.get(), names, archive.file());
            }
        }
        return new TarSource(archive, bounds, naming, names.classes(), names.images());
    }

    private static void take(TarReader.Entry entry, EntryNames names, Path file) {
        switch (entry.kind()) {
            case FILE -> names.file(entry.name(), entry.sizeBytes());
            case FOLDER -> names.folder(entry.name());
            case LINK, DEVICE, SPARSE, UNKNOWN -> throw new ArchiveRefused("entry [" + entry.name() + "] of archive ["
                    + file + "] is " + entry.kind().text() + "; only plain files and folders are taken.");
        }
    }

    /** Opens a tar, unpacking it if it is gzipped, under the ratio bound. */
    static TarReader open(Path file, ImportSettings bounds) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            var counter = new RatioGuard.Counter(raw);
            var buffered = new BufferedInputStream(counter, BUFFER_BYTES);
            buffered.mark(2);
            boolean gzipped = buffered.read() == 0x1f && buffered.read() == 0x8b;
            buffered.reset();
            if (!gzipped) {
                return new TarReader(file.toString(), buffered);
            }
            InputStream unpacked = new RatioGuard(
                    new GZIPInputStream(buffered, BUFFER_BYTES),
                    counter,
                    bounds.mostRatio(),
                    () -> new ArchiveRefused("archive [" + file + "] unpacks to more than " + bounds.mostRatio()
                            + " times its size; images do not compress like that."));
            return new TarReader(file.toString(), new BufferedInputStream(unpacked, BUFFER_BYTES));
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** What went wrong while a file was read, in words that name it. */
    static ArchiveRefused unreadable(Path file, IOException e) {
        String what = e instanceof EOFException
                ? "is cut: its gzip stream does not end. Get it again"
                : e instanceof ZipException
                        ? "is damaged: " + StoreFailures.brief(e) + ". Get it again"
                        : "cannot be read: " + e.getClass().getSimpleName() + " " + StoreFailures.brief(e);
        return new ArchiveRefused("archive [" + file + "] " + what + ".", e);
    }

    @Override
    public String where() {
        return archive.file().toString();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public boolean numbersClasses() {
        return false;
    }

    @Override
    public long images() {
        return images;
    }

    @Override
    public Reader open() throws IOException {
        TarReader tar = open(archive.file(), bounds);
        var names = new EntryNames(where(), bounds, naming); // the file may have changed since: judged anew
        return new Reader() {
            @Override
            public Optional<RawImage> next() throws IOException {
                for (Optional<TarReader.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                    TarReader.Entry found = entry.get();
                    take(found, names, archive.file());
                    if (found.kind() == TarReader.Kind.FILE && !EntryNames.isHidden(found.name())) {
                        byte[] bytes = tar.content((int) found.sizeBytes());
                        return Optional.of(
                                new RawImage(found.name(), archive.split(), names.classOf(found.name()), bytes));
                    }
                }
                return Optional.empty();
            }

            @Override
            public void close() throws IOException {
                tar.close();
            }
        };
    }
}
