package io.residuum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContestantTest {

    /** Answers every question with as many seconds as it was asked for steps. */
    static final class Echo {
        public static void main(String[] arguments) throws IOException {
            new Conversation().run(Conversation.introduction("1", "none", 2), count -> {
                var answer = JsonNodeFactory.instance.objectNode();
                answer.putArray("seconds").add(count);
                return answer;
            });
        }
    }

    @Test
    void answersEachQuestionAndShowsItsMemory() throws Contestant.Missing {
        try (Contestant echo = Contestant.start(Launch.java("echo", Echo.class))) {
            assertThat(echo.introduction().path("version").asText()).isEqualTo("1");
            assertThat(echo.ask("steps 3").path("seconds").path(0).asInt()).isEqualTo(3);
            Contestant.Memory memory = echo.memory();
            assertThat(memory.residentBytes()).isPositive();
            assertThat(memory.peakBytes()).isGreaterThanOrEqualTo(memory.residentBytes());
        }
    }

    @Test
    void oneThatIsNotInstalledIsNamedWithItsRemedy() {
        assertThatThrownBy(() -> Contestant.start(
                        new Launch("peer", List.of("/nowhere/python3"), Map.of(), "apt-get install python3-torch")))
                .isInstanceOf(Contestant.Missing.class)
                .hasMessageContaining("/nowhere/python3")
                .hasMessageContaining("apt-get install python3-torch");
    }

    @Test
    void oneThatMissesItsLibraryIsNamedWithItsRemedy() {
        var launch = new Launch(
                "peer",
                List.of("/bin/echo", "{\"missing\": \"python3-torch\"}"),
                Map.of(),
                "apt-get install python3-torch");
        assertThatThrownBy(() -> Contestant.start(launch))
                .isInstanceOf(Contestant.Missing.class)
                .hasMessageContaining("no python3-torch here");
    }

    @Test
    void oneThatDiesIsNotWaitedFor() {
        var launch = new Launch("peer", List.of("/bin/true"), Map.of(), "");
        assertThatThrownBy(() -> Contestant.start(launch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended instead of answering");
    }
}
