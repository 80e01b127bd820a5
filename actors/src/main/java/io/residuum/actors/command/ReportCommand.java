package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.run.StoredBatches;
import io.residuum.actors.run.StoredReports;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum report BATCH}: the table again. */
@Command(name = "report", description = "Prints a batch's report: the table, or another of its files.")
final class ReportCommand extends ServedCommand {

    @Parameters(paramLabel = "BATCH", description = "The beginning of its name is enough.")
    private String subject;

    @Option(names = "--results", paramLabel = "FOLDER", description = "Also copy the report's files there.")
    private @Nullable Path results;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = ReportFormat.Converter.class,
            description = {
                "text, json, html, csv, latex, markdown; --json is --format json.",
                "The last three: measured beside published, a record or a row a variant."
            })
    private @Nullable ReportFormat format;

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
        out.println(text(session, batch, report, format()));
        return ExitCode.DONE;
    }

    @Override
    ExitCode readFrom(Server server) {
        String batch = ServerCommand.batch(server, subject);
        if (results != null) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT,
                    "--results copies from a store; from a daemon, --format gives one file at a time");
        }
        out().println(server.text("/v1/batches/" + batch + "/report/" + format().file()));
        return ExitCode.DONE;
    }

    private ReportFormat format() {
        if (format != null) {
            return format;
        }
        return json() ? ReportFormat.JSON : ReportFormat.TEXT;
    }

    /** A report of an earlier release has fewer files; what is missing follows from the chains. */
    private static String text(Session session, BatchId batch, StoredReports.Files stored, ReportFormat format) {
        if (stored.byName().containsKey(format.file())) {
            return stored.text(format.file());
        }
        StoredBatches batches = session.batches();
        BatchHistory history = session.await(batches.batch(batch));
        return StoredReports.render(history, session.await(batches.runs(history)))
                .text(format.file());
    }
}
