package io.residuum.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** A contestant's side: introduces itself, then answers questions of the form {@code steps N} until there are no more. */
final class Conversation {
    private final BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream answers = System.out;

    /** What a contestant of ours says of itself. */
    static ObjectNode introduction(String version, String allocator, int threads) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", version)
                .put("allocator", allocator)
                .put("threads", threads)
                .put("java", Runtime.version().toString())
                .put("flags", String.join(" ", Launch.flags()));
    }

    /** @param steps does N steps and says how long each took and what it gave */
    void run(ObjectNode introduction, IntFunction<ObjectNode> steps) throws IOException {
        say(introduction);
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            if (!line.startsWith("steps ")) {
                throw new IllegalArgumentException("asked [" + line + "], knows only: steps N");
            }
            say(steps.apply(Integer.parseInt(line.substring("steps ".length()))));
        }
    }

    private void say(ObjectNode answer) {
        answers.println(answer);
        answers.flush();
    }
}
