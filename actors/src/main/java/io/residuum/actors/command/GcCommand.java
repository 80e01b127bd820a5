package io.residuum.actors.command;

import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.run.Collection;
import io.residuum.actors.run.Collection.Collectable;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code residuum gc}: removes states that nobody reads any more; shows them first. */
@Command(
        name = "gc",
        description = "Shows which states of runs nobody needs any more, and removes them with --yes.",
        footer = {
            "",
            "The states of a run's last two entries, its final one and those before drops of the learning rate stay, and so does",
            "everything that may be in flight. Also while a daemon trains, and as often as one likes."
        })
final class GcCommand extends ReadingCommand {

    @Option(names = "--yes", description = "Remove them.")
    private boolean yes;

    @Override
    ExitCode read(Session session) {
        Collection collection = new Collection(session.system(), session.store());
        List<Collectable> all = session.await(collection
                .collectable()
                .filter(each -> !each.states().isEmpty())
                .runWith(Sink.seq(), session.system()));
        if (yes) {
            all.forEach(each -> session.await(collection.remove(each)));
        }
        long states = all.stream().mapToLong(each -> each.states().size()).sum();
        long bytes = all.stream().mapToLong(Collectable::bytes).sum();
        if (json()) {
            out().println(json(all, states, bytes).toPrettyString());
            return ExitCode.DONE;
        }
        for (Collectable each : all) {
            out().printf(
                            "run %s: %d states, %s%n",
                            each.run().shortHex(), each.states().size(), megabytes(each.bytes()));
        }
        String what = states + " states of " + all.size() + " runs, " + megabytes(bytes);
        if (states == 0) {
            out().println("nothing to remove");
        } else {
            out().println(yes ? what + " removed" : what + " would go; residuum gc --yes removes them");
        }
        return ExitCode.DONE;
    }

    private ObjectNode json(List<Collectable> all, long states, long bytes) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("removed", yes).put("states", states).put("bytes", bytes);
        ArrayNode runs = json.putArray("runs");
        all.forEach(each -> {
            ArrayNode keys = runs.addObject()
                    .put("run", each.run().hex())
                    .put("bytes", each.bytes())
                    .putArray("states");
            each.states().forEach(state -> keys.add(state.key()));
        });
        return json;
    }

    private static String megabytes(long bytes) {
        return "%.1f MB".formatted(bytes / 1e6);
    }
}
