package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.residuum.model.Engine;
import io.residuum.pipeline.DecodedImages;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.DataSets;
import io.residuum.storage.ObjectStore;
import java.time.Clock;

/**
 * What the trainers of one node share. The owner of the node closes the system, after the last trainer.
 *
 * @param images decoded images, kept once for all slots
 * @param moments told when a trainer passes a point at which a process may die
 * @param feed what trainers are fed with
 */
public record TrainerResources(
        ActorSystem<?> system,
        ObjectStore store,
        DataSets dataSets,
        DecodedImages images,
        PipelineSettings pipeline,
        Engine engine,
        ActorsSettings settings,
        Clock clock,
        Moments moments,
        Feed feed) {

    /** Starts the engine; {@code config} says how images are decoded and kept. */
    public static TrainerResources open(
            ActorSystem<?> system,
            ObjectStore store,
            Config config,
            ActorsSettings settings,
            Clock clock,
            Moments moments,
            Feed feed) {
        PipelineSettings pipeline = PipelineSettings.of(config);
        return new TrainerResources(
                system,
                store,
                new DataSets(store.bucket()), // which has them, wherever in it the chains are
                new DecodedImages(pipeline),
                pipeline,
                Engine.start(),
                settings,
                clock,
                moments,
                feed);
    }

    /** The same with other settings; decoded images are shared. */
    public TrainerResources with(ActorsSettings other) {
        return new TrainerResources(system, store, dataSets, images, pipeline, engine, other, clock, moments, feed);
    }
}
