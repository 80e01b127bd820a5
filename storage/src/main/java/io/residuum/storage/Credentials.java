package io.residuum.storage;

/** Who we are to the store. */
public sealed interface Credentials {
    /** Environment, system properties, profile files, container or instance role: in the order of the AWS SDK. */
    record AwsDefaultChain() implements Credentials {}

    /** A key pair given by hand; the secret is in no text made from it. */
    record Fixed(String accessKey, String secretKey) implements Credentials {
        public Fixed {
            if (accessKey.isBlank() || secretKey.isBlank()) {
                throw new IllegalArgumentException("access key and secret key must not be blank");
            }
        }

        @Override
        public String toString() {
            return "Fixed[accessKey=" + accessKey + ", secretKey=***]";
        }
    }
}
