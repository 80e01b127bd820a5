package io.residuum.bench;

import io.residuum.model.Block;
import io.residuum.model.UnitDesign;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One training step against eager PyTorch, the same under the settings of our process, and DJL's own blocks. */
@Command(
        name = "bench/step",
        mixinStandardHelpOptions = true,
        description = "Measures a training step against PyTorch and DJL.")
final class StepBench implements Callable<Integer> {
    private static final double RATE = 0.001;

    @Option(
            names = "--only",
            paramLabel = "NETWORK",
            description = "One of resnet-20, resnet-110, resnet-164, resnet-1001.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--unit", paramLabel = "UNIT", description = "FULL_PREACTIVATION (default) or ORIGINAL.")
    private UnitDesign unit = UnitDesign.FULL_PREACTIVATION;

    @Option(
            names = "--peer",
            paramLabel = "NAME",
            description = "One of eager-pytorch, eager-pytorch-tuned, djl; default: all.")
    private List<String> peers = new ArrayList<>();

    @Mixin
    private final Options options = new Options();

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(Failures.reported(new CommandLine(new StepBench())).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        List<StepCase> cases = only.isEmpty()
                ? StepCase.ALL
                : only.stream().map(StepCase::named).toList();
        var answer = new Answer();
        answer.environment(TheMachine.now(spec.commandLine().getErr()));
        for (StepCase each : cases) {
            measure(each, answer);
        }
        options.print(answer, spec.commandLine().getOut());
        return 0;
    }

    private void measure(StepCase step, Answer answer) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (var folder = TemporaryFolder.create();
                var field = new Field(answer, err)) {
            new Exchange(folder.path()).writeMiniBatch(step.batch(), StepCase.SIDE, StepCase.CLASSES);
            field.enterOurs(Launch.ours(
                    "residuum", OurStep.class, folder.path(), step.name(), unit, 1, options.threads(), RATE));
            for (Launch peer : peers(step, folder.path())) {
                field.enter(peer);
            }
            if (field.contestants().size() == 1) {
                return; // nobody to compare with, as has been said
            }
            Losses.agreeing(field.contestants());
            Rounds rounds = Rounds.run(
                    options.pairs(),
                    field.contestants(),
                    field.contestants().stream()
                            .map(each -> step.stepsPerSample())
                            .toList(),
                    Rounds.Sample.MEDIAN,
                    Failures.progress(err, step.name()));
            Contestant ours = rounds.contestants().get(0);
            for (int i = 1; i < rounds.contestants().size(); i++) {
                Contestant peer = rounds.contestants().get(i);
                answer.add(Row.throughput(
                        "step, " + step.row(), peer.name(), rounds.against(i, 1), step.batch(), "img/s"));
                answer.add(Row.memory(
                        "memory, " + step.row(),
                        peer.name(),
                        ours.memory().peakBytes(),
                        peer.memory().peakBytes()));
            }
        }
    }

    private List<Launch> peers(StepCase step, Path folder) {
        Object[] arguments = {folder, step.depth(), step.block().label(), unit.label(), options.threads(), RATE};
        List<Launch> all = new ArrayList<>();
        all.add(Launch.python("eager-pytorch", "torch_step.py", "python3-torch", Map.of(), arguments));
        all.add(Launch.python("eager-pytorch-tuned", "torch_step.py", "python3-torch", Launch.AS_OURS, arguments));
        if (step.block() == Block.BASIC && unit == UnitDesign.FULL_PREACTIVATION) {
            all.add(Launch.java("djl", DjlStep.class, folder, step.depth(), options.threads(), RATE));
        }
        return all.stream()
                .filter(peer -> peers.isEmpty() || peers.contains(peer.name()))
                .toList();
    }
}
