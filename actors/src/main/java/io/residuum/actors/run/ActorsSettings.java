package io.residuum.actors.run;

import com.typesafe.config.Config;
import io.residuum.actors.decision.SegmentCore;
import java.time.Duration;
import java.util.Map;

/**
 * What {@code residuum.actors} says, read once at start.
 *
 * @param nodeName the name entries and reports give this node
 * @param slots runs that train side by side here
 * @param threadsPerSlot compute threads of each; part of the numeric environment
 * @param borders when a trainer commits
 * @param progressEvery at most one progress report a run in this time
 * @param storageRetryEvery between two tries to write a segment
 * @param decisionPollEvery between two looks of a waiting trainer at what its cohort decided
 * @param evaluationBatchImages images in an evaluation batch; part of the numeric environment
 * @param stopWithin how long an interrupted process waits for its trainers
 */
public record ActorsSettings(
        String nodeName,
        int slots,
        int threadsPerSlot,
        SegmentCore.Borders borders,
        Duration progressEvery,
        Duration storageRetryEvery,
        Duration decisionPollEvery,
        int evaluationBatchImages,
        Duration stopWithin) {

    public ActorsSettings {
        if (nodeName.isBlank() || slots < 1 || threadsPerSlot < 1 || evaluationBatchImages < 1) {
            throw new IllegalArgumentException("residuum.actors: node.name, node.slots, node.threads-per-slot and"
                    + " evaluation-batch-images must be positive, were '" + nodeName + "', " + slots + ", "
                    + threadsPerSlot
                    + ", " + evaluationBatchImages);
        }
    }

    /** The same, but what bits depend on as in the numeric environment of an entry, as far as settings can say it. */
    public ActorsSettings as(Map<String, String> environment) {
        return new ActorsSettings(
                nodeName,
                slots,
                number(environment, "threads", threadsPerSlot),
                borders,
                progressEvery,
                storageRetryEvery,
                decisionPollEvery,
                number(environment, "evaluationBatch", evaluationBatchImages),
                stopWithin);
    }

    private static int number(Map<String, String> environment, String part, int otherwise) {
        String text = environment.getOrDefault(part, "");
        return text.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(text) : otherwise;
    }

    /**
     * @param hostName the node's name where the settings give none
     * @param cores what {@code slots = 0} is derived from
     */
    public static ActorsSettings from(Config config, String hostName, int cores) {
        Config node = config.getConfig("residuum.actors");
        String name = node.getString("node.name");
        int slots = node.getInt("node.slots");
        return new ActorsSettings(
                name.isEmpty() ? hostName : name,
                slots == 0 ? Math.max(1, cores / 2) : slots,
                node.getInt("node.threads-per-slot"),
                new SegmentCore.Borders(node.getDuration("segment.length"), node.getLong("segment.iterations")),
                node.getDuration("progress-every"),
                node.getDuration("storage-retry-every"),
                node.getDuration("decision-poll-every"),
                node.getInt("evaluation-batch-images"),
                node.getDuration("stop-within"));
    }
}
