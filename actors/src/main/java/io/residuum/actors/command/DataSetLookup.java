package io.residuum.actors.command;

import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.run.DataSetFinder;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.pipeline.QuickstartImages;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.Split;
import java.io.PrintWriter;
import java.util.Map;

/** The data sets a file names, for a command that waits for them and says what it does meanwhile. */
final class DataSetLookup {

    static final String QUICKSTART = DataSetFinder.QUICKSTART;

    private final Session session;
    private final DataSetFinder finder;

    DataSetLookup(Session session) {
        this.session = session;
        this.finder = new DataSetFinder(
                session.system(),
                session.store(),
                PipelineSettings.of(session.configuration().config()));
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
        if (session.await(finder.lacksGenerated(file))) {
            err.println("making the data set " + QUICKSTART + " ...");
            err.flush();
            session.await(finder.makeGenerated());
        }
    }

    /** The data sets that are there, by every name the file uses, and by their own names for messages. */
    Map<String, ResolvedDataSet> resolve(ExperimentFile file) {
        return session.await(finder.resolve(file));
    }
}
