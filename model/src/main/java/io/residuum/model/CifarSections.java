package io.residuum.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The networks of Sect. 3 for small images: a 3×3 convolution, three stages of n units each, pooling, a classifier. */
final class CifarSections {
    private static final int STAGES = 3;
    private static final int STEM_CHANNELS = 16;
    private static final int COLOURS = 3;

    private final Architecture architecture;
    private final int unitsPerStage;

    private CifarSections(Architecture architecture, int unitsPerStage) {
        this.architecture = architecture;
        this.unitsPerStage = unitsPerStage;
    }

    static List<Section> of(Architecture architecture, int unitsPerStage) {
        return new CifarSections(architecture, unitsPerStage).sections();
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(stem());
        for (int stage = 1; stage <= STAGES; stage++) {
            String name = "stage" + stage;
            sections.add(new Section(
                    name + "_first",
                    List.of(name + ".unit1."),
                    unit(stage, true).operations()));
            if (unitsPerStage > 1) {
                List<String> others = IntStream.rangeClosed(2, unitsPerStage)
                        .mapToObj(unit -> name + ".unit" + unit + ".")
                        .toList();
                sections.add(
                        new Section(name + "_other", others, unit(stage, false).operations()));
            }
        }
        sections.add(head());
        return List.copyOf(sections);
    }

    /** A pre-activation belongs to the first unit, which shares it between branch and shortcut. */
    private Section stem() {
        int channels = stemChannels();
        Operation convolution = new Convolution("conv", COLOURS, channels, 3, 1);
        Operation normalisation = new Normalisation("bn", channels);
        List<Operation> operations =
                switch (architecture.unit()) {
                    case ORIGINAL, BN_AFTER_ADDITION, RELU_BEFORE_ADDITION -> List.of(
                            convolution, normalisation, new Relu());
                    case RELU_ONLY_PREACTIVATION -> List.of(convolution, normalisation);
                    case FULL_PREACTIVATION -> List.of(convolution);
                };
        return new Section("stem", List.of("stem."), operations);
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
                first && stage == 1);
    }

    /** With pre-activation, one more activation comes after the last addition. */
    private Section head() {
        int channels = channels(STAGES);
        List<Operation> activation =
                switch (architecture.unit()) {
                    case ORIGINAL, BN_AFTER_ADDITION, RELU_BEFORE_ADDITION -> List.of();
                    case RELU_ONLY_PREACTIVATION -> List.of(new Relu());
                    case FULL_PREACTIVATION -> List.of(new Normalisation("final.bn", channels), new Relu());
                };
        List<Operation> operations = new ArrayList<>(activation);
        operations.add(new GlobalPooling());
        operations.add(new Classification("classifier", channels, architecture.classes()));
        return new Section("head", List.of(""), operations);
    }

    private int stemChannels() {
        return STEM_CHANNELS * architecture.width();
    }

    private int channels(int stage) {
        return (stemChannels() * architecture.block().expansion()) << (stage - 1);
    }
}
