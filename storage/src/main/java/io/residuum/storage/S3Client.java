package io.residuum.storage;

import akka.actor.typed.ActorSystem;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.AccessStyle;
import akka.stream.alpakka.s3.RetrySettings;
import akka.stream.alpakka.s3.S3Attributes;
import akka.stream.alpakka.s3.S3Ext;
import akka.stream.alpakka.s3.S3Headers;
import akka.stream.alpakka.s3.S3Settings;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Alpakka's settings made from ours; each store has its own, so several may live in one actor system. */
final class S3Client {
    /** The condition that makes a PUT a creation. */
    static final S3Headers IF_ABSENT =
            S3Headers.create().withCustomHeaders(new scala.collection.immutable.Map.Map1<>("If-None-Match", "*"));

    private static final RetrySettings NEVER = RetrySettings.create(0, Duration.ofMillis(1), Duration.ofMillis(1), 0);
    private static final RetrySettings FOUR_TIMES =
            RetrySettings.create(4, Duration.ofMillis(200), Duration.ofSeconds(5), 0.5);

    private final S3Settings settings;

    private S3Client(S3Settings settings) {
        this.settings = settings;
    }

    static S3Client of(ActorSystem<?> system, StoreSettings settings) {
        Region region = Region.of(settings.region());
        boolean path = settings.accessStyle() == StoreSettings.AccessStyle.PATH;
        return new S3Client(S3Ext.get(system)
                .settings()
                .withEndpointUrl(path ? plain(settings.endpoint()) : withBucketHost(settings.endpoint()))
                .withAccessStyle(path ? AccessStyle.pathAccessStyle() : AccessStyle.virtualHostAccessStyle())
                .withCredentialsProvider(provider(settings.credentials()))
                .withS3RegionProvider(() -> region));
    }

    /** One request a call, so that its answer is the answer to this attempt. */
    Attributes once() {
        return S3Attributes.settings(settings.withRetrySettings(NEVER));
    }

    /** Failed requests are sent again. */
    Attributes repeating() {
        return S3Attributes.settings(settings.withRetrySettings(FOUR_TIMES));
    }

    private static String plain(URI endpoint) {
        String text = endpoint.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Alpakka puts the bucket where this placeholder stands. */
    private static String withBucketHost(URI endpoint) {
        return plain(endpoint).replaceFirst("://", "://{bucket}.");
    }

    private static AwsCredentialsProvider provider(Credentials credentials) {
        if (credentials instanceof Credentials.Fixed fixed) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(fixed.accessKey(), fixed.secretKey()));
        }
        return DefaultCredentialsProvider.builder().build();
    }
}
