package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.storage.Sha256;

/** The name of the runs whose training decides together when their rate drops: the digest of what they share, all but the seed. */
public record CohortId(Sha256 digest) {

    static CohortId of(RunSpec member) {
        ObjectNode shared = member.toJson();
        shared.remove("seed");
        return new CohortId(Json.digest(shared));
    }

    public String hex() {
        return digest.hex();
    }

    @Override
    public String toString() {
        return digest.shortHex();
    }
}
