package io.residuum.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that says the class of each image, a line an image, in one of the forms ImageNet's validation labels come in:
 *
 * <pre>
 * ILSVRC2012_val_00000001.JPEG,n01751748          name and wnid, after a comma or blanks; the extension may be missing,
 * ILSVRC2012_val_00000001,n01751748 1 2 3 4       and what follows is left alone; a first line of headings too
 * ILSVRC2012_val_00000001.JPEG 65                 name and number: the wnid's line in the list of synsets, from 0 (Caffe)
 * n01751748                                       wnid alone: line k is of the image whose name ends in number k, from 1
 * 490                                             number alone: the same, and the wnid's line from 1 (ILSVRC ground truth)
 * </pre>
 */
public final class LabelFile {
    private static final long MOST_BYTES = 256 << 20;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final Pattern LAST_NUMBER = Pattern.compile(".*?(\\d{1,9})");

    private final String where;
    private final Map<String, String> byName;
    private final List<String> byLine;

    private LabelFile(String where, Map<String, String> byName, List<String> byLine) {
        this.where = where;
        this.byName = byName;
        this.byLine = byLine;
    }

    static LabelFile none() {
        return new LabelFile("", Map.of(), List.of());
    }

    /**
     * Reads a file whose classes are wnids.
     *
     * @throws ArchiveRefused if it cannot be read, or a line says what it cannot mean
     */
    public static LabelFile read(Path file) {
        return read(file, List.of());
    }

    /**
     * Reads a file whose classes may be numbers.
     *
     * @param synsets a file whose lines begin with the wnids that numbers count
     * @throws ArchiveRefused if either cannot be read, or a line says what it cannot mean
     */
    public static LabelFile read(Path file, Path synsets) {
        List<String> wnids = new ArrayList<>();
        for (String line : lines(synsets)) {
            String wnid = line.split("[,\\s]+", 2)[0];
            if (!WnidLabels.isWnid(wnid)) {
                throw new ArchiveRefused("list of synsets [" + synsets + "], line " + (wnids.size() + 1)
                        + ": expected a wnid (n01440764) first, found [" + brief(line) + "].");
            }
            wnids.add(wnid);
        }
        return read(file, wnids);
    }

    private static LabelFile read(Path file, List<String> synsets) {
        Map<String, String> byName = new HashMap<>();
        List<String> byLine = new ArrayList<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split("[,\\s]+", 3);
            String place = "label file [" + file + "], line " + (i + 1);
            String label = parts.length > 1 ? parts[1] : parts[0];
            if (!WnidLabels.isWnid(label) && !NUMBER.matcher(label).matches()) {
                if (i == 0 && parts.length > 1) {
                    continue; // headings
                }
                throw new ArchiveRefused(
                        place + ": expected a wnid (n01440764) or a number, found [" + brief(lines.get(i)) + "].");
            }
            String wnid = WnidLabels.isWnid(label) ? label : numbered(place, label, parts.length > 1 ? 0 : 1, synsets);
            if (parts.length == 1) {
                byLine.add(wnid);
            } else if (byName.put(bare(ClassNaming.lastPart(parts[0])), wnid) != null) {
                throw new ArchiveRefused(place + ": image [" + parts[0] + "] has a label already.");
            }
        }
        if (byName.isEmpty() == byLine.isEmpty()) {
            throw new ArchiveRefused("label file [" + file + "] "
                    + (byName.isEmpty()
                            ? "holds no label."
                            : "has lines with an image's name and lines without; all have to be of one form."));
        }
        return new LabelFile(file.toString(), byName, byLine);
    }

    private static String numbered(String place, String number, int first, List<String> synsets) {
        if (synsets.isEmpty()) {
            throw new ArchiveRefused(place + ": class " + number + " is a number; which wnid it means is said by a list"
                    + " of synsets in the order of the numbers (--synsets FILE).");
        }
        int index = Integer.parseInt(number) - first;
        if (index < 0 || index >= synsets.size()) {
            throw new ArchiveRefused(place + ": class " + number + " is beyond the " + synsets.size()
                    + " of the list of synsets, which count from " + first + ".");
        }
        return synsets.get(index);
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ArchiveRefused("file [" + file + "] has more than " + MOST_BYTES + " bytes.");
            }
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new ArchiveRefused(
                    "file [" + file + "] cannot be read as text: "
                            + e.getClass().getSimpleName() + " " + StoreFailures.brief(e) + ".",
                    e);
        }
    }

    boolean isThere() {
        return !where.isEmpty();
    }

    /** The label of a file; empty where there is no label file. */
    Optional<String> wnidOf(String archive, String entry, String file) {
        if (!isThere()) {
            return Optional.empty();
        }
        if (!byLine.isEmpty()) {
            return Optional.of(byLine.get(line(archive, entry, file) - 1));
        }
        String wnid = byName.get(bare(file));
        if (wnid == null) {
            throw ClassNaming.refused(archive, entry, "has no line in label file [" + where + "]");
        }
        return Optional.of(wnid);
    }

    private int line(String archive, String entry, String file) {
        Matcher number = LAST_NUMBER.matcher(bare(file));
        int line = number.matches() ? Integer.parseInt(number.group(1)) : 0;
        if (line < 1 || line > byLine.size()) {
            throw ClassNaming.refused(
                    archive,
                    entry,
                    "does not end in the number of a line of label file [" + where + "], which has " + byLine.size());
        }
        return line;
    }

    /** Every label has its image. */
    void checkAllSeen(String archive, Set<String> files) {
        if (!byLine.isEmpty() && files.size() != byLine.size()) {
            throw new ArchiveRefused("label file [" + where + "] has " + byLine.size() + " labels, archive [" + archive
                    + "] " + files.size() + " images; they belong to different images.");
        }
        byName.keySet().stream()
                .sorted()
                .filter(name -> !files.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ArchiveRefused("label file [" + where + "] has a label for [" + name
                            + "], which archive [" + archive + "] does not hold.");
                });
    }

    /** A file's name without its extension. */
    static String bare(String file) {
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    private static String brief(String line) {
        return line.length() > 60 ? line.substring(0, 60) + "…" : line;
    }
}
