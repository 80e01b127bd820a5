package io.residuum.storage;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Classes as ImageNet names them, by wnid (n01440764): from a label file where there is one, else from the class folder, else
 * from the start of a file's own name (n01440764_10026.JPEG). Where two of them speak they have to say the same.
 */
public final class WnidLabels implements ClassNaming {
    private static final Pattern WNID = Pattern.compile("n\\d{8}");
    private static final Pattern START = Pattern.compile("(n\\d{8})(_.*|\\.tar)");

    private final LabelFile labels;

    private WnidLabels(LabelFile labels) {
        this.labels = labels;
    }

    /** Folders and names alone. */
    public static WnidLabels ofNames() {
        return new WnidLabels(LabelFile.none());
    }

    /** A label file besides. */
    public static WnidLabels of(LabelFile labels) {
        return new WnidLabels(labels);
    }

    /** Whether there is a label file, so that names of files have to differ. */
    boolean areByFile() {
        return labels.isThere();
    }

    static boolean isWnid(String text) {
        return WNID.matcher(text).matches();
    }

    @Override
    public String classOf(String where, String entry) {
        String file = ClassNaming.lastPart(entry);
        Matcher start = START.matcher(file);
        Optional<String> byFile = start.matches() ? Optional.of(start.group(1)) : Optional.empty();
        if (byFile.isPresent() && file.endsWith(".tar")) {
            throw ClassNaming.refused(
                    where,
                    entry,
                    "is a tar in the archive; unpack each into a folder of its own name, then import those");
        }
        Optional<String> byFolder = byFolder(where, entry);
        Optional<String> byLabel = labels.wnidOf(where, entry, file);
        String found = byLabel.or(() -> byFolder)
                .or(() -> byFile)
                .orElseThrow(() -> ClassNaming.refused(
                        where,
                        entry,
                        "has no class: it is in no folder named by a wnid (n01440764), its own name begins with none, and"
                                + " no label file is given"));
        agree(where, entry, found, byFolder, "is in folder");
        agree(where, entry, found, byFile, "is called");
        return found;
    }

    private static Optional<String> byFolder(String where, String entry) {
        int end = entry.lastIndexOf('/');
        String folder = end < 0 ? "" : ClassNaming.lastPart(entry.substring(0, end));
        if (isWnid(folder)) {
            return Optional.of(folder);
        }
        if (folder.matches("n\\d+")) {
            throw ClassNaming.refused(
                    where, entry, "is in folder [" + folder + "], which is no wnid: n and eight digits");
        }
        return Optional.empty();
    }

    private static void agree(String where, String entry, String found, Optional<String> other, String how) {
        if (other.isPresent() && !other.get().equals(found)) {
            throw ClassNaming.refused(where, entry, "is of class " + found + ", but " + how + " " + other.get());
        }
    }

    /** Ends a pass over an archive: every label has its image. */
    void checkAllSeen(String where, Set<String> files) {
        labels.checkAllSeen(where, files);
    }

    /** Every class of the training images has a test image and the reverse, as in ImageNet. */
    static void checkSameClasses(String where, Iterable<String> training, Iterable<String> test) {
        var missing = new TreeSet<>(EntryNames.BYTE_ORDER);
        training.forEach(missing::add);
        test.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new ArchiveRefused("archive [" + where + "] has no image of class [" + missing.first() + "]"
                    + (missing.size() > 1 ? " and of " + (missing.size() - 1) + " others" : "")
                    + ", of which there are training images.");
        }
    }
}
