package io.residuum.actors.command;

import io.residuum.actors.run.BatchEvent;

/** Shows a person how a batch goes; called on one thread at a time. */
interface RunDisplay extends AutoCloseable {

    void show(BatchEvent event);

    @Override
    void close();
}
