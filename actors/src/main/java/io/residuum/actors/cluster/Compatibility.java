package io.residuum.actors.cluster;

import akka.cluster.ConfigValidation;
import akka.cluster.Invalid;
import akka.cluster.JoinConfigCompatChecker;
import akka.cluster.Valid;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Akka's plug for whether a node may join; named in {@code akka.conf}. A node belongs into a cluster of its name, over its bucket, whose
 * messages it reads.
 */
public final class Compatibility extends JoinConfigCompatChecker {

    static final String NAME = "residuum.actors.cluster.name";
    static final String BUCKET = "residuum.storage.bucket";
    /** Written by the node itself, read by no settings. */
    static final String WIRE_VERSION = "residuum-node.wire-version";

    private static final List<String> KEYS = List.of(NAME, BUCKET, WIRE_VERSION);
    private static final int VERSIONS_BACK = 1;

    @Override
    public Seq<String> requiredKeys() {
        return immutable(KEYS);
    }

    @Override
    public ConfigValidation check(Config joining, Config present) {
        List<String> missing =
                KEYS.stream().filter(key -> !joining.hasPath(key)).toList();
        if (!missing.isEmpty()) {
            return Invalid.apply(
                    immutable(List.of("it says nothing of " + missing + ": it is of another release, or no Residuum")));
        }
        List<String> misfits = new ArrayList<>();
        if (!joining.getString(NAME).equals(present.getString(NAME))) {
            misfits.add("its cluster is called [%s], this one [%s] (%s)"
                    .formatted(joining.getString(NAME), present.getString(NAME), NAME));
        }
        if (!joining.getString(BUCKET).equals(present.getString(BUCKET))) {
            misfits.add("its bucket is [%s], this cluster's [%s] (%s)"
                    .formatted(joining.getString(BUCKET), present.getString(BUCKET), BUCKET));
        }
        int theirs = joining.getInt(WIRE_VERSION);
        int ours = present.getInt(WIRE_VERSION);
        if (Math.abs(theirs - ours) > VERSIONS_BACK) {
            misfits.add(
                    ("its release writes wire version %d, this cluster's %d, and a release reads its own and the one"
                                    + " before; upgrade by way of the releases between")
                            .formatted(theirs, ours));
        }
        return misfits.isEmpty() ? Valid.getInstance() : Invalid.apply(immutable(misfits));
    }

    private static Seq<String> immutable(List<String> strings) {
        return CollectionConverters.asScala(strings).toList();
    }
}
