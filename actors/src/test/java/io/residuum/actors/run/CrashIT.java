package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.run.Moments.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process of its own that dies, as by SIGKILL, at a numbered point of the commit; then another one over the same folder.
 * Weights, curves and result are bit-identical to those of a process that lived.
 */
@Tag("engine")
@Tag("slow")
class CrashIT {

    private static final int DIED = 137;

    @TempDir
    static Path undisturbedFolder;

    @TempDir
    Path folder;

    private static ObjectNode undisturbed = new ObjectMapper().createObjectNode();

    @BeforeAll
    static void trainUndisturbed() {
        try (TestNode node = TestNode.over(undisturbedFolder, Experiments.SEGMENTS_OF_FOUR)) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            node.run(plan);
            undisturbed = node.result(plan);
        }
    }

    /** Runs the experiment over a folder and dies at the n-th time a moment passes. Arguments: folder, moment, n. */
    static final class DyingProcess {
        public static void main(String[] arguments) {
            Moment fatal = Moment.valueOf(arguments[1]);
            AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[2]));
            try (TestNode node = TestNode.over(Path.of(arguments[0]), Experiments.SEGMENTS_OF_FOUR)) {
                node.run(
                        node.plan(Experiments.CROSSING),
                        (moment, run, done) -> {
                            if (moment == fatal && left.decrementAndGet() == 0) {
                                Runtime.getRuntime().halt(DIED);
                            }
                        },
                        Feed.ofRun());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"STEP_DONE, 6", "BEFORE_STATE, 2", "STATE_WRITTEN, 1", "STATE_WRITTEN, 4", "ENTRY_WRITTEN, 3"})
    void theBitsAreThoseOfAProcessThatLived(Moment moment, int time) throws Exception {
        assertThat(dies(moment, time)).isEqualTo(DIED);
        try (TestNode node = TestNode.over(folder, Experiments.SEGMENTS_OF_FOUR)) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(undisturbed);
        }
    }

    private int dies(Moment moment, int time) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                DyingProcess.class.getName(),
                folder.toString(),
                moment.name(),
                Integer.toString(time)));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ended").isTrue();
        return process.exitValue();
    }
}
