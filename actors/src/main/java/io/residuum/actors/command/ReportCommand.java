package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.run.StoredReports;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum report BATCH}: the table again. */
@Command(name = "report", description = "Prints a batch's report: the table, or all of it as JSON.")
final class ReportCommand extends ReadingCommand {

    @Parameters(paramLabel = "BATCH", description = "The beginning of its name is enough.")
    private String subject;

    @Option(names = "--results", paramLabel = "FOLDER", description = "Also copy the report's files there.")
    private @Nullable Path results;

    @Override
    ExitCode read(Session session) {
        BatchId batch = new Subjects(session).living(subject);
        StoredReports.Files report = session.await(new StoredReports(session.store()).newest(batch))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.FAILED,
                        "batch " + batch + " has no report yet; residuum status " + batch + " says how far it is"));
        if (results != null) {
            new ReportFolder(results).write(batch, report);
        }
        PrintWriter out = out();
        out.println(json() ? report.json() : report.text());
        return ExitCode.DONE;
    }
}
