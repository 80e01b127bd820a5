package io.residuum.storage;

import java.time.Duration;

/** The store did not answer, or only with errors that pass, until the deadline; the same call may succeed later. */
public final class StoreUnreachable extends StoreException {
    private static final long serialVersionUID = 1;

    StoreUnreachable(StoreAddress address, String operation, int tries, Duration deadline, Throwable cause) {
        super(
                "cannot " + operation + " in " + address + ": no good answer in " + tries
                        + (tries == 1 ? " try" : " tries") + " within " + deadline.toMillis() + " ms; the last was ["
                        + StoreFailures.brief(cause) + "]. "
                        + address.diskIsFull().orElse("Check that the store runs and that the endpoint is right."),
                cause);
    }
}
