package io.residuum.actors.http;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * What {@code residuum.http} says, read once at start.
 *
 * @param host the address that is listened on
 * @param port 0 for any free one
 * @param mostBodyBytes of a request
 * @param bodyWithin a request's body has to be there by then
 * @param commandWithin a command is answered by then, or with a problem
 */
public record HttpSettings(String host, int port, long mostBodyBytes, Duration bodyWithin, Duration commandWithin) {

    public HttpSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("residuum.http.port must be 0 to 65535, was " + port);
        }
        if (mostBodyBytes < 1 || bodyWithin.isNegative() || commandWithin.isNegative()) {
            throw new IllegalArgumentException(
                    "residuum.http.most-body, body-within and command-within must be positive," + " were "
                            + mostBodyBytes + ", " + bodyWithin + ", " + commandWithin);
        }
    }

    /** @throws IllegalArgumentException if others could reach it, and nobody said that they may */
    public static HttpSettings from(Config config) {
        Config http = config.getConfig("residuum.http");
        HttpSettings settings = new HttpSettings(
                http.getString("host"),
                http.getInt("port"),
                http.getBytes("most-body"),
                http.getDuration("body-within"),
                http.getDuration("command-within"));
        if (!http.getBoolean("open-to-others") && !settings.isLoopback()) {
            throw new IllegalArgumentException("residuum.http.host = " + settings.host()
                    + " can be reached from other machines, and whoever reaches it may cancel what is trained. Take 127.0.0.1,"
                    + " or say residuum.http.open-to-others = true where the network keeps strangers out");
        }
        return settings;
    }

    public HttpSettings withPort(int other) {
        return new HttpSettings(host, other, mostBodyBytes, bodyWithin, commandWithin);
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("residuum.http.host = " + host + " is no address of this machine", e);
        }
    }
}
