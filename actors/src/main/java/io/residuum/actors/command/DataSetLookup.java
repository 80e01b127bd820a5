package io.residuum.actors.command;

import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.pipeline.ImageDecoder;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.pipeline.QuickstartImages;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSetImport;
import io.residuum.storage.DataSets;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.ImportSettings;
import io.residuum.storage.Split;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the data sets a file names in the store; makes the generated one where it is asked for and missing. */
final class DataSetLookup {

    static final String QUICKSTART = "quickstart";

    private final Session session;

    DataSetLookup(Session session) {
        this.session = session;
    }

    /** What the quick start's images are like, made or not. */
    static DataSetFacts quickstartFacts() {
        QuickstartImages images = QuickstartImages.usual();
        return new DataSetFacts(
                images.classes().size(),
                images.count(Split.TRAIN),
                images.count(Split.TEST),
                new ImageSizes.One(new ImageShape(images.sidePixels(), images.sidePixels())));
    }

    /** Makes the quick start's images if the file wants them and the store has none. */
    void makeGenerated(ExperimentFile file, PrintWriter err) {
        if (!file.experiment().dataSets().contains(QUICKSTART)
                || session.await(session.dataSets().resolve(QUICKSTART)).isPresent()) {
            return;
        }
        err.println("making the data set " + QUICKSTART + " ...");
        err.flush();
        PipelineSettings settings = PipelineSettings.of(session.configuration().config());
        session.await(new DataSetImport(session.store(), ImageDecoder.open(settings), ImportSettings.usual())
                .run(QUICKSTART, List.of(new ImageArchive.Generated(QuickstartImages.usual())), progress -> {}));
    }

    /** The data sets that are there, by every name the file uses, and by their own names for messages. */
    Map<String, ResolvedDataSet> resolve(ExperimentFile file) {
        DataSets dataSets = session.dataSets();
        Map<String, ResolvedDataSet> found = new LinkedHashMap<>();
        session.await(dataSets.list()).stream().map(DataSetId::name).distinct().forEach(name -> resolve(dataSets, name)
                .ifPresent(dataSet -> found.put(name, dataSet)));
        for (String name : file.experiment().dataSets()) {
            if (!found.containsKey(name)) {
                resolve(dataSets, name).ifPresent(dataSet -> found.put(name, dataSet));
            }
        }
        return found;
    }

    private Optional<ResolvedDataSet> resolve(DataSets dataSets, String name) {
        return session.await(dataSets.resolve(name))
                .map(id -> new ResolvedDataSet(id, DataSetFacts.of(session.await(dataSets.manifest(id)))));
    }
}
