package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.run.StoredReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Copies of reports in a folder of the user's. */
final class ReportFolder {

    private final Path results;

    ReportFolder(Path results) {
        this.results = results;
    }

    /** @return the batch's own folder */
    Path write(BatchId batch, StoredReports.Files report) {
        Path folder = results.resolve(batch.value());
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, byte[]> file : report.byName().entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            return folder;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the report is in the store, and cannot be copied to " + folder + ": " + OutputFile.why(e)
                            + "; name a folder that can be written with --results, and run the same again",
                    e);
        }
    }
}
