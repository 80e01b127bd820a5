package io.residuum.bench;

import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.CoordinatorCore;
import io.residuum.actors.decision.CoordinatorCore.Effect;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.decision.SlotStatus;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.RunId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The coordinator's own decisions over a cluster that only answers: trainers end, fail now and then and leave when told, and
 * their runs ask again, so that as many wait at the end as at the beginning.
 */
final class BusyCluster {
    private static final int SLOTS_A_NODE = 8;
    private static final int SEEDS = 5;
    private static final int VARIANTS_A_BATCH = 20;
    private static final int ONE_FAILS_OF = 100;
    private static final List<Map<String, String>> ENVIRONMENTS =
            List.of(Map.of("instructionSet", "avx2"), Map.of("instructionSet", "avx512"));

    private final SplittableRandom random = new SplittableRandom(1);
    private final CoordinatorCore core;
    private final List<Assignment> training = new ArrayList<>();
    private final Deque<Assignment> leaving = new ArrayDeque<>();
    private final Deque<SlotId> out = new ArrayDeque<>();
    private final long before = usedBytes();
    private int attempts;
    private int granted;

    BusyCluster(int slots, int runs) {
        core = new CoordinatorCore(() -> "a" + attempts++, Set.of());
        for (int number = 0; number < runs; number++) {
            int batch = number / (SEEDS * VARIANTS_A_BATCH);
            int place = number % (SEEDS * VARIANTS_A_BATCH);
            RunId run = RunId.ofHex("%064x".formatted(number * 0x9e3779b97f4a7c15L));
            perform(core.supervised(new Claim(run, batch % 3, batch, place % VARIANTS_A_BATCH, place)));
            // One of three is pinned: it was trained before.
            perform(core.requested(run, number % 3 == 0 ? ENVIRONMENTS.get(number % 2) : Map.of()));
        }
        for (int node = 0; node * SLOTS_A_NODE < slots; node++) {
            String name = "node-" + node;
            perform(core.nodeJoined(name));
            List<SlotStatus> free = new ArrayList<>();
            for (int slot = 1; slot <= Math.min(SLOTS_A_NODE, slots - node * SLOTS_A_NODE); slot++) {
                free.add(new SlotStatus(new SlotId(name, slot), ENVIRONMENTS.get(node % 2), Optional.empty()));
            }
            perform(core.offered(name, free));
        }
    }

    /** Goes on until so many slots were given. */
    void decide(int grants) {
        int until = granted + grants;
        while (granted < until) {
            step();
        }
    }

    /** What the decisions hold in memory. */
    long heldBytes() {
        return usedBytes() - before;
    }

    private void step() {
        if (!leaving.isEmpty()) {
            ends(leaving.remove(), StopCause.RELEASED);
        } else if (out.size() > SLOTS_A_NODE || training.isEmpty()) {
            perform(core.trialDue(out.remove()));
        } else {
            int place = random.nextInt(training.size());
            Assignment assignment = training.get(place);
            boolean fails = random.nextInt(ONE_FAILS_OF) == 0;
            if (!fails) {
                core.committed(assignment);
            }
            ends(assignment, fails ? StopCause.TRAINER : StopCause.ENDED);
        }
    }

    private void ends(Assignment assignment, StopCause cause) {
        int place = training.indexOf(assignment);
        if (place >= 0) {
            training.set(place, training.get(training.size() - 1));
            training.remove(training.size() - 1);
            perform(core.stopped(assignment, cause, "as measured"));
            perform(core.requested(assignment.run(), Map.of()));
        }
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Granted grant) {
                training.add(grant.assignment());
                granted++;
            } else if (effect instanceof Effect.PutDown putDown) {
                leaving.add(putDown.assignment());
            } else if (effect instanceof Effect.TakenOut taken) {
                out.add(taken.slot());
            }
        }
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
