package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.pipeline.ImageDecoder;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.ArchiveRefused;
import io.residuum.storage.DataSetImport;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.ImportOutcome;
import io.residuum.storage.ImportProgress;
import io.residuum.storage.ImportSettings;
import io.residuum.storage.ImportSettings.Greys;
import io.residuum.storage.ImportSettings.OnBroken;
import io.residuum.storage.LabelFile;
import io.residuum.storage.Split;
import io.residuum.storage.WnidLabels;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residuum import NAME}: images into the store, as a data set whose version is a digest of them. */
@Command(
        name = "import",
        description = {
            "Puts images into the store as a data set.",
            "",
            "TRAIN and TEST are each a folder or a tar (.tar, .tar.gz) of class folders: .../CLASS/IMAGE, or --train alone"
                    + " one of the archives cifar-10-binary.tar.gz and cifar-100-binary.tar.gz, which hold both.",
            "ImageNet's images may lie flat if their names begin with their wnids, or if --labels says their classes."
        },
        footer = {
            "",
            "The same images always make the same version. Interrupted, the same command writes only what is missing."
        })
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The data set's name: lower-case letters, digits and hyphens.")
    private String name;

    @Option(names = "--train", paramLabel = "TRAIN", required = true, description = "The training images.")
    private Path train;

    @Option(names = "--test", paramLabel = "TEST", description = "The test images.")
    private @Nullable Path test;

    @Option(
            names = "--wnids",
            description =
                    "Classes are called by wnids (n01440764), as ImageNet's are; the default for the name imagenet"
                            + " and with --labels.")
    private boolean wnids;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "The class of each test image, a line each: its name and a wnid or number, or one of these alone.")
    private @Nullable Path labels;

    @Option(
            names = "--synsets",
            paramLabel = "FILE",
            description = "The wnids that numbers in --labels count, a line each.")
    private @Nullable Path synsets;

    @Option(
            names = "--skip-broken",
            description = "Leave out images that cannot be decoded, counted and named, instead of failing.")
    private boolean skipBroken;

    @Option(
            names = "--grey-to-rgb",
            description = "Take grey images too, with their grey as red, green and blue, instead of failing.")
    private boolean greyToRgb;

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            List<ImageArchive> archives = archives();
            try (Session session = Session.toWrite(options)) {
                PipelineSettings settings =
                        PipelineSettings.of(session.configuration().config());
                ImportSettings bounds = ImportSettings.usual()
                        .onBroken(skipBroken ? OnBroken.SKIP : OnBroken.FAIL)
                        .greys(greyToRgb ? Greys.AS_RGB : Greys.REFUSE);
                var progress = new ImportLines(err);
                ImportOutcome outcome =
                        session.await(new DataSetImport(session.store(), ImageDecoder.open(settings), bounds)
                                .run(name, archives, progress::show));
                print(outcome);
                return ExitCode.DONE.number();
            }
        } catch (ArchiveRefused | IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private List<ImageArchive> archives() {
        if (labels != null && test == null) {
            throw new IllegalArgumentException("--labels says the classes of test images; name those with --test");
        }
        if (synsets != null && labels == null) {
            throw new IllegalArgumentException("--synsets says what the numbers of --labels mean; name that file too");
        }
        List<ImageArchive> archives = new ArrayList<>();
        archives.add(named(ImageArchive.at(train, Split.TRAIN), Optional.empty()));
        if (test != null) {
            archives.add(named(ImageArchive.at(test, Split.TEST), labelFile()));
        }
        return archives;
    }

    private Optional<LabelFile> labelFile() {
        return Optional.ofNullable(labels)
                .map(file -> synsets == null ? LabelFile.read(file) : LabelFile.read(file, synsets));
    }

    /** The archive, whose classes are wnids where they are. */
    private ImageArchive named(ImageArchive archive, Optional<LabelFile> labelFile) {
        if (!wnids && labels == null && !name.equals("imagenet")) {
            return archive;
        }
        return new ImageArchive.ImageNet(archive, labelFile.map(WnidLabels::of).orElseGet(WnidLabels::ofNames));
    }

    private void print(ImportOutcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        long trainImages = outcome.manifest().images(Split.TRAIN);
        long testImages = outcome.manifest().images(Split.TEST);
        boolean known = outcome instanceof ImportOutcome.AlreadyImported;
        if (options.json()) {
            ObjectNode json = new ObjectMapper()
                    .createObjectNode()
                    .put("name", outcome.id().name())
                    .put("version", outcome.id().version().hex())
                    .put("classes", outcome.manifest().classes().size())
                    .put("trainImages", trainImages)
                    .put("testImages", testImages)
                    .put("size", DatasetsCommand.size(outcome.manifest()))
                    .put("grey", outcome.greys())
                    .put("alreadyImported", known)
                    .put("skipped", outcome.skipped().count());
            out.println(json.toPrettyString());
        } else {
            out.printf(
                    "%s: %,d training and %,d test images of %d classes, %s%s%n",
                    outcome.id(),
                    trainImages,
                    testImages,
                    outcome.manifest().classes().size(),
                    outcome.manifest().sizes() instanceof ImageSizes.One one
                            ? "each of " + one.shape() + " pixels"
                            : "of various sizes",
                    known ? ", already imported" : "");
            if (outcome.greys() > 0) {
                out.printf("%,d of them are grey, and seen as RGB%n", outcome.greys());
            }
            outcome.skipped().first().forEach(broken -> out.println("left out: " + broken));
            if (outcome.skipped().count() > outcome.skipped().first().size()) {
                out.println("left out in all: " + outcome.skipped().count());
            }
        }
        out.flush();
    }

    /** A line for every tenth of the images. */
    private static final class ImportLines {
        private final PrintWriter err;
        private long shownTenths;

        ImportLines(PrintWriter err) {
            this.err = err;
        }

        void show(ImportProgress progress) {
            long tenths = progress.imagesTotal() == 0 ? 10 : progress.imagesDone() * 10 / progress.imagesTotal();
            if (tenths > shownTenths) {
                shownTenths = tenths;
                err.printf(
                        "%,d of %,d images, %d shards written, %d already there%n",
                        progress.imagesDone(),
                        progress.imagesTotal(),
                        progress.shardsWritten(),
                        progress.shardsPresent());
                err.flush();
            }
        }
    }
}
