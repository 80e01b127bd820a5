package io.residuum.storage;

/** The store answered, and the answer is no: the same call will not succeed until somebody changes something. */
public final class StoreRefused extends StoreException {
    private static final long serialVersionUID = 1;

    /** Why the store says no. */
    public enum Reason {
        /** It does not know these credentials, or they expired, or there are none. */
        CREDENTIALS,
        /** The credentials are good and may not do this, as in a read-only bucket. */
        FORBIDDEN,
        NO_BUCKET,
        /** Our clock and the store's differ too much for signatures to hold. */
        CLOCK,
        /** It does not know what was asked, or not in this way: another region, a feature it lacks. */
        UNSUPPORTED
    }

    private final Reason reason;

    StoreRefused(StoreAddress address, String operation, Reason reason, String answer, Throwable cause) {
        super(
                "cannot " + operation + " in " + address + ": the store answers [" + answer + "]. " + remedy(reason),
                cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    private static String remedy(Reason reason) {
        return switch (reason) {
            case CREDENTIALS -> "Check access key, secret key and their expiry; without fixed ones the AWS default chain is"
                    + " asked: environment, system properties, profile, role.";
            case FORBIDDEN -> "The bucket is read-only for these credentials, or the key is; Residuum needs to get, put,"
                    + " list and delete.";
            case NO_BUCKET -> "Create the bucket, or name one that exists.";
            case CLOCK -> "Set this machine's clock; signatures hold for 15 minutes.";
            case UNSUPPORTED -> "Check endpoint, region and access style, and that the store speaks S3 with conditional"
                    + " writes (If-None-Match).";
        };
    }
}
