package io.residuum.storage;

import java.util.List;
import java.util.OptionalLong;

/** The keys of a chain's entries: {@code PREFIX/log/00000000} and on. */
final class EntryKeys {
    static final long LAST_INDEX = 99_999_999;
    private static final int DIGITS = 8;

    private EntryKeys() {}

    static String folder(String chain) {
        return chain + "/log/";
    }

    static String key(String chain, long index) {
        if (index < 0 || index > LAST_INDEX) {
            throw new IllegalArgumentException(
                    "an entry's index is 0 to " + LAST_INDEX + ", was " + index + " in chain [" + chain + "]");
        }
        String digits = Long.toString(index);
        return folder(chain) + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** The index a key stands for; empty for all that is not wholly an entry's key, such as a temporary file's. */
    static OptionalLong index(String chain, String key) {
        String folder = folder(chain);
        if (!key.startsWith(folder) || key.length() != folder.length() + DIGITS) {
            return OptionalLong.empty();
        }
        long index = 0;
        for (int i = folder.length(); i < key.length(); i++) {
            int digit = key.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            index = index * 10 + digit;
        }
        return OptionalLong.of(index);
    }

    /** The highest index among the keys that are an entry's. */
    static OptionalLong newest(String chain, List<String> keys) {
        return keys.stream()
                .map(key -> index(chain, key))
                .flatMapToLong(OptionalLong::stream)
                .max();
    }
}
