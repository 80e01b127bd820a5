package io.residuum.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names in a class-folder archive, judged one by one as they come: {@code …/CLASS/FILE}, nothing that leads elsewhere, no
 * class without an image.
 */
final class EntryNames {
    /** The order of bytes in UTF-8, which is that of code points, not of Java's chars. */
    static final Comparator<String> BYTE_ORDER =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private static final int MOST_CHARS = 1024;
    private static final int MOST_CLASSES = 100_000;

    private final String where;
    private final ImportSettings bounds;
    private final ClassNaming naming;
    private final Set<String> files = new HashSet<>(); // without folders and extensions, where labels are by file
    private final Set<String> folders = new TreeSet<>(BYTE_ORDER); // seen by themselves, without a trailing slash
    private final Set<String> parents = new TreeSet<>(BYTE_ORDER); // of what was seen
    private final Map<String, Long> images = new LinkedHashMap<>(); // class to count
    private long imageCount;
    private long totalBytes;

    EntryNames(String where, ImportSettings bounds, ClassNaming naming) {
        this.where = where;
        this.bounds = bounds;
        this.naming = naming;
    }

    void folder(String name) {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (path.isEmpty() || path.equals(".")) {
            return;
        }
        checkPath(path);
        folders.add(path);
        parent(path).ifPresent(parents::add);
    }

    /** Takes a file, or leaves it out if it is hidden. */
    void file(String name, long sizeBytes) {
        checkPath(name);
        if (isHidden(name)) {
            return;
        }
        String className = naming.classOf(where, name);
        if (sizeBytes > bounds.mostImageBytes()) {
            throw refused(name, "has " + sizeBytes + " bytes; an image has at most " + bounds.mostImageBytes());
        }
        imageCount++;
        totalBytes += sizeBytes;
        if (imageCount > bounds.mostImages()) {
            throw refused(name, "is one too many: a data set has at most " + bounds.mostImages() + " images");
        }
        if (totalBytes > bounds.mostTotalBytes()) {
            throw refused(name, "is too much: a data set has at most " + bounds.mostTotalBytes() + " bytes");
        }
        parent(name).ifPresent(parents::add);
        images.merge(className, 1L, Long::sum);
        if (naming instanceof WnidLabels labels
                && labels.areByFile()
                && !files.add(LabelFile.bare(ClassNaming.lastPart(name)))) {
            throw refused(name, "has the name of another image; a label is by name");
        }
        if (images.size() > MOST_CLASSES) {
            throw refused(name, "opens one class too many: a data set has at most " + MOST_CLASSES);
        }
    }

    /** Ends the pass: the classes found, after folders without an image were refused. */
    List<String> classes() {
        for (String folder : folders) {
            if (!parents.contains(folder)) {
                throw new ArchiveRefused("archive [" + where + "] has a class folder without an image: [" + folder
                        + "]. Put its images there or take the folder out.");
            }
        }
        if (images.isEmpty()) {
            throw new ArchiveRefused(
                    "archive [" + where + "] holds no image. Images are files in class folders: CLASS/FILE.");
        }
        if (naming instanceof WnidLabels labels) {
            labels.checkAllSeen(where, files);
        }
        return images.keySet().stream().sorted(BYTE_ORDER).toList();
    }

    long images() {
        return imageCount;
    }

    /** Files that file systems and archivers leave behind: their names start with a dot. */
    static boolean isHidden(String name) {
        return name.startsWith(".", name.lastIndexOf('/') + 1);
    }

    /** The class of a file that was taken. */
    String classOf(String name) {
        return naming.classOf(where, name);
    }

    private static Optional<String> parent(String path) {
        int slash = path.lastIndexOf('/');
        String parent = slash < 0 ? "" : path.substring(0, slash);
        return parent.isEmpty() || parent.equals(".") ? Optional.empty() : Optional.of(parent);
    }

    private void checkPath(String name) {
        if (name.length() > MOST_CHARS) {
            throw refused(name.substring(0, 60) + "…", "has a name of more than " + MOST_CHARS + " characters");
        }
        if (name.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0xfffd)) {
            throw refused(name.replaceAll("\\p{Cntrl}", "?"), "has a name with control characters, or not in UTF-8");
        }
        if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.matches("^[A-Za-z]:.*")) {
            throw refused(name, "has an absolute name; names have to be relative and have slashes between their parts");
        }
        String[] parts = name.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].equals("..")) {
                throw refused(name, "leads out of the archive");
            }
            if (parts[i].isEmpty() || (parts[i].equals(".") && i > 0)) {
                throw refused(name, "has a name with an empty part");
            }
        }
    }

    private ArchiveRefused refused(String entry, String what) {
        return ClassNaming.refused(where, entry, what);
    }
}
