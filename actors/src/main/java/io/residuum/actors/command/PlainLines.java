package io.residuum.actors.command;

import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.run.BatchEvent;
import io.residuum.actors.wire.NodeReport;
import io.residuum.actors.wire.NodeReport.Activity;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One line for each thing that matters, without control codes: for files, pipes and logs. */
final class PlainLines implements RunDisplay {

    private static final Duration BETWEEN_PROGRESS_LINES = Duration.ofSeconds(15);

    private final PrintWriter out;
    private final Clock clock;
    private final RunNames names;
    private final Map<RunId, RunState.Phase> phases = new HashMap<>();
    private final Map<RunId, Instant> started = new HashMap<>();
    private final Map<RunId, Instant> lastLine = new HashMap<>();
    private int ended;

    PlainLines(PrintWriter out, BatchPlan plan, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.names = new RunNames(plan);
    }

    @Override
    public void show(BatchEvent event) {
        if (event instanceof BatchEvent.RunMoved moved) {
            moved(moved.run(), moved.state());
        } else if (event instanceof BatchEvent.RunProgressed progressed) {
            progressed(progressed.progress());
        } else if (event instanceof BatchEvent.VariantStands stands) {
            stands(stands.standing());
        } else if (event instanceof BatchEvent.Waits waits) {
            line("waiting for storage: " + waits.reason());
        } else if (event instanceof BatchEvent.RunWaits waits) {
            line(names.of(waits.run()) + ": waiting for storage: " + waits.reason());
        } else if (event instanceof BatchEvent.Chosen chosen) {
            line(names.choice(chosen.choice()));
        } // accepted and ended are said by the command
    }

    private void moved(RunId run, RunState state) {
        RunState.Phase before = phases.put(run, state.phase());
        if (before == state.phase()) {
            return;
        }
        String name = names.of(run);
        switch (state.phase()) {
            case WAITING -> {
                if (before != null) {
                    line(name + ": " + state.reason());
                }
            }
            case TRAINING -> {
                started.putIfAbsent(run, clock.instant());
                line(name + ": training" + (state.iteration() > 0 ? " from iteration " + state.iteration() : ""));
            }
            case DONE -> line("%s: %s %.2f %%%s (%d of %d runs)"
                    .formatted(name, names.error(run), state.testErrorPercent(), took(run), ++ended, names.runs()));
            case STOPPED -> {} // the command says it once for all
            case PARKED -> line(name + ": cannot go on"); // and this, with the reason
            case DIVERGED, FAILED -> line("%s: %s, %s (%d of %d runs)"
                    .formatted(
                            name,
                            state.phase().name().toLowerCase(Locale.ROOT),
                            state.reason(),
                            ++ended,
                            names.runs()));
        }
    }

    private void progressed(NodeReport.Progress progress) {
        RunId run = progress.assignment().run();
        Instant now = clock.instant();
        Instant last = lastLine.getOrDefault(run, started.getOrDefault(run, now));
        if (progress.activity() != Activity.TRAINING
                || Duration.between(last, now).compareTo(BETWEEN_PROGRESS_LINES) < 0) {
            return;
        }
        lastLine.put(run, now);
        double left = (progress.inAll() - progress.done()) * secondsPerIteration(run, progress, now);
        line("%s: iteration %d of %d, %.0f img/s, loss %.3f, rate %s, %s left"
                .formatted(
                        names.of(run),
                        progress.done(),
                        progress.inAll(),
                        progress.imagesPerSecond(),
                        progress.loss(),
                        Durations.number(progress.rate()),
                        Durations.text(left)));
    }

    private double secondsPerIteration(RunId run, NodeReport.Progress progress, Instant now) {
        double passed = Duration.between(started.getOrDefault(run, now), now).toMillis() / 1000.0;
        return progress.done() == 0 ? 0 : passed / progress.done();
    }

    private void stands(VariantCore.Standing standing) {
        if (names.isTrial(standing.variant())) {
            return; // it is one of several that say something only together
        }
        if (standing.seeds() > 1
                && standing.ended() == standing.seeds()
                && !Double.isNaN(standing.medianErrorPercent())) {
            line("%s: median test error of %d seeds %.2f %%"
                    .formatted(standing.variant(), standing.seeds(), standing.medianErrorPercent()));
        }
    }

    private String took(RunId run) {
        Instant start = started.get(run);
        return start == null
                ? ", from its chain"
                : ", " + Durations.text(Duration.between(start, clock.instant()).toMillis() / 1000.0);
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
