package io.residuum.actors.experiment;

import io.residuum.model.Block;
import io.residuum.model.Decay;
import io.residuum.model.Family;
import io.residuum.model.Precision;
import io.residuum.model.StrideIn;
import io.residuum.model.UnitDesign;
import io.residuum.pipeline.Augmentation;
import io.residuum.pipeline.LastBatch;
import io.residuum.pipeline.Normalisation;

/**
 * The words of experiment files and of canonical JSON. What is offered follows from the types the other modules offer; the planned words
 * are those of the paper that they do not offer yet, and a word leaves that list by itself when its constant appears.
 */
final class Words {
    static final Choice<Family> FAMILY = Choice.of(Family.values(), Family::label);
    static final Choice<Block> BLOCK = Choice.of(Block.values(), Block::label);
    static final Choice<UnitDesign> UNIT = Choice.of(UnitDesign.values(), UnitDesign::label);
    static final Choice<StrideIn> STRIDE_IN = Choice.of(StrideIn.values(), StrideIn::label);
    static final Choice<LastBatch> LAST_BATCH = Choice.of(LastBatch.values(), Choice::hyphened);
    static final Choice<Schedule.Judged> JUDGED = Choice.of(Schedule.Judged.values(), Choice::hyphened);
    static final Choice<Decay> DECAY = Choice.of(Decay.values(), Decay::label);
    static final Choice<Augmentation> AUGMENTATION = Choice.of(Augmentation.values(), Choice::hyphened);
    static final Choice<Normalisation> NORMALISATION = Choice.of(Normalisation.values(), Choice::hyphened);
    static final Choice<ClassifierStart> CLASSIFIER = Choice.of(ClassifierStart.values(), Choice::hyphened);
    static final Choice<Precision> PRECISION = Choice.of(Precision.values(), Precision::label, "bf16");

    private Words() {}
}
