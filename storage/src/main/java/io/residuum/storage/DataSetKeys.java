package io.residuum.storage;

import java.util.regex.Pattern;

/** Where the parts of data sets are. */
final class DataSetKeys {
    static final String ROOT = "datasets/";
    private static final Pattern DECODER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private DataSetKeys() {}

    static String folder(String name) {
        return ROOT + DataSetId.checkName(name) + "/";
    }

    static String shard(String name, Sha256 digest) {
        return folder(name) + "shards/" + digest.hex() + ".tar";
    }

    static String version(DataSetId id) {
        return folder(id.name()) + id.version().hex() + "/";
    }

    static String manifest(DataSetId id) {
        return version(id) + "manifest.json";
    }

    static String newest(String name) {
        return folder(name) + "newest.json";
    }

    static String statistics(DataSetId id, String decoder) {
        if (!DECODER.matcher(decoder).matches()) {
            throw new IllegalArgumentException(
                    "a decoder's id has 1 to 64 letters, digits, dots, hyphens and underscores, was [" + decoder + "]");
        }
        return folder(id.name()) + id.version().hex() + "/statistics/" + decoder;
    }
}
