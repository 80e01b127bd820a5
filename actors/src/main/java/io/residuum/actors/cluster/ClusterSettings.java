package io.residuum.actors.cluster;

import com.typesafe.config.Config;
import io.residuum.actors.wire.WireFormat;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a node takes part in a cluster.
 *
 * @param name of the cluster; nodes of another one do not join
 * @param roles what the node is there for
 * @param host the address others reach it at
 * @param port 0 for any free one
 * @param tls how nodes know each other; without it, {@code host} is a loopback address
 * @param seeds {@code host:port} of nodes to join; none for a cluster of one's own, unless a name server gives them
 * @param seedsFromDns a name whose addresses are the nodes', each at {@code port}; empty where {@code seeds} says it
 * @param stableAfter the membership has to stay as it is for so long before anybody is removed
 * @param removalMargin between the removal of the coordinator's node and the next coordinator
 * @param rejoinAfter between the end of one cluster system and the next
 * @param foundAfter a node that finds nobody for so long founds a cluster of its own
 * @param seedsAskedEvery how often seeds that are no members are asked whether they are there
 */
public record ClusterSettings(
        String name,
        Set<Role> roles,
        String host,
        int port,
        Tls tls,
        List<String> seeds,
        String seedsFromDns,
        Duration stableAfter,
        Duration removalMargin,
        Duration rejoinAfter,
        Duration foundAfter,
        Duration seedsAskedEvery) {

    /** The name of every node's cluster system. */
    static final String SYSTEM = "residuum";

    /** What a node is there for. */
    public enum Role {
        /** The coordinator may be here. */
        COORDINATES,
        /** It has slots. */
        TRAINS;

        private static Role of(String word) {
            return Arrays.stream(values())
                    .filter(role -> role.name().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            OWN + "roles names coordinates, trains or both; was [" + word + "]"));
        }
    }

    /** PEM files: this node's key and certificate, and the authority that signed every node's; all empty for none. */
    public record Tls(String key, String certificate, String authority) {

        boolean isOn() {
            return !key.isEmpty();
        }

        private boolean isHalf() {
            long named = List.of(key, certificate, authority).stream()
                    .filter(file -> !file.isEmpty())
                    .count();
            return named != 0 && named != 3;
        }
    }

    private static final String OWN = "residuum.actors.cluster.";
    private static final Pattern SEED = Pattern.compile("[^\\s:/]+:[1-9][0-9]{0,4}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int HIGHEST_PORT = 65_535;

    public ClusterSettings {
        require(
                NAME.matcher(name).matches(),
                "name",
                "has 1 to 64 letters, digits, dots, hyphens and underscores",
                name);
        require(!roles.isEmpty(), "roles", "names coordinates, trains or both", roles);
        require(port >= 0 && port <= HIGHEST_PORT, "port", "is 0 to " + HIGHEST_PORT, port);
        require(!tls.isHalf(), "tls", "takes key, certificate and authority, or none of them", tls);
        if (!tls.isOn() && !isLoopback(host)) {
            throw new IllegalArgumentException(OWN + "host is [" + host + "], which others can reach: set " + OWN
                    + "tls.{key,certificate,authority}, or take a loopback address");
        }
        seeds = List.copyOf(seeds);
        for (String seed : seeds) {
            require(SEED.matcher(seed).matches(), "seeds", "lists host:port, as in node-1:25520", seed);
        }
        require(
                seedsFromDns.isEmpty() || (seeds.isEmpty() && port > 0),
                "seeds-from-dns",
                "stands alone, without seeds, and wants the port that all nodes have",
                seedsFromDns);
        require(seeds.isEmpty() || port > 0, "port", "is the same at every start where there are seeds", port);
        roles = Set.copyOf(roles);
    }

    private static void require(boolean condition, String key, String rule, Object was) {
        if (!condition) {
            throw new IllegalArgumentException(OWN + key + " " + rule + "; was [" + was + "]");
        }
    }

    public static ClusterSettings from(Config config) {
        Config own = config.getConfig("residuum.actors.cluster");
        return new ClusterSettings(
                own.getString("name"),
                own.getStringList("roles").stream().map(Role::of).collect(Collectors.toSet()),
                own.getString("host"),
                own.getInt("port"),
                new Tls(own.getString("tls.key"), own.getString("tls.certificate"), own.getString("tls.authority")),
                own.getStringList("seeds"),
                own.getString("seeds-from-dns"),
                own.getDuration("stable-after"),
                own.getDuration("removal-margin"),
                own.getDuration("rejoin-after"),
                own.getDuration("found-after"),
                own.getDuration("seeds-asked-every"));
    }

    /** The same at another port. */
    ClusterSettings at(int otherPort) {
        return new ClusterSettings(
                name,
                roles,
                host,
                otherPort,
                tls,
                seeds,
                seedsFromDns,
                stableAfter,
                removalMargin,
                rejoinAfter,
                foundAfter,
                seedsAskedEvery);
    }

    /** Whether the node founds a cluster of its own and waits for nobody. */
    boolean isAlone() {
        return seeds.isEmpty() && seedsFromDns.isEmpty();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    OWN + "host is [" + host + "], which no name server here knows; set the address others reach it at",
                    e);
        }
    }

    /** Addresses of the nodes to join, in the order in which every node has them; empty while the name server knows none. */
    List<String> seedAddresses() {
        List<String> found = new ArrayList<>(seeds);
        if (!seedsFromDns.isEmpty()) {
            try {
                Arrays.stream(InetAddress.getAllByName(seedsFromDns))
                        .map(InetAddress::getHostAddress)
                        .sorted()
                        .map(address -> address + ":" + port)
                        .forEach(found::add);
            } catch (UnknownHostException e) {
                return List.of(); // it is asked again before the next try
            }
        }
        return found.stream().map(ClusterSettings::address).toList();
    }

    private static String address(String hostAndPort) {
        return "akka://" + SYSTEM + "@" + hostAndPort;
    }

    /** The node's own address. */
    String ownAddress() {
        return address(host + ":" + port);
    }

    /**
     * Akka's keys for all this.
     *
     * @param contacts addresses of nodes to join; the first of them founds a cluster if the others do not answer
     */
    Map<String, Object> toAkka(List<String> memberRoles, List<String> contacts) {
        Map<String, Object> akka = new HashMap<>();
        akka.put("akka.actor.provider", "cluster");
        akka.put("akka.remote.artery.transport", tls.isOn() ? "tls-tcp" : "tcp");
        akka.put("akka.remote.artery.canonical.hostname", host);
        akka.put("akka.remote.artery.canonical.port", port);
        akka.put("akka.cluster.roles", memberRoles);
        akka.put("akka.cluster.seed-nodes", contacts);
        akka.put(Compatibility.WIRE_VERSION, WireFormat.VERSION);
        if (!isAlone()) { // then names are looked up again, and at last a cluster is founded
            akka.put("akka.cluster.shutdown-after-unsuccessful-join-seed-nodes", foundAfter.toMillis() + "ms");
        }
        if (tls.isOn()) {
            String rotating = "akka.remote.artery.ssl.rotating-keys-engine.";
            akka.put(
                    "akka.remote.artery.ssl.ssl-engine-provider",
                    "akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
            akka.put(rotating + "key-file", tls.key());
            akka.put(rotating + "cert-file", tls.certificate());
            akka.put(rotating + "ca-cert-file", tls.authority());
        }
        return akka;
    }
}
