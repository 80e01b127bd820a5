package io.residuum.actors.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What a store's clock says, by the date of an answer to a request that nobody signed: a wrong clock here does not spoil it. */
final class StoreClock {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private StoreClock() {}

    /** "N s ahead of" or "N s behind the store's"; empty if the store does not say. */
    static Optional<String> offset(URI store, Clock clock) {
        try {
            HttpRequest request = HttpRequest.newBuilder(store)
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .timeout(PATIENCE)
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("Date")
                    .map(date -> sentence(
                            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant(),
                            clock.instant()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty(); // the refusal alone says what to do
        }
    }

    private static String sentence(Instant there, Instant here) {
        Duration ahead = Duration.between(there, here);
        return ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of") + " the store's";
    }
}
