package io.residuum.actors.command;

import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.FoundWeights;
import io.residuum.actors.experiment.Initial;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.Variant;
import io.residuum.actors.run.StoredWeights;
import io.residuum.actors.run.WeightsLookup;
import io.residuum.model.InputScaling;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.ImageSizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a file's variants start from other than their seed: looked for, kept for their runs, and what is odd about it. */
final class WarmStarts {

    private final Session session;
    private final ExperimentFile file;
    private final PipelineSettings settings;
    private final Map<Initial.Source, WeightsLookup.Found> found = new LinkedHashMap<>();

    WarmStarts(Session session, ExperimentFile file) {
        this.session = session;
        this.file = file;
        this.settings = PipelineSettings.of(session.configuration().config());
        for (Initial.Source source : file.sources()) {
            found.put(source, session.await(lookup().find(source)));
        }
    }

    private WeightsLookup lookup() {
        return new WeightsLookup(session.system(), session.store(), settings);
    }

    Map<Initial.Source, FoundWeights> weights() {
        Map<Initial.Source, FoundWeights> outcomes = new LinkedHashMap<>();
        found.forEach((source, each) -> outcomes.put(source, each.outcome()));
        return outcomes;
    }

    Optional<WeightsLookup.Found> of(Variant variant) {
        return variant.initial() instanceof Initial.Taken taken
                ? Optional.ofNullable(found.get(taken.source()))
                : Optional.empty();
    }

    /** Before the batch is accepted: whatever becomes of the files and runs they are from, its runs can begin. */
    void keep() {
        found.values().forEach(each -> session.await(lookup().keep(each)));
    }

    /** Where the input of weights was scaled otherwise than the recipe scales it: legal, and perhaps not meant. */
    List<String> notes(Map<String, ResolvedDataSet> dataSets) {
        var stored = new StoredWeights(session.system(), session.store(), settings);
        List<String> notes = new ArrayList<>();
        for (Variant variant : file.experiment().variants()) {
            Optional<InputScaling> theirs = of(variant).flatMap(WeightsLookup.Found::input);
            ResolvedDataSet dataSet = dataSets.get(variant.dataSet());
            if (theirs.isPresent() && dataSet != null && dataSet.facts().sizes() instanceof ImageSizes.One) {
                InputScaling ours = StoredWeights.scaling(
                        session.await(stored.input(dataSet.id())),
                        variant.recipe().normalisation());
                if (!ours.isSame(theirs.get())) {
                    notes.add("variant " + variant.name()
                            + ": the input of its initial weights was (x - mean) * scale with " + text(theirs.get())
                            + "; here it is " + text(ours));
                }
            }
        }
        return notes;
    }

    private static String text(InputScaling scaling) {
        boolean perChannel = scaling.height() == 1 && scaling.width() == 1;
        float[] scale = scaling.scale();
        return String.format(
                Locale.ROOT,
                "mean %.2f %.2f %.2f (%s), scale %.5f %.5f %.5f",
                scaling.channelMean(0),
                scaling.channelMean(1),
                scaling.channelMean(2),
                perChannel ? "of each channel" : "of each of " + scaling.height() + " x " + scaling.width() + " pixels",
                scale[0],
                scale[1],
                scale[2]);
    }
}
