package io.residuum.actors.command;

import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.actors.run.Feed;
import io.residuum.actors.run.LocalNode;
import io.residuum.actors.run.Moments;
import io.residuum.storage.ObjectStore;
import java.io.PrintWriter;
import java.time.Clock;

/** Trains a batch on this machine until it has ended or the process is asked to, and shows how it goes. */
final class LocalTraining {

    private final Session session;
    private final ActorsSettings settings;
    private final Interruption interruption;
    private final PrintWriter err;
    private final boolean bars;

    /** @param bars on a terminal; plain lines elsewhere */
    LocalTraining(Session session, ActorsSettings settings, Interruption interruption, PrintWriter err, boolean bars) {
        this.session = session;
        this.settings = settings;
        this.interruption = interruption;
        this.err = err;
        this.bars = bars;
    }

    /** @param store where its chains are */
    BatchCore.Outcome of(ObjectStore store, BatchPlan plan, String source, Obstacles obstacles) {
        Clock clock = Clock.systemUTC();
        err.printf(
                "batch %s: %d runs on %d slot%s of %d threads%n",
                plan.id(),
                plan.runsInAll(),
                settings.slots(),
                settings.slots() == 1 ? "" : "s",
                settings.threadsPerSlot());
        err.flush();
        try (LocalNode node = LocalNode.start(
                        session.system(),
                        store,
                        session.configuration().config(),
                        settings,
                        clock,
                        Machine::attempt,
                        Moments.unobserved(),
                        Feed.ofRun());
                RunDisplay display = bars ? new ProgressBars(plan) : new PlainLines(err, plan, clock)) {
            interruption.whenAsked(() -> node.putDown("interrupted"), settings.stopWithin());
            return session.await(node.submit(plan, source, event -> {
                obstacles.note(event);
                display.show(event);
            }));
        }
    }
}
