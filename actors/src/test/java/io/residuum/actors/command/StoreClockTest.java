package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreClockTest {

    private static final Clock RIGHT = Clock.systemUTC();

    @Test
    void aClockThatIsWrongIsSaidToBeSoByTheDateOfAnyAnswer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        server.start();
        URI store = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try {
            assertThat(StoreClock.offset(store, Clock.offset(RIGHT, Duration.ofHours(1))))
                    .hasValueSatisfying(said -> assertThat(said).matches("36[0-9]{2} s ahead of the store's"));
            assertThat(StoreClock.offset(store, Clock.offset(RIGHT, Duration.ofHours(-1))))
                    .hasValueSatisfying(said -> assertThat(said).matches("(35[0-9]{2}|3600) s behind the store's"));
        } finally {
            server.stop(0);
        }
        assertThat(StoreClock.offset(store, RIGHT)).as("nobody there").isEmpty();
    }
}
