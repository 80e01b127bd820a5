package io.residuum.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest, the name of content everywhere in the store.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) implements Comparable<Sha256> {
    /** Digits of a digest that are shown to people. */
    public static final int SHORT_DIGITS = 12;

    static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public Sha256 {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a SHA-256 is 64 lower-case hexadecimal digits, was [" + hex + "]");
        }
    }

    /** The digest of all of {@code bytes}. */
    public static Sha256 of(byte[] bytes) {
        return new Chunks().add(bytes).digest();
    }

    /** The digest of what remains in {@code bytes}, whose position does not move. */
    public static Sha256 of(ByteBuffer bytes) {
        return new Chunks().add(bytes).digest();
    }

    /** Starts the digest of content that comes in pieces; used by one thread. */
    public static Chunks ofChunks() {
        return new Chunks();
    }

    static Sha256 ofRaw(byte[] raw, int offset) {
        return new Sha256(HexFormat.of().formatHex(raw, offset, offset + BYTES));
    }

    byte[] raw() {
        return HexFormat.of().parseHex(hex);
    }

    /** The first {@value #SHORT_DIGITS} digits, for people to read. */
    public String shortHex() {
        return hex.substring(0, SHORT_DIGITS);
    }

    @Override
    public int compareTo(Sha256 other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }

    /** A digest under way: pieces are added in order, {@link #digest} ends it. */
    public static final class Chunks {
        private final MessageDigest digest = start();

        private Chunks() {}

        public Chunks add(byte[] bytes) {
            digest.update(bytes);
            return this;
        }

        public Chunks add(ByteBuffer bytes) {
            digest.update(bytes.duplicate());
            return this;
        }

        public Sha256 digest() {
            return ofRaw(digest.digest(), 0);
        }

        private static MessageDigest start() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }
    }
}
