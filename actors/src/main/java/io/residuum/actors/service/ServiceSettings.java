package io.residuum.actors.service;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What {@code residuum.inbox} and {@code residuum.roster} say, read once at start.
 *
 * @param pollInterval between two listings of the inbox
 * @param filesAtOnce files of the inbox that are worked on side by side
 * @param retryEvery between two tries of what the store did not do
 * @param lookEvery between two looks for unfinished batches that came by another way
 */
public record ServiceSettings(Duration pollInterval, int filesAtOnce, Duration retryEvery, Duration lookEvery) {

    public ServiceSettings {
        if (!isPositive(pollInterval) || !isPositive(retryEvery) || !isPositive(lookEvery) || filesAtOnce < 1) {
            throw new IllegalArgumentException("residuum.inbox.poll-interval, residuum.inbox.files-at-once,"
                    + " residuum.inbox.retry-every and residuum.roster.look-every must be positive, were "
                    + pollInterval
                    + ", " + filesAtOnce + ", " + retryEvery + ", " + lookEvery);
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }

    public static ServiceSettings from(Config config) {
        Config inbox = config.getConfig("residuum.inbox");
        return new ServiceSettings(
                inbox.getDuration("poll-interval"),
                inbox.getInt("files-at-once"),
                inbox.getDuration("retry-every"),
                config.getDuration("residuum.roster.look-every"));
    }
}
