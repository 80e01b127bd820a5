package io.residuum.actors.cluster;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a node takes part in a cluster.
 *
 * @param host the address others reach it at
 * @param port 0 for any free one
 * @param tls how nodes know each other; without it, {@code host} is a loopback address
 * @param seeds {@code host:port} of nodes to join; none for a cluster of one's own
 * @param stableAfter the membership has to stay as it is for so long before anybody is removed
 * @param removalMargin between the removal of the coordinator's node and the next coordinator
 * @param rejoinAfter between the end of one cluster system and the next
 */
public record ClusterSettings(
        String host,
        int port,
        Optional<Tls> tls,
        List<String> seeds,
        Duration stableAfter,
        Duration removalMargin,
        Duration rejoinAfter) {

    /** The name of every node's cluster system; systems of other names do not join. */
    static final String SYSTEM = "residuum";

    /** PEM files: this node's key and certificate, and the authority that signed every node's. */
    public record Tls(Path key, Path certificate, Path authority) {}

    private static final Pattern SEED = Pattern.compile("\\S+:[0-9]{1,5}");
    private static final int HIGHEST_PORT = 65_535;

    public ClusterSettings {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "residuum.actors.cluster.port is 0 to " + HIGHEST_PORT + ", was " + port);
        }
        if (tls.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException("residuum.actors.cluster.host is [" + host
                    + "], which others can reach: set residuum.actors.cluster.tls.{key,certificate,authority},"
                    + " or take a loopback address");
        }
        seeds = List.copyOf(seeds);
        for (String seed : seeds) {
            if (!SEED.matcher(seed).matches()) {
                throw new IllegalArgumentException(
                        "residuum.actors.cluster.seeds has [" + seed + "]; a seed is host:port, as in node-1:25520");
            }
        }
    }

    public static ClusterSettings from(Config config) {
        Config own = config.getConfig("residuum.actors.cluster");
        return new ClusterSettings(
                own.getString("host"),
                own.getInt("port"),
                tls(own.getConfig("tls")),
                own.getStringList("seeds"),
                own.getDuration("stable-after"),
                own.getDuration("removal-margin"),
                own.getDuration("rejoin-after"));
    }

    /** The same at another port. */
    ClusterSettings at(int otherPort) {
        return new ClusterSettings(host, otherPort, tls, seeds, stableAfter, removalMargin, rejoinAfter);
    }

    private static Optional<Tls> tls(Config files) {
        List<String> named = List.of("key", "certificate", "authority").stream()
                .filter(name -> !files.getString(name).isEmpty())
                .toList();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        if (named.size() < 3) {
            throw new IllegalArgumentException(
                    "residuum.actors.cluster.tls has only " + named + "; it takes key, certificate and authority");
        }
        return Optional.of(new Tls(
                Path.of(files.getString("key")),
                Path.of(files.getString("certificate")),
                Path.of(files.getString("authority"))));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "residuum.actors.cluster.host is [" + host + "], which no name server here knows", e);
        }
    }

    /** Akka's keys for all this. */
    Map<String, Object> toAkka(String role) {
        Map<String, Object> akka = new HashMap<>();
        akka.put("akka.actor.provider", "cluster");
        akka.put("akka.remote.artery.transport", tls.isPresent() ? "tls-tcp" : "tcp");
        akka.put("akka.remote.artery.canonical.hostname", host);
        akka.put("akka.remote.artery.canonical.port", port);
        akka.put("akka.cluster.roles", List.of(role));
        akka.put(
                "akka.cluster.seed-nodes",
                seeds.stream().map(seed -> "akka://" + SYSTEM + "@" + seed).toList());
        tls.ifPresent(files -> {
            String rotating = "akka.remote.artery.ssl.rotating-keys-engine.";
            akka.put(
                    "akka.remote.artery.ssl.ssl-engine-provider",
                    "akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
            akka.put(rotating + "key-file", files.key().toString());
            akka.put(rotating + "cert-file", files.certificate().toString());
            akka.put(rotating + "ca-cert-file", files.authority().toString());
        });
        return akka;
    }
}
