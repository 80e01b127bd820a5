package io.residuum.bench;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The peer that trains with DJL's own blocks, collector and optimiser, written as its book writes it. */
final class DjlStep {
    private final Trainer trainer;
    private final NDArray images;
    private final NDArray labels;

    private DjlStep(Trainer trainer, NDArray images, NDArray labels) {
        this.trainer = trainer;
        this.images = images;
        this.labels = labels;
    }

    /** Arguments: folder, depth, threads, learning rate. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        System.setProperty("ai.djl.pytorch.num_threads", arguments[2]);
        var exchange = new Exchange(folder);
        Block network = DjlResNet.fullPreactivation(Integer.parseInt(arguments[1]), StepCase.CLASSES);
        var optimiser = Optimizer.sgd()
                .setLearningRateTracker(Tracker.fixed(Float.parseFloat(arguments[3])))
                .optMomentum(0.9f)
                .optWeightDecays(1e-4f)
                .build();
        try (Model model = Model.newInstance("resnet", "PyTorch")) {
            model.setBlock(network);
            NDManager manager = model.getNDManager();
            NDArray labels = manager.create(
                    exchange.labels(), new Shape(exchange.labels().capacity()), DataType.INT64);
            Shape shape = new Shape(labels.size(), 3, StepCase.SIDE, StepCase.SIDE);
            NDArray images = manager.create(exchange.floats("images.f32"), shape, DataType.FLOAT32);
            var configuration = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimiser);
            try (Trainer trainer = model.newTrainer(configuration)) {
                trainer.initialize(shape);
                load(network, exchange, folder);
                new Conversation().run(introduction(arguments[2]), new DjlStep(trainer, images, labels)::steps);
            }
        }
    }

    private static ObjectNode introduction(String threads) {
        var engine = ai.djl.engine.Engine.getEngine("PyTorch");
        return Conversation.introduction(
                "djl-pytorch-" + engine.getVersion(), "glibc, as it comes", Integer.parseInt(threads));
    }

    private ObjectNode steps(int count) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        var seconds = answer.putArray("seconds");
        var losses = answer.putArray("losses");
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            losses.add(step());
            seconds.add((System.nanoTime() - start) / 1e9);
        }
        return answer;
    }

    private double step() {
        try (NDManager step = images.getManager().newSubManager()) {
            images.tempAttach(step);
            labels.tempAttach(step);
            double loss;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray mean = trainer.getLoss().evaluate(new NDList(labels), trainer.forward(new NDList(images)));
                collector.backward(mean);
                loss = mean.getFloat();
            }
            trainer.step();
            return loss;
        }
    }

    /** Every learned parameter; both sides have them in the order of the forward pass. Statistics stay as initialised. */
    private static void load(Block network, Exchange exchange, Path folder) throws IOException {
        FloatBuffer flat = exchange.floats("weights.f32");
        List<String> lines = Files.readAllLines(folder.resolve("weights.txt"));
        List<Parameter> learned = network.getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .toList();
        if (learned.size() != lines.size()) {
            throw new IllegalStateException(learned.size() + " parameters, " + lines.size() + " tensors");
        }
        for (int i = 0; i < lines.size(); i++) {
            NDArray array = learned.get(i).getArray();
            String shape = LongStream.of(array.getShape().getShape())
                    .mapToObj(Long::toString)
                    .collect(Collectors.joining(" "));
            if (!lines.get(i).endsWith(" " + shape)) {
                throw new IllegalStateException("[" + lines.get(i) + "] meets a parameter of shape " + shape);
            }
            float[] values = new float[Math.toIntExact(array.size())];
            flat.get(values);
            array.set(values);
        }
    }
}
