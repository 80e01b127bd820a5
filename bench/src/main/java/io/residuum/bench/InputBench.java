package io.residuum.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Cached CIFAR-sized images, cropped, flipped and normalised, against torchvision's DataLoader on the same files. */
@Command(
        name = "bench/input",
        mixinStandardHelpOptions = true,
        description = "Measures input of cached 32 × 32 images against torchvision.")
final class InputBench implements Callable<Integer> {
    private static final int BATCH = 128;
    private static final int WORKERS = 2;

    /** Mini-batches a sample: about a second each. */
    private static final int OUR_BATCHES = 1000;

    private static final int PEER_BATCHES = 50;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Holds cifar10-train.tar and cifar10-test.tar; without it images are generated.")
    private Optional<Path> data = Optional.empty();

    @Mixin
    private final Options options = new Options();

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(Failures.reported(new CommandLine(new InputBench())).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        var answer = new Answer();
        answer.environment(TheMachine.now(err));
        try (var folder = TemporaryFolder.create();
                var field = new Field(answer, err)) {
            Path images = folder.path().resolve("images");
            Path store = folder.path().resolve("store");
            Images.write(data, images);
            Preparation.run(store, images);
            field.enterOurs(Launch.ours("residuum", OurInput.class, store, BATCH));
            field.enter(Launch.python(
                    "torchvision",
                    "torch_input.py",
                    "python3-torchvision",
                    Map.of(),
                    images.resolve("train"),
                    BATCH,
                    WORKERS));
            if (field.contestants().size() > 1) {
                Rounds rounds = Rounds.run(
                        options.pairs(),
                        field.contestants(),
                        List.of(OUR_BATCHES, PEER_BATCHES),
                        Rounds.Sample.TOTAL,
                        Failures.progress(err, "input"));
                answer.add(Row.throughput(
                        "input, cached 32 × 32, batch " + BATCH,
                        "torchvision",
                        rounds.against(1, (double) OUR_BATCHES / PEER_BATCHES),
                        (double) OUR_BATCHES * BATCH,
                        "img/s"));
            }
        }
        options.print(answer, spec.commandLine().getOut());
        return 0;
    }
}
