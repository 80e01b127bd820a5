package io.residuum.pipeline;

import io.residuum.storage.DataSetId;
import io.residuum.storage.Manifest;
import java.util.concurrent.CompletionException;

/**
 * A shard that could not be read or decoded. The message names data set, shard, entry where there is one, and reason; the
 * cause tells what kind it is: a {@link io.residuum.storage.BrokenImage}, or the store's own exception, whose work may be
 * tried again.
 */
public final class InputFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private InputFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** What went wrong with a shard, out of whatever a stage wrapped around it. */
    static InputFailure of(DataSetId dataSet, Manifest.Shard shard, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof InputFailure known ? known : ofShard(dataSet, shard, cause);
    }

    static InputFailure ofShard(DataSetId dataSet, Manifest.Shard shard, Throwable cause) {
        return new InputFailure(where(dataSet, shard) + ": " + reason(cause), cause);
    }

    static InputFailure ofEntry(DataSetId dataSet, Manifest.Shard shard, String entry, Throwable cause) {
        return new InputFailure(where(dataSet, shard) + ", entry [" + entry + "]: " + reason(cause), cause);
    }

    private static String where(DataSetId dataSet, Manifest.Shard shard) {
        return "data set [" + dataSet + "], shard [" + shard.number() + "] at ["
                + shard.object().key() + "]";
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }
}
