package io.residuum.actors.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.report.Confusion;
import io.residuum.actors.run.StoredWeights;
import io.residuum.pipeline.InputPipeline;
import io.residuum.storage.DataSetId;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum evaluate RUN}: class by class, what its network takes images for. */
@Command(
        name = "evaluate",
        description = {
            "Shows a run's network the test images: error, loss, a table of the classes, which are taken for which.",
            "On the machine that trained it the error is the report's, to the image."
        })
final class EvaluateCommand extends ReadingCommand {

    @Parameters(paramLabel = "RUN", description = "The beginning of its name is enough.")
    private String subject;

    @Option(
            names = "--data",
            paramLabel = "SET",
            description = "Images of another data set, NAME or NAME@VERSION, of the same size and number of classes.")
    private @Nullable String data;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "TEST",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Split split = Split.TEST;

    @Option(names = "--at", paramLabel = "ITERATION", description = "A committed state other than the newest.")
    private @Nullable Long iteration;

    @Option(names = "--output", paramLabel = "FILE.svg", description = "Also draw the confusion matrix there.")
    private @Nullable Path output;

    @Override
    void checkArguments() {
        if (output != null && !output.toString().endsWith(".svg")) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "the matrix is drawn as SVG; name a file that ends in .svg, not " + output);
        }
    }

    @Override
    ExitCode read(Session session) {
        RunId id = new Subjects(session).run(subject);
        RunHistory history = session.await(session.batches().run(id));
        RunEntry.Segment segment =
                iteration == null ? Checkpoints.newest(id, history) : Checkpoints.at(id, history, iteration);
        RunSpec run = history.spec().orElseThrow();
        DataSetId own = history.dataSet().orElseThrow();
        DataSetId images = data == null ? own : DataSetNames.of(session, data);
        Manifest manifest = session.await(session.dataSets().manifest(images));
        if (manifest.images(split) == 0) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "data set " + images + " has no " + split.text() + " images");
        }
        Confusion confusion = evaluate(session, run, segment, own, images, manifest);
        Optional<Boolean> asReported =
                images.equals(own) && split == Split.TEST ? asReported(history, segment, confusion) : Optional.empty();
        if (output != null) {
            byte[] picture = confusion.svg().getBytes(StandardCharsets.UTF_8);
            OutputFile.write(output, out -> out.write(picture));
        }
        print(id, segment, images, confusion, asReported);
        return ExitCode.DONE;
    }

    private Confusion evaluate(
            Session session,
            RunSpec run,
            RunEntry.Segment segment,
            DataSetId own,
            DataSetId images,
            Manifest manifest) {
        StoredWeights stored = session.weights();
        InputPipeline trainedOn = session.await(stored.input(own));
        InputPipeline shown = images.equals(own) ? trainedOn : session.await(stored.input(images));
        try {
            return stored.evaluate(
                    run, segment, session.await(stored.at(segment)), trainedOn, shown, split, manifest.classes());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "data set " + images + " does not fit: " + e.getMessage(), e);
        }
    }

    /** Whether the run's own evaluation there says the same; empty if there was none. */
    private static Optional<Boolean> asReported(RunHistory history, RunEntry.Segment segment, Confusion confusion) {
        return history.evaluations(Evaluation.TEST).stream()
                .filter(evaluation -> evaluation.iteration() == segment.to())
                .findFirst()
                .map(evaluation ->
                        evaluation.errors() == confusion.errors() && evaluation.images() == confusion.images());
    }

    private void print(
            RunId id, RunEntry.Segment segment, DataSetId images, Confusion confusion, Optional<Boolean> asReported) {
        PrintWriter out = out();
        if (json()) {
            ObjectNode json = confusion.toJson();
            json.put("run", id.hex())
                    .put("iteration", segment.to())
                    .put("dataset", images.name() + "@" + images.version().hex())
                    .put("split", split.text());
            asReported.ifPresentOrElse(same -> json.put("asReported", same), () -> json.putNull("asReported"));
            out.println(json.toPrettyString());
        } else {
            out.printf(
                    "run %s after %,d iterations, %s images of %s%n%n%s",
                    id.shortHex(), segment.to(), split.text(), images, confusion.text());
            asReported.ifPresent(same -> out.println(
                    same
                            ? "as in the report, to the image"
                            : "not as in the report: "
                                    + StoredWeights.difference(segment)
                                            .map(difference -> "another numeric environment, " + difference)
                                            .orElse("though the numeric environment is the same; run verify")));
        }
    }
}
