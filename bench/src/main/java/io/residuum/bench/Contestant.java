package io.residuum.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that is measured. It says one line when it is ready and answers each line with one, all of them JSON objects;
 * between questions it does nothing, so that several can be alive and be asked in turn. It ends when its input does.
 */
final class Contestant implements AutoCloseable {
    private static final long TO_END_SECONDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Launch launch;
    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;
    private final JsonNode introduction;

    private Contestant(Launch launch, Process process) throws Missing {
        this.launch = launch;
        this.process = process;
        this.questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.introduction = answer();
        if (introduction.has("missing")) {
            throw new Missing(introduction.path("missing").asText(), launch);
        }
    }

    /** It cannot take part on this machine; the message says how it could. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        private Missing(String what, Launch launch) {
            reason = "%s: there is no %s here; %s".formatted(launch.name(), what, launch.remedy());
        }

        @Override
        public String getMessage() {
            return reason;
        }
    }

    /** Starts it and waits until it is ready. */
    static Contestant start(Launch launch) throws Missing {
        var builder = new ProcessBuilder(launch.command()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(launch.environment());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new Missing(launch.command().get(0), launch);
        }
        try {
            return new Contestant(launch, process);
        } catch (Missing | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    String name() {
        return launch.name();
    }

    /** What it said of itself when it was ready. */
    JsonNode introduction() {
        return introduction;
    }

    JsonNode ask(String question) {
        try {
            questions.write(question);
            questions.newLine();
            questions.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " ended before it was asked: " + question, e);
        }
        return answer();
    }

    /**
     * What a process holds now and the most it ever held, in bytes, of one reading: Linux counts pages a processor at a
     * time, so that two readings may differ by some even of a process that does nothing.
     */
    record Memory(long residentBytes, long peakBytes) {}

    Memory memory() {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"));
            return new Memory(bytes(status, "VmRSS:"), bytes(status, "VmHWM:"));
        } catch (IOException e) {
            throw new UncheckedIOException("memory of " + name() + " is read from /proc, as Linux has it", e);
        }
    }

    private static long bytes(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException(name() + " ended instead of answering; what it said stands above");
            }
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(name() + " answered what is no JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " cannot be heard", e);
        }
    }

    @Override
    public void close() {
        try {
            questions.close();
            if (process.waitFor(TO_END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            process.destroyForcibly(); // it had ended by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
