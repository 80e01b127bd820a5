package io.residuum.actors.command;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.report.Confusion;
import io.residuum.actors.run.StoredWeights;
import io.residuum.pipeline.CentreView;
import io.residuum.pipeline.EvaluationBatch;
import io.residuum.pipeline.InputPipeline;
import io.residuum.storage.DataSetId;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code residuum evaluate RUN}: class by class, what its network takes images for. */
@Command(
        name = "evaluate",
        description = {
            "Shows a run's network the images that judge it: error, loss, a table of the classes, which are taken for which.",
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
            description = "${COMPLETION-CANDIDATES}; default: the images that judge the run, of other data sets TEST.")
    private @Nullable Split split;

    @Option(
            names = "--view",
            paramLabel = "CROP/RESIZE",
            converter = ViewName.class,
            description =
                    "Of each image the shorter side resized, then the centre cut out: 320/320, or \"320 from 320\".")
    private @Nullable CentreView view;

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
        Split shown = split == null ? Split.TEST : split;
        boolean judging = images.equals(own)
                && (split == null || (split == Split.TEST && run.view().isWhole()));
        if (!judging && manifest.images(shown) == 0) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "data set " + images + " has no " + shown.text() + " images");
        }
        StoredWeights stored = session.weights();
        InputPipeline trainedOn = session.await(stored.input(own));
        List<CentreView> look = Optional.ofNullable(view).stream().toList();
        Confusion confusion;
        try {
            Source<EvaluationBatch, NotUsed> source = judging
                    ? StoredWeights.judging(run, segment, trainedOn, look)
                    : StoredWeights.split(
                            run,
                            segment,
                            session.await(trainedOn.normaliser(run.recipe().input())),
                            images.equals(own) ? trainedOn : session.await(stored.input(images)),
                            shown,
                            look);
            confusion = stored.evaluate(run, segment, session.await(stored.at(segment)), source, manifest.classes());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "data set " + images + " does not fit: " + e.getMessage(), e);
        }
        Optional<Boolean> asReported = judging ? asReported(run, history, segment, confusion) : Optional.empty();
        String part = judging && !run.view().isWhole() ? "held-out" : shown.text();
        if (output != null) {
            byte[] picture = confusion.svg().getBytes(StandardCharsets.UTF_8);
            OutputFile.write(output, out -> out.write(picture));
        }
        print(id, segment, part, images, confusion, asReported);
        return ExitCode.DONE;
    }

    /** Whether the run's own evaluation there says the same; empty if there was none. */
    private Optional<Boolean> asReported(
            RunSpec run, RunHistory history, RunEntry.Segment segment, Confusion confusion) {
        boolean usual = run.recipe().augmenting().method().crops() && CentreView.USUAL.equals(view);
        return history.evaluations(view == null || usual ? Evaluation.TEST : Evaluation.name(view)).stream()
                .filter(evaluation -> evaluation.iteration() == segment.to())
                .findFirst()
                .map(evaluation ->
                        evaluation.errors() == confusion.errors() && evaluation.images() == confusion.images());
    }

    private void print(
            RunId id,
            RunEntry.Segment segment,
            String part,
            DataSetId images,
            Confusion confusion,
            Optional<Boolean> asReported) {
        PrintWriter out = out();
        if (json()) {
            ObjectNode json = confusion.toJson();
            json.put("run", id.hex())
                    .put("iteration", segment.to())
                    .put("dataset", images.name() + "@" + images.version().hex())
                    .put("split", part);
            if (view == null) {
                json.putNull("view");
            } else {
                json.put("view", Evaluation.name(view));
            }
            asReported.ifPresentOrElse(same -> json.put("asReported", same), () -> json.putNull("asReported"));
            out.println(json.toPrettyString());
        } else {
            out.printf(
                    "run %s after %,d iterations, %s images of %s%s%n%n%s",
                    id.shortHex(),
                    segment.to(),
                    part,
                    images,
                    view == null ? "" : ", " + Evaluation.name(view),
                    confusion.text());
            asReported.ifPresent(same -> out.println(
                    same
                            ? "as in the report, to the image"
                            : "not as in the report: "
                                    + StoredWeights.difference(segment)
                                            .map(difference -> "another numeric environment, " + difference)
                                            .orElse("though the numeric environment is the same; run verify")));
        }
    }

    /** {@code 320/320} and {@code 320 from 320}. */
    static final class ViewName implements ITypeConverter<CentreView> {
        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})(?:/| from )([1-9][0-9]{0,4})");

        @Override
        public CentreView convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException(
                        "a view is CROP/RESIZE in pixels, such as 224/256, was '" + text + "'");
            }
            try {
                return new CentreView(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
