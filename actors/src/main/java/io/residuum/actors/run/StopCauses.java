package io.residuum.actors.run;

import io.residuum.actors.decision.StopCause;
import io.residuum.storage.StoreException;
import io.residuum.storage.StoreRefused;
import io.residuum.storage.StoreUnreachable;
import java.util.concurrent.CompletionException;

/** What a trainer's exception says of who is to blame. */
public final class StopCauses {

    private StopCauses() {}

    /** Storage, damage and memory never count against a run; anything else is the trainer's own failure. */
    public static StopCause of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreUnreachable || cause instanceof StoreRefused) {
                return StopCause.STORAGE;
            }
            if (cause instanceof StoreException || cause instanceof UnreadableObject) {
                return StopCause.DAMAGE;
            }
            if (cause instanceof OutOfMemoryError
                    || String.valueOf(cause.getMessage()).contains("can't allocate memory")) {
                return StopCause.MEMORY;
            }
        }
        return StopCause.TRAINER;
    }

    /** One line for a person. */
    public static String sentence(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause instanceof StoreException || cause instanceof UnreadableObject
                ? String.valueOf(cause.getMessage())
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return text.lines().findFirst().orElse(text);
    }
}
