package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.pipeline.InputPipeline;
import io.residuum.storage.DataSetId;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum datasets show NAME}: what is in it, and what it looks like. */
@Command(
        name = "show",
        description = {
            "Shows a data set: images and classes, mean and deviation of each channel over the training images.",
            "With --output, a picture: a row for the first image of each class, as stored and then as augmented."
        })
final class DatasetsShowCommand extends ReadingCommand {

    private static final int ROWS = 20;
    private static final int EPOCHS = 8;

    @Parameters(paramLabel = "NAME", description = "NAME or NAME@VERSION.")
    private String name;

    @Option(names = "--output", paramLabel = "FILE.png", description = "Draw sample images there.")
    private @Nullable Path output;

    @Override
    void checkArguments() {
        if (output != null && !output.toString().endsWith(".png")) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "the picture is a PNG; name a file that ends in .png, not " + output);
        }
    }

    @Override
    ExitCode read(Session session) {
        DataSetId id = DataSetNames.of(session, name);
        Manifest manifest = session.await(session.dataSets().manifest(id));
        Optional<InputPipeline> input = manifest.imageShape().isPresent() && manifest.images(Split.TRAIN) > 0
                ? Optional.of(session.await(session.weights().input(id)))
                : Optional.empty();
        print(id, manifest, input);
        if (output != null) {
            InputPipeline images = input.orElseThrow(() -> new CommandFailure(
                    ExitCode.FAILED,
                    "no picture of " + id + ": its images differ in size, or there are none to train on"));
            byte[] png = SampleSheet.png(session.await(images.samples(ROWS, EPOCHS)));
            OutputFile.write(output, out -> out.write(png));
        }
        return ExitCode.DONE;
    }

    private void print(DataSetId id, Manifest manifest, Optional<InputPipeline> input) {
        long[] train = perClass(manifest, Split.TRAIN);
        long[] test = perClass(manifest, Split.TEST);
        PrintWriter out = out();
        if (json()) {
            ObjectNode json = new ObjectMapper()
                    .createObjectNode()
                    .put("name", id.name())
                    .put("version", id.version().hex())
                    .put("size", DatasetsCommand.size(manifest))
                    .put("bytes", DatasetsCommand.bytes(manifest))
                    .put("shards", manifest.shards().size())
                    .put("train", manifest.images(Split.TRAIN))
                    .put("test", manifest.images(Split.TEST));
            json.put("grey", input.filter(DatasetsShowCommand::isGrey).isPresent());
            ArrayNode means = json.putArray("channelMeans");
            ArrayNode deviations = json.putArray("channelDeviations");
            input.ifPresent(images -> {
                images.channelMeans().forEach(means::add);
                images.channelDeviations().forEach(deviations::add);
            });
            ArrayNode classes = json.putArray("classes");
            for (int i = 0; i < train.length; i++) {
                classes.addObject()
                        .put("name", manifest.classes().get(i))
                        .put("train", train[i])
                        .put("test", test[i]);
            }
            out.println(json.toPrettyString());
        } else {
            out.printf(
                    "%s, version %s%n%,d training and %,d test images, %s pixels, %d shards of %,d bytes in all%n",
                    id.name(),
                    id.version(),
                    manifest.images(Split.TRAIN),
                    manifest.images(Split.TEST),
                    DatasetsCommand.size(manifest),
                    manifest.shards().size(),
                    DatasetsCommand.bytes(manifest));
            input.ifPresent(images -> out.printf(
                    "red, green, blue: mean %s, deviation %s%n",
                    decimals(images.channelMeans()), decimals(images.channelDeviations())));
            if (input.filter(DatasetsShowCommand::isGrey).isPresent()) {
                out.println("the images are grey, and seen as RGB");
            }
            out.println();
            for (int i = 0; i < train.length; i++) {
                out.printf(
                        "%4d  %-24s %,9d train %,8d test%n",
                        i, manifest.classes().get(i), train[i], test[i]);
            }
        }
    }

    /** Colours that never differ; of coloured images that happens by design alone. */
    private static boolean isGrey(InputPipeline images) {
        return Stream.of(images.channelMeans(), images.channelDeviations())
                .allMatch(channels -> channels.stream().distinct().count() == 1);
    }

    private static String decimals(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.2f", value))
                .collect(Collectors.joining(" "));
    }

    private static long[] perClass(Manifest manifest, Split split) {
        long[] counts = new long[manifest.classes().size()];
        for (Manifest.Shard shard : manifest.shards(split)) {
            for (int entry = 0; entry < shard.entries(); entry++) {
                counts[shard.classOf(entry)]++;
            }
        }
        return counts;
    }
}
