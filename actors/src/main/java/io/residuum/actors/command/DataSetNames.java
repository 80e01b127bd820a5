package io.residuum.actors.command;

import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import java.util.stream.Collectors;

/** What a person means by NAME or NAME@VERSION. */
final class DataSetNames {

    private DataSetNames() {}

    /** @throws CommandFailure if the store has none, or the words are no name */
    static DataSetId of(Session session, String name) {
        return of(session, session.dataSets(), name);
    }

    /** In another store than the session's. */
    static DataSetId of(Session session, DataSets dataSets, String name) {
        try {
            return session.await(dataSets.resolve(name)).orElseThrow(() -> missing(session, dataSets, name));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private static CommandFailure missing(Session session, DataSets dataSets, String name) {
        String there =
                session.await(dataSets.list()).stream().map(DataSetId::toString).collect(Collectors.joining(", "));
        return new CommandFailure(
                ExitCode.WRONG_INPUT,
                "there is no data set " + name + " in the store; there "
                        + (there.isEmpty() ? "is none yet, residuum import makes one" : "are: " + there));
    }
}
