package io.residuum.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Entries to bytes and back, format 1: canonical JSON with {@code format}, {@code chain}, {@code index}, {@code parent}, {@code
 * attempt}, {@code body} and {@code check}, the SHA-256 of the same JSON without it. A later entry's parent covers an entry's
 * bytes; {@code check} covers the newest one, which has no later entry.
 */
final class EntryCodec {
    static final int FORMAT = 1;
    private static final Pattern PARENT = Pattern.compile("|[0-9a-f]{64}");
    private static final Pattern ATTEMPT = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private EntryCodec() {}

    /** What was read: an entry, or why it is none. */
    sealed interface Decoded {
        record Good(Chain.Entry entry) implements Decoded {}

        record Bad(ChainFault fault) implements Decoded {}
    }

    static byte[] encode(String chain, long index, String parent, String attempt, ObjectNode body) {
        ObjectNode entry = CanonicalJson.object();
        entry.put("format", FORMAT);
        entry.put("chain", chain);
        entry.put("index", index);
        entry.put("parent", parent);
        entry.put("attempt", attempt);
        entry.set("body", body);
        entry.put("check", Sha256.of(CanonicalJson.bytes(entry)).hex());
        return CanonicalJson.bytes(entry);
    }

    static Decoded decode(String chain, long index, byte[] bytes) {
        try {
            ObjectNode read = CanonicalJson.parse(bytes);
            JsonNode format = read.path("format");
            if (format.isIntegralNumber() && format.longValue() > FORMAT) {
                return new Decoded.Bad(new ChainFault.Newer(index, format.longValue()));
            }
            return new Decoded.Good(entry(chain, index, read, bytes));
        } catch (IllegalArgumentException e) { // ours and the JSON reader's: each says what is wrong
            return new Decoded.Bad(new ChainFault.Damaged(index, String.valueOf(e.getMessage())));
        }
    }

    private static Chain.Entry entry(String chain, long index, ObjectNode read, byte[] bytes) {
        require(read.path("chain").asText(), chain, "chain");
        require(read.path("index").asText(), Long.toString(index), "index");
        if (!(read.path("body") instanceof ObjectNode body)) {
            throw new IllegalArgumentException("it has no body");
        }
        String parent = read.path("parent").asText();
        checkParent(index, parent);
        String attempt = read.path("attempt").asText();
        if (!Arrays.equals(bytes, encode(chain, index, parent, attempt, body))) {
            throw new IllegalArgumentException(
                    "its bytes are not those that were written: its own digest does not fit");
        }
        return new Chain.Entry(index, parent, attempt, body, Sha256.of(bytes));
    }

    private static void require(String found, String expected, String field) {
        if (!found.equals(expected)) {
            throw new IllegalArgumentException("its " + field + " is [" + found + "], not [" + expected + "]");
        }
    }

    static void checkAttempt(String attempt) {
        if (!ATTEMPT.matcher(attempt).matches()) {
            throw new IllegalArgumentException(
                    "an attempt's id has 1 to 128 letters, digits, dots, hyphens and underscores, was [" + attempt
                            + "]");
        }
    }

    static void checkParent(long index, String parent) {
        if (!PARENT.matcher(parent).matches() || (index == 0) != parent.isEmpty()) {
            throw new IllegalArgumentException("entry 0 has no parent, every other its parent's SHA-256; entry " + index
                    + " has [" + parent + "]");
        }
    }
}
