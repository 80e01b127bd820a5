package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class DoctorIT {

    @TempDir
    Path folder;

    private final Typed typed = new Typed();

    private JsonNode check(String what) throws IOException {
        for (JsonNode each : new ObjectMapper().readTree(typed.out()).path("checks")) {
            if (each.path("check").asText().equals(what)) {
                return each;
            }
        }
        throw new AssertionError("no check " + what + " in " + typed.out());
    }

    @Test
    void whatWorksIsSaidWithWhatWasFound() throws IOException {
        assertThat(typed.run("doctor", "--home", folder.resolve("home").toString(), "--json"))
                .as(typed.out())
                .isZero();
        for (String what : new String[] {"jdk", "engine", "allocator", "decoder", "store", "clock"}) {
            assertThat(check(what).path("state").asText()).as(what).isEqualTo("ok");
        }
        assertThat(check("engine").path("found").asText()).startsWith("pytorch-");
        assertThat(check("store").path("found").asText()).contains("of 16 creators", "5 rounds");
        assertThat(check("threads").path("found").asText()).contains("processors");
        assertThat(check("disk").path("found").asText()).contains("MB free");
    }

    @Test
    void aStoreThatCannotBeReachedIsBrokenAndTheRestIsCheckedAllTheSame() throws IOException {
        Path config = Files.writeString(
                folder.resolve("my.conf"),
                "residuum.storage { endpoint = \"http://127.0.0.1:9\", deadline = 2s, access-key = a, secret-key = b }\n"
                        + "residuum.actors.node { slots = 1000 }\n");
        assertThat(typed.run(
                        "doctor", "--home", folder.resolve("home").toString(), "--config", config.toString(), "--json"))
                .isEqualTo(1);
        assertThat(check("store").path("state").asText()).isEqualTo("broken");
        assertThat(check("store").path("found").asText()).contains("127.0.0.1:9");
        assertThat(check("threads").path("state").asText()).isEqualTo("odd");
        assertThat(check("threads").path("advice").asText()).contains("residuum.actors.node.slots");
        assertThat(check("disk").path("state").asText()).isNotEmpty();
        assertThat(typed.run("doctor", "--home", folder.toString(), "--config", config.toString()))
                .isEqualTo(1);
        assertThat(typed.out()).contains("broken  store", "->");
    }
}
