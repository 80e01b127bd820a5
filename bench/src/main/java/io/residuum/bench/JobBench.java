package io.residuum.bench;

import io.residuum.model.UnitDesign;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A whole ResNet-20 job against the bare step with the same slices: what everything around the step costs. */
@Command(
        name = "bench/job",
        mixinStandardHelpOptions = true,
        description = "Measures a whole job against the bare step, its memory and its start.")
final class JobBench implements Callable<Integer> {
    private static final int SLICES = 2;
    private static final double RATE = 0.001;

    /** Steps a sample; as many a segment, so that each sample has one commit in it, far more than a job has. */
    private static final int STEPS = 40;

    private static final int WARM_UP = STEPS / 2;
    private static final double MOST_MEBIBYTES = 2048;
    private static final double MOST_SECONDS_TO_START = 8;
    private static final int EARLY_STEP = 200;
    private static final int LATE_STEP = 2000;
    private static final double MOST_GROWTH = 1.05;
    private static final double MEBIBYTE = 1 << 20;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Holds cifar10-train.tar and cifar10-test.tar; without it images are generated.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--long", description = "Also compares the memory at step 2,000 with that at step 200.")
    private boolean longRun;

    @Mixin
    private final Options options = new Options();

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(Failures.reported(new CommandLine(new JobBench())).execute(arguments));
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
            long start = System.nanoTime();
            Contestant job = field.enterOurs(Launch.ours("job", OurJob.class, store, options.threads(), STEPS));
            double secondsToStart = (System.nanoTime() - start) / 1e9;
            Contestant step = field.enterOurs(bareStep(folder.path()));
            job.ask("steps " + WARM_UP);
            step.ask("steps " + WARM_UP);
            Rounds rounds = Rounds.run(
                    options.pairs(),
                    List.of(job, step),
                    List.of(STEPS, STEPS),
                    Rounds.Sample.TOTAL,
                    Failures.progress(err, "job"));
            StepCase network = StepCase.ALL.get(0);
            answer.add(Row.throughput(
                    "job, " + network.row(),
                    "bare-step",
                    rounds.against(1, 1),
                    (double) STEPS * network.batch(),
                    "img/s"));
            answer.add(Row.limit("start to first step", secondsToStart, MOST_SECONDS_TO_START, "s", 1));
            if (longRun) {
                answer.add(growth(job, 1 + WARM_UP + STEPS * options.pairs()));
            }
            answer.add(Row.limit("memory of the job", job.memory().peakBytes() / MEBIBYTE, MOST_MEBIBYTES, "MiB", 1));
        }
        options.print(answer, spec.commandLine().getOut());
        return 0;
    }

    private Launch bareStep(Path folder) throws IOException {
        StepCase network = StepCase.ALL.get(0);
        new Exchange(folder).writeMiniBatch(network.batch(), StepCase.SIDE, StepCase.CLASSES);
        return Launch.ours(
                "bare-step",
                OurStep.class,
                folder,
                network.name(),
                UnitDesign.FULL_PREACTIVATION,
                SLICES,
                options.threads(),
                RATE);
    }

    /** @param done steps the job has done */
    private static Row growth(Contestant job, int done) {
        int at = Math.max(done, EARLY_STEP);
        advance(job, at - done);
        long early = job.memory().residentBytes();
        advance(job, LATE_STEP - at);
        long late = job.memory().residentBytes();
        return Row.limit(
                "memory at step 2,000 (from " + at + ")", late / MEBIBYTE, MOST_GROWTH * early / MEBIBYTE, "MiB", 1);
    }

    private static void advance(Contestant job, int steps) {
        if (steps > 0) {
            job.ask("steps " + steps);
        }
    }
}
