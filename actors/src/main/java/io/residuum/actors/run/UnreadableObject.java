package io.residuum.actors.run;

import io.residuum.storage.Chain;
import java.util.List;
import java.util.function.Function;

/** An object that is whole and says something this release cannot take: of a newer format, or not what its place promises. */
public final class UnreadableObject extends RuntimeException {
    private static final long serialVersionUID = 1;

    private UnreadableObject(String where, IllegalArgumentException cause) {
        super(
                where + " cannot be read: " + cause.getMessage()
                        + ". Use the release that wrote it, or a later one; verify says what else is wrong.",
                cause);
    }

    /** Reads the entries of a chain; what the reader refuses is said to be that chain's. */
    static <T> T reading(String chain, List<Chain.Entry> entries, Function<List<Chain.Entry>, T> reader) {
        return reading("chain [" + chain + "]", () -> reader.apply(entries));
    }

    /** Reads something; what the reader refuses is said to be of {@code where}. */
    static <T> T reading(String where, Reader<T> reader) {
        try {
            return reader.read();
        } catch (IllegalArgumentException e) {
            throw new UnreadableObject(where, e);
        }
    }

    /** Throws {@link IllegalArgumentException} for what it cannot take. */
    @FunctionalInterface
    interface Reader<T> {
        T read();
    }
}
