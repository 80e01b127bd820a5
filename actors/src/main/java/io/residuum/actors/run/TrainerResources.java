package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
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
        Feed feed) {}
