package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrainingStateTest {
    private final ParameterLayout layout = ArchitectureTest.architecture(8, Block.BASIC, UnitDesign.ORIGINAL, 1, 10)
            .layout();

    private final TrainingState state = filled();

    @Test
    void bytesHoldEverything() {
        TrainingState read = TrainingState.fromBytes(state.toBytes().clone());
        assertThat(read.layoutDigest()).isEqualTo(layout.digest());
        assertThat(read.parameters()).isEqualTo(state.parameters());
        assertThat(read.statistics()).isEqualTo(state.statistics());
        assertThat(read.momentum()).isEqualTo(state.momentum());
        assertThat(read.weightsDigest()).isEqualTo(state.weightsDigest());
    }

    @Test
    void floatsAreLittleEndianFromByte48On() {
        state.parameters().asFloatBuffer().put(0, 1f);
        assertThat(Arrays.copyOfRange(state.toBytes(), 48, 52)).containsExactly(0, 0, 0x80, 0x3f);
    }

    @Test
    void theDigestIsOfWeightsAndStatisticsButNotOfMomentum() {
        String before = state.weightsDigest();
        state.momentum().asFloatBuffer().put(3, 7);
        assertThat(state.weightsDigest()).isEqualTo(before);
        state.statistics().asFloatBuffer().put(3, 7);
        assertThat(state.weightsDigest()).isNotEqualTo(before);
    }

    @Test
    void anythingElseIsRefused() {
        byte[] bytes = state.toBytes();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingState.fromBytes(new byte[3]))
                .withMessage("these 3 bytes are not a training state");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingState.fromBytes(new byte[100]))
                .withMessage("these 100 bytes are not a training state");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingState.fromBytes(Arrays.copyOf(bytes, bytes.length - 1)))
                .withMessageContaining("takes " + bytes.length + " bytes, has " + (bytes.length - 1));
        bytes[7] = 2;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingState.fromBytes(bytes))
                .withMessage("training state of format 2; this release reads format 1");
    }

    private TrainingState filled() {
        TrainingState blank = TrainingState.blank(layout);
        byte[] bytes = blank.toBytes();
        for (int i = 48; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return blank;
    }
}
