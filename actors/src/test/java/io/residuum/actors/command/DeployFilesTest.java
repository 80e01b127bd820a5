package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.residuum.actors.cluster.ClusterSettings;
import io.residuum.actors.http.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files under {@code conf} that nodes are run with name keys that exist and values that are taken. */
class DeployFilesTest {

    private static final Path CONF = Path.of("..", "conf"); // tests run in their module's folder

    @TempDir
    Path folder;

    @Test
    void theDaemonsSettingsAreTakenAsTheyStand() {
        Config config = Configuration.of(CONF.resolve("daemon.conf")).config();
        assertThat(ClusterSettings.from(config).seeds()).hasSize(2);
        assertThat(config.getString("residuum.actors.node.name")).isEmpty();
        assertThat(Configuration.of(CONF.resolve("daemon.conf")).store()).isPresent();
    }

    @Test
    void theEnvironmentSaysWhatDiffersFromMachineToMachine() throws IOException {
        Path written = Files.writeString(
                folder.resolve("my.conf"),
                "residuum.actors { node.name = ${?NO_SUCH_VARIABLE_HERE}, cluster { host = localhost, host = ${?PWD_NOT_SET} } }\n"
                        + "residuum.storage.bucket = ${PATH}\n");
        Config config = Configuration.of(written).config();
        assertThat(config.getString("residuum.storage.bucket")).isEqualTo(System.getenv("PATH"));
        assertThat(config.getString("residuum.actors.cluster.host")).isEqualTo("localhost");
    }

    @Test
    void theStatefulSetsSettingsAreTakenWithWhatKubernetesSays() throws IOException {
        Matcher block = Pattern.compile("  daemon\\.conf: \\|\n((?:    .*\n)+)")
                .matcher(Files.readString(CONF.resolve("deploy/kubernetes.yaml")));
        assertThat(block.find()).isTrue();
        Path settings = Files.writeString(
                folder.resolve("daemon.conf"),
                "RESIDUUM_NODE = residuum-0, RESIDUUM_HOST = 10.0.0.1\n" + block.group(1));
        Config config = Configuration.of(settings).config();
        ClusterSettings cluster = ClusterSettings.from(config);
        assertThat(cluster.seedsFromDns()).isEqualTo("residuum-nodes");
        assertThat(cluster.host()).isEqualTo("10.0.0.1");
        assertThat(HttpSettings.from(config).host()).isEqualTo("10.0.0.1");
    }
}
