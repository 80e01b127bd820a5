package io.residuum.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The networks of the paper from the image to the logits: a stem, stages of units, pooling, a classifier. */
final class NetworkSections {
    private static final int COLOURS = 3;

    private final Architecture architecture;
    private final List<Integer> unitsPerStage;

    private NetworkSections(Architecture architecture) {
        this.architecture = architecture;
        this.unitsPerStage = architecture.unitsPerStage();
    }

    static List<Section> of(Architecture architecture) {
        return new NetworkSections(architecture).sections();
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("stem", List.of("stem."), stem()));
        for (int stage = 1; stage <= unitsPerStage.size(); stage++) {
            String name = "stage" + stage;
            int units = unitsPerStage.get(stage - 1);
            sections.add(new Section(
                    name + "_first",
                    List.of(name + ".unit1."),
                    unit(stage, true).operations()));
            if (units > 1) {
                List<String> others = IntStream.rangeClosed(2, units)
                        .mapToObj(unit -> name + ".unit" + unit + ".")
                        .toList();
                sections.add(
                        new Section(name + "_other", others, unit(stage, false).operations()));
            }
        }
        sections.add(new Section("head", List.of(""), head()));
        return List.copyOf(sections);
    }

    /**
     * On small images a pre-activation belongs to the first unit, which shares it between branch and shortcut. On ImageNet's the
     * max pooling lies between, so that the stem is activated in every design.
     */
    private List<Operation> stem() {
        int channels = stemChannels();
        return switch (architecture.family()) {
            case CIFAR -> {
                Operation convolution = new Convolution("conv", COLOURS, channels, 3, 1);
                Operation normalisation = new Normalisation("bn", channels);
                yield switch (architecture.unit()) {
                    case ORIGINAL, BN_AFTER_ADDITION, RELU_BEFORE_ADDITION -> List.of(
                            convolution, normalisation, new Relu());
                    case RELU_ONLY_PREACTIVATION -> List.of(convolution, normalisation);
                    case FULL_PREACTIVATION -> List.of(convolution);
                };
            }
            case IMAGENET -> List.of(
                    new Convolution("conv", COLOURS, channels, 7, 2),
                    new Normalisation("bn", channels),
                    new Relu(),
                    new MaxPooling());
        };
    }

    private ResidualUnit unit(int stage, boolean first) {
        int out = channels(stage);
        int in = !first ? out : stage == 1 ? stemChannels() : channels(stage - 1);
        return new ResidualUnit(
                architecture.unit(),
                architecture.block(),
                architecture.shortcut(),
                architecture.strideIn(),
                in,
                out,
                first && stage > 1 ? 2 : 1,
                first && stage == 1 ? opening() : ResidualUnit.Input.OF_A_UNIT);
    }

    private ResidualUnit.Input opening() {
        return switch (architecture.family()) {
            case CIFAR -> ResidualUnit.Input.OF_THE_STEM;
            case IMAGENET -> ResidualUnit.Input.OF_AN_ACTIVATED_STEM;
        };
    }

    /** With pre-activation, one more activation comes after the last addition. */
    private List<Operation> head() {
        int channels = channels(unitsPerStage.size());
        List<Operation> activation =
                switch (architecture.unit()) {
                    case ORIGINAL, BN_AFTER_ADDITION, RELU_BEFORE_ADDITION -> List.of();
                    case RELU_ONLY_PREACTIVATION -> List.of(new Relu());
                    case FULL_PREACTIVATION -> List.of(new Normalisation("final.bn", channels), new Relu());
                };
        List<Operation> operations = new ArrayList<>(activation);
        operations.add(new GlobalPooling());
        operations.add(new Classification("classifier", channels, architecture.classes()));
        return operations;
    }

    private int stemChannels() {
        return architecture.family().stemChannels() * architecture.width();
    }

    private int channels(int stage) {
        return (stemChannels() * architecture.block().expansion()) << (stage - 1);
    }
}
