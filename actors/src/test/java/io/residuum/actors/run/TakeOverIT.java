package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.NodeReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator after another one, over what that left behind: a batch in its chain and a trainer that is at one of its runs. */
class TakeOverIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void aTrainerGoesOnThoughItsBatchIsStillBeingReadWhenAllAreKnown() {
        ActorTestKit kit = ActorTestKit.create("coordinator", Reference.load());
        try (TestNode bucket = TestNode.over(folder, "")) {
            BatchPlan plan = bucket.plan(Experiments.CROSSING);
            bucket.await(new BatchChain(bucket.store(), plan, "text", "a0").open());
            RunId run = plan.runs().keySet().iterator().next();
            SlotId slot = new SlotId("n", 1);
            Assignment assignment = new Assignment("a1", run, slot);
            TestProbe<NodeCommand> node = kit.createTestProbe();
            TestProbe<BatchEvent> watcher = kit.createTestProbe();
            ActorRef<Coordinator.Command> coordinator =
                    kit.spawn(Coordinator.create(bucket.store(), () -> "a2", Set.of("n")));
            coordinator.tell(new Coordinator.NodeJoined("n", node.ref()));
            coordinator.tell(new Coordinator.TakeOver(plan, "text", watcher.ref()));
            coordinator.tell(new Coordinator.BatchesKnown());
            coordinator.tell(new Coordinator.FromNode(new NodeReport.Offers(
                    "n", List.of(new NodeReport.SlotOffer(slot, Map.of(), List.of(assignment))))));
            watcher.fishForMessage(
                    PATIENCE,
                    event -> event instanceof BatchEvent.RunMoved moved
                                    && moved.run().equals(run)
                                    && moved.state().reason().endsWith("taken over")
                            ? FishingOutcomes.complete()
                            : FishingOutcomes.continueAndIgnore());
            TestProbe<Coordinator.Slots> answers = kit.createTestProbe();
            coordinator.tell(new Coordinator.ListSlots(answers.ref())); // whatever it had to say was said by then
            assertThat(answers.receiveMessage(PATIENCE).slots())
                    .singleElement()
                    .satisfies(use -> assertThat(use.training()).contains(assignment));
            node.expectMessage(new NodeCommand.Offer());
            node.expectNoMessage(Duration.ZERO);
        } finally {
            kit.shutdownTestKit();
        }
    }
}
