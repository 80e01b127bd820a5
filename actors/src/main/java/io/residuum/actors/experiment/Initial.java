package io.residuum.actors.experiment;

/** What a variant's runs start from, as the experiment file says it: names, not yet what they stand for. */
public sealed interface Initial {

    /** Weights drawn from each run's seed. */
    record Drawn() implements Initial {}

    /** Weights from somewhere else, the same for every seed. */
    record Taken(Source source, ClassifierStart classifier) implements Initial {}

    /** Where weights are taken from. */
    sealed interface Source {

        /** {@code safetensors = KEY}: an object in the store. */
        record StoredFile(String key) implements Source {}

        /**
         * {@code run = ID}: a state of another run.
         *
         * @param run the beginning of its id, 12 digits or more
         * @param iteration of the state; {@link #ITS_END} for that of its end
         */
        record OtherRun(String run, long iteration) implements Source {
            public static final long ITS_END = Long.MAX_VALUE;
        }
    }
}
