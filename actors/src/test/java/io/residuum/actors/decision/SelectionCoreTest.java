package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.Selection;
import io.residuum.actors.experiment.Selection.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SelectionCoreTest {

    private static RunId run(int number) {
        return RunId.ofHex("%064x".formatted(number));
    }

    private static Selection selection(int candidates, int trials) {
        List<Candidate> all = new ArrayList<>();
        for (int c = 0; c < candidates; c++) {
            List<RunId> runs = new ArrayList<>();
            for (int t = 0; t < trials; t++) {
                runs.add(run(c * trials + t));
            }
            all.add(new Candidate("bias = " + -c, runs, List.of(run(1000 + c))));
        }
        return new Selection("gated", all);
    }

    @Test
    void theLowestMeanIsChosenAndNotTheLowestTrial() {
        Map<RunId, Double> errors = Map.of(run(0), 10.0, run(1), 50.0, run(2), 20.0, run(3), 30.0);
        SelectionCore.Choice choice =
                SelectionCore.choose(selection(2, 2), errors).orElseThrow();
        assertThat(choice.values()).isEqualTo("bias = -1");
        assertThat(choice.errorsPercent()).containsExactly(Map.entry("bias = 0", 30.0), Map.entry("bias = -1", 25.0));
    }

    @Test
    void nothingIsChosenWhileATrialIsMissing() {
        assertThat(SelectionCore.choose(selection(2, 2), Map.of(run(0), 1.0, run(1), 1.0, run(2), 1.0)))
                .isEmpty();
    }

    @Test
    void aTrialThatDivergedCondemnsItsCandidateAndTheFirstOfEqualsWins() {
        Map<RunId, Double> errors = new HashMap<>(Map.of(run(0), 1.0, run(1), Double.POSITIVE_INFINITY));
        errors.putAll(Map.of(run(2), 30.0, run(3), 30.0, run(4), 20.0, run(5), 40.0));
        assertThat(SelectionCore.choose(selection(3, 2), errors).orElseThrow().values())
                .isEqualTo("bias = -1");
    }

    @Test
    void whereAllDivergeTheFirstIsChosenAndItsRunsSayWhatComesOfIt() {
        Map<RunId, Double> errors = Map.of(run(0), Double.POSITIVE_INFINITY, run(1), Double.POSITIVE_INFINITY);
        assertThat(SelectionCore.choose(selection(2, 1), errors).orElseThrow().values())
                .isEqualTo("bias = 0");
    }

    /** Against the definition said another way: sort by mean, keep the file's order among equals. */
    @Test
    void agreesWithASortOverDrawnErrors() {
        SplittableRandom random = new SplittableRandom(20161);
        for (int draw = 0; draw < 200; draw++) {
            Selection selection = selection(random.nextInt(1, 12), random.nextInt(1, 6));
            Map<RunId, Double> errors = new HashMap<>();
            selection.trials().stream()
                    .sorted(Comparator.comparing(RunId::hex))
                    .forEach(trial -> errors.put(trial, (double) random.nextInt(4)));
            List<Candidate> sorted = new ArrayList<>(selection.candidates());
            sorted.sort(Comparator.comparingDouble(candidate ->
                    candidate.trials().stream().mapToDouble(errors::get).sum()));
            assertThat(SelectionCore.choose(selection, errors).orElseThrow().values())
                    .isEqualTo(sorted.get(0).values());
        }
    }
}
