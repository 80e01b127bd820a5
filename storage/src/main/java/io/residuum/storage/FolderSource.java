package io.residuum.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of class folders, in the byte order of the paths. */
final class FolderSource implements ImageSource {
    private final ImageArchive.Folder archive;
    private final ImportSettings bounds;
    private final ClassNaming naming;
    private final List<String> names; // relative, with slashes
    private final List<String> classes;

    private FolderSource(
            ImageArchive.Folder archive,
            ImportSettings bounds,
            ClassNaming naming,
            List<String> names,
            List<String> classes) {
        this.archive = archive;
        this.bounds = bounds;
        this.naming = naming;
        this.names = names;
        this.classes = classes;
    }

    /** The first pass: every name, no image. */
    static FolderSource scan(ImageArchive.Folder archive, ImportSettings bounds, ClassNaming naming)
            throws IOException {
        var judged = new EntryNames(archive.folder().toString(), bounds, naming);
        var names = new ArrayList<String>();
        try (Stream<Path> walk = Files.walk(archive.folder())) {
            for (Iterator<Path> paths = walk.iterator(); paths.hasNext(); ) {
                Path path = paths.next();
                String name = name(archive.folder(), path);
                if (path.equals(archive.folder()) || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    judged.folder(name); // the folder itself has an empty name, which counts for nothing
                } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    judged.file(name, Files.size(path));
                    if (!EntryNames.isHidden(name)) {
                        names.add(name);
                    }
                } else {
                    throw new ArchiveRefused("[" + path + "] is "
                            + (Files.isSymbolicLink(path) ? "a link" : "a device or pipe")
                            + "; only plain files and folders are taken.");
                }
            }
        }
        names.sort(EntryNames.BYTE_ORDER);
        return new FolderSource(archive, bounds, naming, names, judged.classes());
    }

    private static String name(Path folder, Path path) {
        var name = new StringBuilder();
        for (Path part : folder.relativize(path)) {
            name.append(name.length() == 0 ? "" : "/").append(part);
        }
        return name.toString();
    }

    @Override
    public String where() {
        return archive.folder().toString();
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
        return names.size();
    }

    @Override
    public Reader open() {
        Iterator<String> next = names.iterator();
        return new Reader() {
            @Override
            public Optional<RawImage> next() throws IOException {
                if (!next.hasNext()) {
                    return Optional.empty();
                }
                String name = next.next();
                try (var in = Files.newInputStream(archive.folder().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    byte[] bytes = in.readNBytes(bounds.mostImageBytes() + 1);
                    if (bytes.length > bounds.mostImageBytes()) {
                        throw new ArchiveRefused("entry [" + name + "] of folder [" + where() + "] has more than "
                                + bounds.mostImageBytes() + " bytes.");
                    }
                    return Optional.of(new RawImage(name, archive.split(), naming.classOf(where(), name), bytes));
                }
            }

            @Override
            public void close() {}
        };
    }
}
