package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.storage.DamagedObject;
import io.residuum.storage.DataSetId;
import io.residuum.storage.Manifest;
import io.residuum.storage.MissingObject;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code residuum datasets verify NAME}: whether every image is still the one that was imported. */
@Command(
        name = "verify",
        description =
                "Reads a data set's manifest and every shard, and names what is not as it was imported; exit code 1 then.")
final class DatasetsVerifyCommand extends ReadingCommand {

    @Parameters(paramLabel = "NAME", description = "NAME or NAME@VERSION.")
    private String name;

    @Override
    ExitCode read(Session session) {
        DataSetId id = DataSetNames.of(session, name);
        Map<String, String> damaged = new LinkedHashMap<>();
        int shards = 0;
        try {
            Manifest manifest = session.await(session.dataSets().manifest(id));
            for (Manifest.Shard shard : manifest.shards()) {
                shards++;
                verify(session, shard, damaged);
            }
        } catch (DamagedObject e) {
            damaged.put(e.key(), e.reason());
        } catch (MissingObject e) {
            damaged.put(e.key(), "it is missing");
        }
        print(id, shards, damaged);
        return damaged.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void verify(Session session, Manifest.Shard shard, Map<String, String> damaged) {
        try {
            session.await(session.dataSets().shard(shard));
        } catch (DamagedObject e) {
            damaged.put(e.key(), e.reason());
        } catch (MissingObject e) {
            damaged.put(e.key(), "it is missing");
        }
    }

    private void print(DataSetId id, int shards, Map<String, String> damaged) {
        PrintWriter out = out();
        if (json()) {
            ObjectNode json = new ObjectMapper()
                    .createObjectNode()
                    .put("name", id.name())
                    .put("version", id.version().hex())
                    .put("shards", shards);
            ArrayNode list = json.putArray("damaged");
            damaged.forEach(
                    (object, reason) -> list.addObject().put("object", object).put("reason", reason));
            out.println(json.toPrettyString());
        } else {
            damaged.forEach((object, reason) -> out.println("damaged: " + object + ": " + reason));
            out.printf(
                    "%s: %d shards, %s%n",
                    id,
                    shards,
                    damaged.isEmpty()
                            ? "all as imported"
                            : damaged.size() + " damaged; importing the same images again writes them anew");
        }
    }
}
