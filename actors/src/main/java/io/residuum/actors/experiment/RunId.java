package io.residuum.actors.experiment;

import io.residuum.storage.Sha256;

/** The name of a run: the digest of everything its result depends on. */
public record RunId(Sha256 digest) implements Comparable<RunId> {
    public static RunId ofHex(String hex) {
        return new RunId(new Sha256(hex));
    }

    public String hex() {
        return digest.hex();
    }

    /** Enough of it for people. */
    public String shortHex() {
        return digest.shortHex();
    }

    @Override
    public int compareTo(RunId other) {
        return digest.compareTo(other.digest);
    }

    @Override
    public String toString() {
        return hex();
    }
}
