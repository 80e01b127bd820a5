package io.residuum.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class StoreHttpTest {
    /** As a class path would give it that has akka-http's reference file before any of ours. */
    private static final Config AKKAS = ConfigFactory.parseString(
            "akka.http.host-connection-pool { max-connections = 4, max-open-requests = 32, max-retries = 5 }");

    @Test
    void theClientsKeysCountWhateverTheClassPathSays() {
        Config pool = StoreHttp.over(AKKAS).getConfig("akka.http.host-connection-pool");
        assertThat(pool.getInt("max-retries")).isZero();
        assertThat(pool.getInt("max-connections")).isEqualTo(32);
        assertThat(pool.getInt("max-open-requests")).isEqualTo(1024);
    }

    @Test
    void aStoreIsNotOpenedOverAClientThatSendsRequestsAgain() {
        assertThatThrownBy(() -> StoreHttp.check(AKKAS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-retries must be 0, was 5")
                .hasMessageContaining("StoreHttp.over");
        assertThatCode(() -> StoreHttp.check(StoreHttp.over(AKKAS))).doesNotThrowAnyException();
    }
}
