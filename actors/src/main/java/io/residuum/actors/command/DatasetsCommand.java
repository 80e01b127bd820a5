package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code residuum datasets}: the data sets in the store; its subcommands look at one of them. */
@Command(
        name = "datasets",
        description = "Lists the data sets in the store; shows, verifies or deletes one of them.",
        subcommands = {
            DatasetsCommand.ListThem.class,
            DatasetsShowCommand.class,
            DatasetsVerifyCommand.class,
            DatasetsDeleteCommand.class
        })
final class DatasetsCommand extends ReadingCommand {

    @Override
    ExitCode read(Session session) {
        return list(session, json(), out());
    }

    /** {@code residuum datasets list}. */
    @Command(name = "list", description = "Lists the data sets in the store.")
    static final class ListThem extends ReadingCommand {

        @Override
        ExitCode read(Session session) {
            return list(session, json(), out());
        }
    }

    private static ExitCode list(Session session, boolean asJson, PrintWriter out) {
        DataSets dataSets = session.dataSets();
        ArrayNode json = new ObjectMapper().createArrayNode();
        for (DataSetId id : session.await(dataSets.list())) {
            Manifest manifest = session.await(dataSets.manifest(id));
            boolean newest = session.await(dataSets.resolve(id.name()))
                    .filter(id::equals)
                    .isPresent();
            if (asJson) {
                json.addObject()
                        .put("name", id.name())
                        .put("version", id.version().hex())
                        .put("newest", newest)
                        .put("classes", manifest.classes().size())
                        .put("train", manifest.images(Split.TRAIN))
                        .put("test", manifest.images(Split.TEST))
                        .put("size", size(manifest))
                        .put("bytes", bytes(manifest));
            } else {
                out.printf(
                        "%-32s %,9d train %,8d test  %4d classes  %-11s %,6d MB%s%n",
                        id,
                        manifest.images(Split.TRAIN),
                        manifest.images(Split.TEST),
                        manifest.classes().size(),
                        size(manifest),
                        bytes(manifest) / 1_000_000,
                        newest ? "" : "  (older)");
            }
        }
        if (asJson) {
            out.println(json.toPrettyString());
        }
        return ExitCode.DONE;
    }

    static String size(Manifest manifest) {
        return manifest.sizes() instanceof ImageSizes.One one ? one.shape().toString() : "various";
    }

    static long bytes(Manifest manifest) {
        return manifest.shards().stream()
                .mapToLong(shard -> shard.object().sizeBytes())
                .sum();
    }
}
