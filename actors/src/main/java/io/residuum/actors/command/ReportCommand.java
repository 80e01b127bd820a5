package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.run.StoredReports;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residuum report BATCH}: the table again. */
@Command(name = "report", description = "Prints a batch's report: the table, or all of it as JSON.")
final class ReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "BATCH", description = "The beginning of its name is enough.")
    private String subject;

    @Option(names = "--results", paramLabel = "FOLDER", description = "Also copy the report's files there.")
    private @Nullable Path results;

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (Session session = Session.toRead(options)) {
            BatchId batch = new Subjects(session).batch(subject);
            StoredReports.Files report = session.await(new StoredReports(session.store()).newest(batch))
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.FAILED,
                            "batch " + batch + " has no report yet; residuum status " + batch + " says how far it is"));
            if (results != null) {
                new ReportFolder(results).write(batch, report);
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(options.json() ? report.json() : report.text());
            out.flush();
            return ExitCode.DONE.number();
        }
    }
}
