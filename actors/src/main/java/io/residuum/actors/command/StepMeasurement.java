package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Description.DescribedVariant;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.run.BareSteps;
import io.residuum.storage.ImageShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Measures a variant's training step in a process of its own, so that nobody's memory is counted twice. That process is {@link #main}:
 * it reads the run as JSON and answers with seconds and bytes.
 */
final class StepMeasurement {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STEPS = 4; // the first is left out: it loads kernels

    private StepMeasurement() {}

    /** @throws CommandFailure if the process cannot be started or dies, which for lack of memory it may */
    static StepCost of(DescribedVariant variant, int threads) {
        return of(variant.name(), variant.exemplar(), variant.images(), threads);
    }

    /** @param name for a message */
    static StepCost of(String name, RunSpec run, ImageShape images, int threads) {
        ObjectNode question = JSON.createObjectNode()
                .put("height", images.height())
                .put("width", images.width())
                .put("threads", threads);
        question.set("run", run.toJson());
        JsonNode answer = ask(name, question);
        double[] seconds = JSON.convertValue(answer.path("seconds"), double[].class);
        Arrays.sort(seconds);
        JsonNode peak = answer.path("peakBytes");
        return new StepCost(
                run.recipe().miniBatch() / seconds[seconds.length / 2],
                peak.isNumber() ? OptionalLong.of(peak.asLong()) : OptionalLong.empty());
    }

    private static JsonNode ask(String variant, ObjectNode question) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StepMeasurement.class.getName()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var out = process.getOutputStream()) {
                out.write(question.toString().getBytes(StandardCharsets.UTF_8));
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "a training step of variant " + variant + " could not be measured here: its process ended with "
                                + code
                                + ", as it does for lack of memory; take more slices or a smaller mini-batch, or leave"
                                + " --measure out");
            }
            return JSON.readTree(answer.substring(answer.lastIndexOf('{', answer.indexOf("\"seconds\""))));
        } catch (IOException e) {
            throw new UncheckedIOException("a process to measure in cannot be started or heard", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted while measuring variant " + variant, e);
        }
    }

    public static void main(String[] arguments) throws IOException {
        JsonNode question = JSON.readTree(System.in.readAllBytes());
        double[] seconds = BareSteps.seconds(
                RunSpec.fromJson((ObjectNode) question.path("run")),
                question.path("height").asInt(),
                question.path("width").asInt(),
                question.path("threads").asInt(),
                STEPS);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode list = answer.putArray("seconds");
        Arrays.stream(seconds).skip(1).forEach(list::add);
        peakBytes().ifPresent(bytes -> answer.put("peakBytes", bytes));
        System.out.println(answer);
    }

    /** The most this process ever held, as Linux tells it. */
    private static OptionalLong peakBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // another system
        }
    }
}
