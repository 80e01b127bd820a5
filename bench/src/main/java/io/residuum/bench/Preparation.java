package io.residuum.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;

/** Fills a store in a process of its own, so that none that is measured has done it. */
final class Preparation {
    private Preparation() {}

    /** Arguments: folder of the store, folder of the images. */
    public static void main(String[] arguments) throws IOException {
        try (var store = LocalStore.open(Path.of(arguments[0]), "")) {
            store.fill(Path.of(arguments[1]));
        }
        new Conversation().run(JsonNodeFactory.instance.objectNode(), steps -> JsonNodeFactory.instance.objectNode());
    }

    static void run(Path store, Path images) {
        try {
            Contestant.start(Launch.java("import", Preparation.class, store, images))
                    .close();
        } catch (Contestant.Missing e) {
            throw new IllegalStateException(e);
        }
    }
}
