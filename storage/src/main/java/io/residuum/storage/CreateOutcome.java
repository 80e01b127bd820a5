package io.residuum.storage;

/** What the store answered to one conditional PUT. */
public enum CreateOutcome {
    /** The object did not exist and now holds the bytes sent. */
    CREATED,
    /** An object of this key exists (412); it may be one's own, from a PUT whose answer was lost. */
    EXISTS,
    /** Any doubt: no answer, 409, 5xx. It may be applied, now or later. */
    UNKNOWN
}
