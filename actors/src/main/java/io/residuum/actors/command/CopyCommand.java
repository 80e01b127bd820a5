package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.run.BatchCopy;
import io.residuum.actors.run.StoredBatches;
import io.residuum.storage.DataSetCopy;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoreSettings;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum copy BATCH} and {@code copy dataset NAME}: between this store and another one. */
@Command(
        name = "copy",
        description = {
            "Copies a batch, with its runs and its report, or a data set between this store and another one.",
            "STORE is a home's folder, a settings file (FILE.conf) that names a store, or https://HOST/BUCKET, whose keys come from",
            "the AWS default chain. Every object is checked on the way and read back; what differs there is never written over."
        },
        footer = {"", "Interrupted, the same command copies what is missing."})
final class CopyCommand extends StoreCommand {

    @Parameters(
            arity = "1..2",
            paramLabel = "BATCH|dataset NAME",
            description = "Beginnings of a batch's name are enough.")
    private List<String> words = List.of();

    @Option(names = "--to", paramLabel = "STORE", description = "Copy from here to there.")
    private @Nullable String to;

    @Option(names = "--from", paramLabel = "STORE", description = "Copy from there to here.")
    private @Nullable String from;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "us-east-1",
            description = "Of https://HOST/BUCKET; default ${DEFAULT-VALUE}.")
    private String region = "us-east-1";

    @Option(
            names = "--all-states",
            description = "All states that are there, not only those of each run's last two segments.")
    private boolean allStates;

    @Override
    public Integer call() {
        boolean isDataSet = words.size() == 2 && words.get(0).equals("dataset");
        if ((words.size() == 2) != isDataSet) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "name one batch, or a data set: copy dataset NAME");
        }
        if (isDataSet && allStates) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "--all-states is about batches; a data set has no states");
        }
        if ((to == null) == (from == null)) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "say where to, or where from: --to STORE or --from STORE");
        }
        try (Session session = to != null ? Session.toRead(options()) : Session.toWrite(options());
                OtherStore other = to != null
                        ? OtherStore.toWrite(session, to, region)
                        : OtherStore.toRead(session, String.valueOf(from), region)) {
            ObjectStore source = to != null ? session.store() : other.store();
            ObjectStore target = to != null ? other.store() : session.store();
            refuseSame(source.settings(), target.settings());
            if (isDataSet) {
                dataSet(session, source, target, words.get(1));
            } else {
                if (to != null) {
                    session.prove(target); // a session that writes has proven its own
                }
                batch(session, source, target, words.get(0));
            }
            out().flush();
            return ExitCode.DONE.number();
        } catch (BatchCopy.Refused refused) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(refused.getMessage()), refused);
        }
    }

    private static void refuseSame(StoreSettings source, StoreSettings target) {
        if (source.endpoint().equals(target.endpoint()) && source.bucket().equals(target.bucket())) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "both are the same store; there is nothing to copy");
        }
    }

    private void dataSet(Session session, ObjectStore source, ObjectStore target, String name) {
        DataSetId id = DataSetNames.of(session, new DataSets(source), name);
        DataSetCopy.Outcome outcome = session.await(new DataSetCopy(source, target).copy(id, key -> {}));
        if (json()) {
            out().println(new ObjectMapper()
                    .createObjectNode()
                    .put("name", id.name())
                    .put("version", id.version().hex())
                    .put("copied", outcome.copied())
                    .put("alreadyThere", outcome.alreadyThere())
                    .put("bytes", outcome.bytes())
                    .put("newest", outcome.newest())
                    .toPrettyString());
        } else {
            out().printf(
                            "%s: %d objects copied (%,d bytes), %d were there%s%n",
                            id,
                            outcome.copied(),
                            outcome.bytes(),
                            outcome.alreadyThere(),
                            outcome.newest() ? "" : "; the bare name stands for another version there");
        }
    }

    private void batch(Session session, ObjectStore source, ObjectStore target, String beginning) {
        StoredBatches batches = new StoredBatches(session.system(), source);
        BatchId id = new Subjects(session, batches).living(beginning);
        BatchCopy copy = new BatchCopy(source, target, this::say);
        copy.copy(id, allStates ? BatchCopy.States.ALL : BatchCopy.States.LAST);
        TreeSet<String> missing = new TreeSet<>();
        DataSets there = new DataSets(target);
        session.await(batches.batch(id)).plan().variants().forEach(variant -> {
            DataSetId dataSet = variant.dataSet().id();
            String exactly = dataSet.name() + "@" + dataSet.version().hex();
            if (session.await(there.resolve(exactly)).isEmpty()) {
                missing.add(dataSet.toString());
            }
        });
        print(id, copy, List.copyOf(missing));
    }

    private void say(String done) {
        err().println(done);
        err().flush();
    }

    private void print(BatchId id, BatchCopy copy, List<String> missing) {
        if (json()) {
            ObjectNode json = new ObjectMapper()
                    .createObjectNode()
                    .put("batch", id.value())
                    .put("entries", copy.copiedEntries())
                    .put("entriesAlreadyThere", copy.thereEntries())
                    .put("objects", copy.copiedObjects())
                    .put("objectsAlreadyThere", copy.thereObjects())
                    .put("bytes", copy.copiedBytes());
            ArrayNode kept = json.putArray("runsKept");
            copy.kept().forEach(run -> kept.add(run.hex()));
            missing.forEach(json.putArray("dataSetsMissing")::add);
            out().println(json.toPrettyString());
        } else {
            out().printf(
                            "%s: %d entries and %d objects copied (%,d bytes), %d and %d were there%n",
                            id,
                            copy.copiedEntries(),
                            copy.copiedObjects(),
                            copy.copiedBytes(),
                            copy.thereEntries(),
                            copy.thereObjects());
            copy.kept().forEach(run -> out().println("run " + run.shortHex()
                    + " was trained there itself, to the same end; that history stays"));
            missing.forEach(dataSet -> out().println("its data set " + dataSet + " is not there; residuum copy dataset "
                    + dataSet + " brings it"));
        }
    }
}
