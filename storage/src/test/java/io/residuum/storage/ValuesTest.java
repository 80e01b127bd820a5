package io.residuum.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that cannot be built wrong, and the rules of the exclusion proof. */
class ValuesTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void aDigestIsTheSameInOnePieceAndInMany() {
        assertThat(Sha256.of(new byte[0]).hex()).isEqualTo(EMPTY);
        Sha256 whole = Sha256.of(new byte[] {1, 2, 3});
        assertThat(Sha256.of(ByteBuffer.wrap(new byte[] {0, 1, 2, 3}, 1, 3))).isEqualTo(whole);
        ByteBuffer piece = ByteBuffer.wrap(new byte[] {3});
        assertThat(Sha256.ofChunks().add(new byte[] {1, 2}).add(piece).digest()).isEqualTo(whole);
        assertThat(piece.position()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "E3B0", "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})
    void whatIsNoDigestIsRefused(String text) {
        assertThatThrownBy(() -> new Sha256(text)).hasMessageContaining("[" + text + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a/b", "..", "a b", "ä"})
    void whatIsNoDataSetNameIsRefused(String name) {
        assertThatThrownBy(() -> new DataSetId(name, new Sha256(EMPTY))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDataSetSaysItsNameAndTheStartOfItsVersion() {
        assertThat(new DataSetId("cifar10", new Sha256(EMPTY))).hasToString("cifar10@e3b0c44298fc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://host", "//host", "http:///x", "http://host/path", "http://host?x", "http://user:pw@host"})
    void whatIsNoEndpointIsRefusedWithoutItsSecrets(String endpoint) {
        var credentials = new Credentials.AwsDefaultChain();
        assertThatThrownBy(() -> StoreSettings.of(URI.create(endpoint), "us-east-1", "bucket", credentials))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("pw");
    }

    @Test
    void settingsAreChecked() {
        URI host = URI.create("http://host:1");
        var credentials = new Credentials.AwsDefaultChain();
        assertThatThrownBy(() -> StoreSettings.of(host, " ", "bucket", credentials))
                .hasMessageContaining("region");
        assertThatThrownBy(() -> StoreSettings.of(host, "r", "B", credentials)).hasMessageContaining("[B]");
        StoreSettings good = StoreSettings.of(host, "r", "bucket", credentials);
        assertThatThrownBy(() -> good.withPatience(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("positive");
        assertThatThrownBy(() -> new Credentials.Fixed("a", " ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void canonicalJsonHasOneFormAndRefusesWhatItWouldRound() {
        byte[] bytes = Archives.text("{ \"b\": [1.0, 2e3, \"\\u00e4\"], \"a\": {\"z\": null, \"y\": 0.1} }");
        assertThat(new String(CanonicalJson.bytes(CanonicalJson.parse(bytes)), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":{\"y\":0.1,\"z\":null},\"b\":[1,2000,\"ä\"]}");
        assertThatThrownBy(() -> CanonicalJson.bytes(CanonicalJson.object().put("n", Long.MAX_VALUE)))
                .hasMessageContaining("/n is beyond 2^53");
        assertThatThrownBy(() -> CanonicalJson.bytes(CanonicalJson.object().put("n", Double.NaN)))
                .hasMessageContaining("NaN at /n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":NaN}"})
    void whatIsNotOneJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> CanonicalJson.parse(Archives.text(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deepJsonIsRefusedNotFollowed() {
        assertThatThrownBy(() -> CanonicalJson.parse(Archives.text("{\"a\":" + "[".repeat(20_000))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theProofHoldsWrongAnswersAgainstAStoreAndLostOnesNot() {
        assertThat(fault(List.of(CreateOutcome.CREATED, CreateOutcome.EXISTS), "creator 0"))
                .isEmpty();
        assertThat(fault(List.of(CreateOutcome.EXISTS, CreateOutcome.CREATED), "creator 1"))
                .isEmpty();
        assertThat(fault(List.of(CreateOutcome.UNKNOWN, CreateOutcome.EXISTS), "creator 0"))
                .isEmpty();
        assertThat(fault(Collections.nCopies(4, CreateOutcome.CREATED), "creator 3"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("4 of 4 creators of one object were told"));
        assertThat(fault(List.of(CreateOutcome.CREATED, CreateOutcome.EXISTS), "creator 1"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("holds the bytes of [creator 1]"));
        assertThat(fault(Collections.nCopies(4, CreateOutcome.EXISTS), "creator 3"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("another one had been first"));
        assertThat(ExclusionProof.fault(0, List.of(CreateOutcome.CREATED), Optional.empty()))
                .isPresent();
    }

    private static Optional<String> fault(List<CreateOutcome> answers, String standing) {
        return ExclusionProof.fault(0, answers, Optional.of(Archives.text(standing)));
    }

    @Test
    void waitsGrowAreBoundedAndSpreadWritersApart() {
        assertThat(Backoff.delay("a", 1)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(Backoff.delay("a", 1_000_000)).isBetween(Duration.ofMillis(3_200), Duration.ofMillis(6_400));
        assertThat(Backoff.delay("a", 5)).isNotEqualTo(Backoff.delay("b", 5)).isEqualTo(Backoff.delay("a", 5));
        for (int failed = 0; failed < 100; failed++) {
            assertThat(Retrying.pause(failed, failed * 77L)).isBetween(Duration.ofMillis(25), Duration.ofMillis(7_500));
        }
    }
}
