package io.residuum.storage;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a key of ours looks like. S3 allows nearly anything; the embedded server keeps objects as files, so a key must also be
 * a harmless relative path.
 */
final class Keys {
    private static final int MOST_BYTES = 1024; // S3's own bound
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._@=+,-]+(?: [A-Za-z0-9._@=+,-]+)*");

    private Keys() {}

    /** Returns {@code key}, or throws if it is not segments of plain characters joined by single slashes. */
    static String check(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a key has at most " + MOST_BYTES + " bytes; this one starts with [" + key.substring(0, 80) + "]");
        }
        for (String segment : key.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException(
                        "a key is made of letters, digits and ._@=+,- in parts joined by single"
                                + " slashes, none of them . or .., was [" + key + "]");
            }
        }
        return key;
    }
}
