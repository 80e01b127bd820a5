package io.residuum.storage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which bucket of which store, and how patient to be with it.
 *
 * @param endpoint {@code http(s)://host[:port]}, for AWS {@code https://s3.REGION.amazonaws.com}
 * @param region the region requests are signed for
 * @param deadline after this long without success an operation fails; the operation is retried with jitter until then
 * @param answerTimeout after this long without an answer one try is given up; a conditional PUT's outcome is then unknown
 * @param folder where the store keeps its objects, if that is on this machine: what is wrong with its disk can then be said
 */
public record StoreSettings(
        URI endpoint,
        String region,
        String bucket,
        AccessStyle accessStyle,
        Credentials credentials,
        Duration deadline,
        Duration answerTimeout,
        Optional<Path> folder) {

    /** How the bucket is named in a request. */
    public enum AccessStyle {
        /** In the path; every store but new AWS buckets with odd rules understands it. */
        PATH,
        /** In the host name, as AWS prefers. */
        VIRTUAL_HOST
    }

    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);
    public static final Duration DEFAULT_ANSWER_TIMEOUT = Duration.ofSeconds(20);

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    public StoreSettings {
        Objects.requireNonNull(credentials);
        String scheme = String.valueOf(endpoint.getScheme());
        if (!(scheme.equals("http") || scheme.equals("https")) || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "endpoint must be http://host[:port] or https://host[:port], was [" + withoutUser(endpoint) + "]");
        }
        if (endpoint.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "endpoint must not hold credentials; give them as an access key and a secret"
                            + " key, or through the AWS default chain: [" + withoutUser(endpoint) + "]");
        }
        if (!(String.valueOf(endpoint.getPath()).isEmpty() || endpoint.getPath().equals("/"))
                || endpoint.getQuery() != null) {
            throw new IllegalArgumentException("endpoint must have no path or query, was [" + endpoint + "]");
        }
        if (region.isBlank()) {
            throw new IllegalArgumentException("region must not be blank; stores that have none take us-east-1");
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException(
                    "a bucket has 3 to 63 lower-case letters, digits, dots and hyphens, was [" + bucket + "]");
        }
        if (deadline.isNegative() || deadline.isZero() || answerTimeout.isNegative() || answerTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "deadline and answer time-out must be positive, were " + deadline + " and " + answerTimeout);
        }
    }

    /** Settings with path style and the usual patience. */
    public static StoreSettings of(URI endpoint, String region, String bucket, Credentials credentials) {
        return new StoreSettings(
                endpoint,
                region,
                bucket,
                AccessStyle.PATH,
                credentials,
                DEFAULT_DEADLINE,
                DEFAULT_ANSWER_TIMEOUT,
                Optional.empty());
    }

    /** The same store with other patience. */
    public StoreSettings withPatience(Duration newDeadline, Duration newAnswerTimeout) {
        return new StoreSettings(
                endpoint, region, bucket, accessStyle, credentials, newDeadline, newAnswerTimeout, folder);
    }

    /** The same store, which keeps its objects in a folder of this machine. */
    public StoreSettings over(Path newFolder) {
        return new StoreSettings(
                endpoint, region, bucket, accessStyle, credentials, deadline, answerTimeout, Optional.of(newFolder));
    }

    /** The same store and patience, another bucket. */
    public StoreSettings withBucket(String newBucket) {
        return new StoreSettings(
                endpoint, region, newBucket, accessStyle, credentials, deadline, answerTimeout, folder);
    }

    private static String withoutUser(URI endpoint) {
        return endpoint.toString().replaceFirst("//[^/@]*@", "//***@");
    }
}
