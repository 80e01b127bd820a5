package io.residuum.storage;

import akka.stream.alpakka.s3.S3Exception;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads a failure of the client: absent, a definite no, or something that may pass. */
final class StoreFailures {
    private static final Set<String> CREDENTIALS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "TokenRefreshRequired",
            "AccountProblem");
    private static final Set<String> PASSING =
            Set.of("RequestTimeout", "SlowDown", "OperationAborted", "IncompleteBody");

    private StoreFailures() {}

    static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    static boolean isAbsent(Throwable failure) {
        return failure instanceof S3Exception s3
                && s3.statusCode().intValue() == 404
                && !s3.code().equals("NoSuchBucket");
    }

    /** The store's condition did not hold: the object exists. */
    static boolean isPreconditionFailed(Throwable failure) {
        return failure instanceof S3Exception s3 && s3.statusCode().intValue() == 412;
    }

    static boolean isOutOfRange(Throwable failure) {
        return failure instanceof S3Exception s3 && s3.statusCode().intValue() == 416;
    }

    /** Whether {@code failure} says that the request was refused and not applied, and why; empty for all that may pass. */
    static Optional<StoreRefused.Reason> refusal(Throwable failure) {
        if (failure instanceof SdkException) { // only the AWS SDK's credential and region chains are used
            return Optional.of(StoreRefused.Reason.CREDENTIALS);
        }
        return failure instanceof S3Exception s3 && !PASSING.contains(s3.code()) ? refusal(s3) : Optional.empty();
    }

    private static Optional<StoreRefused.Reason> refusal(S3Exception s3) {
        if (s3.code().equals("RequestTimeTooSkewed")) {
            return Optional.of(StoreRefused.Reason.CLOCK);
        }
        if (CREDENTIALS.contains(s3.code())) {
            return Optional.of(StoreRefused.Reason.CREDENTIALS);
        }
        return switch (s3.statusCode().intValue()) {
            case 401 -> Optional.of(StoreRefused.Reason.CREDENTIALS);
            case 403 -> Optional.of(StoreRefused.Reason.FORBIDDEN);
            case 404 -> Optional.of(StoreRefused.Reason.NO_BUCKET); // keys that are absent were told apart before
            case 301, 307, 400, 405, 411, 413, 501 -> Optional.of(StoreRefused.Reason.UNSUPPORTED);
            default -> Optional.empty();
        };
    }

    /** One line of a failure: never a request, so never a signature. */
    static String brief(Throwable failure) {
        if (failure instanceof S3Exception s3) {
            return s3.statusCode().intValue() + " " + oneLine(s3.code());
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : oneLine(message);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
