package io.residuum.actors.command;

import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.run.StoredReports;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residuum run FILE}: from the file to the table, in one command. */
@Command(
        name = "run",
        description = "Trains every variant and seed of an experiment file on this machine and prints the table.",
        footer = {
            "",
            "Interrupted or killed, the same command goes on from the last committed segment.",
            "A finished run is never trained again."
        })
final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The experiment file.")
    private Path file;

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            converter = SeedList.Converter.class,
            description = "Further seeds beside the file's, such as 6-10 or 6,8: they join the same variants.")
    private SeedList seeds = SeedList.none();

    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            defaultValue = "results",
            description = "Where the report is copied to; default ${DEFAULT-VALUE}.")
    private Path results = Path.of("results");

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ParentDeath.endsThisProcess();
        PrintWriter err = spec.commandLine().getErr();
        ExperimentFile experiment = experiment();
        try (Interruption interruption = Interruption.listen(); // closed last: the process may end then
                Session session = Session.toWrite(options)) {
            DataSetLookup lookup = new DataSetLookup(session);
            lookup.makeGenerated(experiment, err);
            Map<String, ResolvedDataSet> dataSets = lookup.resolve(experiment);
            WarmStarts starts = new WarmStarts(session, experiment);
            BatchPlan plan = experiment.plan(dataSets, starts.weights());
            starts.keep();
            starts.notes(dataSets).forEach(note -> err.println("note: " + note));
            if (!alreadyReported(session, plan)) {
                sayIfDeleted(session, plan, err);
                Obstacles obstacles = new Obstacles(plan);
                BatchCore.Outcome outcome = train(session, plan, experiment, interruption, obstacles, err);
                if (outcome == BatchCore.Outcome.PARKED) {
                    obstacles.reasons().forEach(reason -> err.println("residuum: " + reason));
                    err.println("not finished; everything up to here is committed. When that is mended, go on with"
                            + " the same command: residuum run " + file + seeds.option());
                    err.flush();
                    return ExitCode.FAILED.number();
                }
                if (outcome == BatchCore.Outcome.INTERRUPTED) {
                    if (isDeleted(session, plan)) {
                        throw new CommandFailure(ExitCode.FAILED, "batch " + plan.id() + " was deleted meanwhile");
                    }
                    err.println("interrupted; everything up to here is committed. Go on with the same command:"
                            + " residuum run " + file + seeds.option());
                    err.flush();
                    return ExitCode.INTERRUPTED.number();
                }
            }
            return report(session, plan, err);
        }
    }

    private ExperimentFile experiment() {
        try {
            return InputFiles.experiment(file).withSeeds(seeds.seeds());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "--seeds: " + e.getMessage(), e);
        }
    }

    private boolean alreadyReported(Session session, BatchPlan plan) {
        return session.await(session.batches().standsReported(plan.id()));
    }

    private void sayIfDeleted(Session session, BatchPlan plan, PrintWriter err) {
        if (isDeleted(session, plan)) {
            err.println("batch " + plan.id() + " was deleted; it is accepted anew, and trained where nothing was kept");
            err.flush();
        }
    }

    private static boolean isDeleted(Session session, BatchPlan plan) {
        return session.await(session.batches().ids()).contains(plan.id())
                && session.await(session.batches().batch(plan.id())).deleted();
    }

    private BatchCore.Outcome train(
            Session session,
            BatchPlan plan,
            ExperimentFile experiment,
            Interruption interruption,
            Obstacles obstacles,
            PrintWriter err) {
        boolean bars = Machine.hasTerminal() && !options.json();
        return new LocalTraining(session, session.actorsSettings(), interruption, err, bars)
                .of(session.store(), plan, experiment.source(), obstacles);
    }

    private int report(Session session, BatchPlan plan, PrintWriter err) {
        StoredReports.Files report = session.await(new StoredReports(session.store()).newest(plan.id()))
                .orElseThrow(() -> new IllegalStateException("batch " + plan.id() + " has ended without a report"));
        Path folder = new ReportFolder(results).write(plan.id(), report);
        PrintWriter out = spec.commandLine().getOut();
        out.println(options.json() ? report.json() : report.text());
        out.flush();
        err.println("report: " + folder.resolve("report.html"));
        err.flush();
        boolean failed =
                session.await(session.batches().batch(plan.id())).failures().size() > 0;
        return (failed ? ExitCode.FAILED : ExitCode.DONE).number();
    }
}
