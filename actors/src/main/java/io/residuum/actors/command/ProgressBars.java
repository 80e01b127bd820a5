package io.residuum.actors.command;

import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.run.BatchEvent;
import io.residuum.actors.wire.NodeReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/** On a terminal: one bar for the batch, one a slot with iteration, throughput, loss, rate and time left. */
final class ProgressBars implements RunDisplay {

    private static final int MILLIS_BETWEEN_DRAWINGS = 250;

    private final RunNames names;
    private final ProgressBar batch;
    private final Map<SlotId, ProgressBar> slots = new TreeMap<>();
    private final Map<SlotId, Assignment> assignments = new HashMap<>();
    private final Set<RunId> ended = new HashSet<>();
    private double lastErrorPercent = Double.NaN;

    ProgressBars(BatchPlan plan) {
        this.names = new RunNames(plan);
        this.batch = bar("runs", " runs", names.runs());
    }

    @Override
    public void show(BatchEvent event) {
        if (event instanceof BatchEvent.RunMoved moved) {
            moved(moved.run(), moved.state());
        } else if (event instanceof BatchEvent.RunProgressed progressed) {
            progressed(progressed.progress());
        } else if (event instanceof BatchEvent.Waits waits) {
            batch.setExtraMessage(" waiting for storage: " + waits.reason());
        } else if (event instanceof BatchEvent.RunWaits waits) {
            batch.setExtraMessage(" waiting for storage: " + waits.reason());
        } else if (event instanceof BatchEvent.Chosen chosen) {
            batch.setExtraMessage(" " + names.choice(chosen.choice()));
        } // what variants stand at is in the table
    }

    private void moved(RunId run, RunState state) {
        if (state.phase().ended() && state.phase() != RunState.Phase.STOPPED && ended.add(run)) {
            batch.stepTo(ended.size());
            if (state.phase() == RunState.Phase.DONE) {
                lastErrorPercent = state.testErrorPercent();
            }
            batch.setExtraMessage(" last: %s, %s"
                    .formatted(
                            names.of(run),
                            state.phase() == RunState.Phase.DONE
                                    ? "%.2f %%".formatted(lastErrorPercent)
                                    : state.phase().toString().toLowerCase(Locale.ROOT)));
        }
    }

    private void progressed(NodeReport.Progress progress) {
        SlotId slot = progress.assignment().slot();
        ProgressBar bar =
                slots.computeIfAbsent(slot, s -> bar("slot " + s.number(), " it", Math.max(1, progress.inAll())));
        if (!progress.assignment().equals(assignments.put(slot, progress.assignment()))) {
            bar.reset(); // time left is counted from the attempt's start
        }
        if (progress.inAll() > 0) {
            bar.maxHint(progress.inAll());
            bar.stepTo(progress.done());
        }
        String name = names.of(progress.assignment().run());
        bar.setExtraMessage(
                switch (progress.activity()) {
                    case OPENING -> " " + name + ": opening";
                    case EVALUATING -> " " + name + ": evaluating";
                    case WAITING -> " " + name + ": waiting for the other seeds";
                    case COMMITTING -> " " + name + ": waiting for storage";
                    case TRAINING -> " %s: %.0f img/s, loss %.3f, rate %s"
                            .formatted(
                                    name,
                                    progress.imagesPerSecond(),
                                    progress.loss(),
                                    Durations.number(progress.rate()));
                });
    }

    private static ProgressBar bar(String task, String unit, long max) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(unit, 1)
                .setInitialMax(max)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLIS_BETWEEN_DRAWINGS)
                .setEtaFunction(ProgressBars::timeLeft)
                .continuousUpdate()
                .build();
    }

    private static Optional<Duration> timeLeft(ProgressState state) {
        long done = state.getCurrent() - state.getStart();
        if (done <= 0 || state.getMax() <= 0) {
            return Optional.empty();
        }
        return Optional.of(state.getElapsedAfterStart()
                .dividedBy(done)
                .multipliedBy(Math.max(0, state.getMax() - state.getCurrent())));
    }

    @Override
    public void close() {
        slots.values().forEach(ProgressBar::close);
        batch.close();
    }
}
