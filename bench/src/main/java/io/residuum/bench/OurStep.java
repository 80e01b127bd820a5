package io.residuum.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.model.Arithmetic;
import io.residuum.model.Engine;
import io.residuum.model.Network;
import io.residuum.model.Objective;
import io.residuum.model.Optimiser;
import io.residuum.model.SliceKey;
import io.residuum.model.SliceOrder;
import io.residuum.model.UnitDesign;
import io.residuum.pipeline.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;

/**
 * The contestant that is ours: bare training steps on one mini-batch. Leaves the weights it starts from in the folder, for
 * the others.
 */
final class OurStep {
    private static final int PIXEL_BYTES = 3 * Float.BYTES;

    private final Network network;
    private final ByteBuffer pixels;
    private final LongBuffer labels;
    private final int slices;
    private final double rate;

    private OurStep(Network network, ByteBuffer pixels, LongBuffer labels, int slices, double rate) {
        this.network = network;
        this.pixels = pixels;
        this.labels = labels;
        this.slices = slices;
        this.rate = rate;
    }

    /** Arguments: folder, case, unit, slices, threads, learning rate. */
    public static void main(String[] arguments) throws IOException {
        var exchange = new Exchange(Path.of(arguments[0]));
        var architecture = StepCase.named(arguments[1]).architecture(UnitDesign.valueOf(arguments[2]));
        int threads = Integer.parseInt(arguments[4]);
        var engine = Engine.start();
        try (var network = Network.open(
                engine, architecture, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32(), threads)) {
            network.initialise(tensor -> Randomness.initialWeights(1, tensor));
            network.load(Damping.damped(architecture, network.state()));
            exchange.writeWeights(architecture.layout(), network.state());
            var contestant = new OurStep(
                    network,
                    exchange.imagesByPixel(StepCase.SIDE),
                    exchange.labels(),
                    Integer.parseInt(arguments[3]),
                    Double.parseDouble(arguments[5]));
            var introduction = Conversation.introduction(engine.version(), engine.allocator(), threads);
            introduction.put("instructionSet", engine.numericEnvironment().get("instructionSet"));
            new Conversation().run(introduction, contestant::steps);
        }
    }

    private ObjectNode steps(int count) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        var seconds = answer.putArray("seconds");
        var losses = answer.putArray("losses");
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            double loss = step();
            seconds.add((System.nanoTime() - start) / 1e9);
            losses.add(loss);
        }
        return answer;
    }

    /** The mini-batch slice by slice, then the update; its mean loss before it. */
    private double step() {
        int images = labels.capacity();
        int part = images / slices;
        int bytes = part * StepCase.SIDE * StepCase.SIDE * PIXEL_BYTES;
        double loss = 0;
        for (int slice = 0; slice < slices; slice++) {
            loss += network.gradient(
                            pixels.slice(slice * bytes, bytes).order(ByteOrder.nativeOrder()),
                            labels.slice(slice * part, part),
                            part,
                            StepCase.SIDE,
                            StepCase.SIDE,
                            images,
                            slice == 0 ? SliceOrder.FIRST : SliceOrder.FURTHER,
                            new SliceKey(1, 0, slice))
                    .loss();
        }
        network.update(rate);
        return loss;
    }
}
