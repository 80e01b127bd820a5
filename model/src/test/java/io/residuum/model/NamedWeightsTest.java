package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NamedWeightsTest {
    private static final Architecture SMALL = ArchitectureTest.architecture(8, Block.BASIC, UnitDesign.ORIGINAL, 1, 10);

    private static TrainingState drawn(Architecture architecture, long seed) {
        return TrainingState.initial(architecture, name -> new Random(name.hashCode() + seed));
    }

    private static byte[] exported(TrainingState state, InputScaling input, Map<String, String> metadata)
            throws IOException {
        var file = new ByteArrayOutputStream();
        new Export(SMALL, state, input, metadata).safetensors(file);
        return file.toByteArray();
    }

    /** A file as another program writes it: header, padding as it likes, numbers. */
    private static byte[] file(String header, byte... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    @ParameterizedTest
    @EnumSource
    void anExportComesBackBitByBit(UnitDesign design) throws IOException {
        Architecture architecture = ArchitectureTest.architecture(11, Block.BOTTLENECK, design, 1, 10);
        TrainingState state = drawn(architecture, 1);
        var file = new ByteArrayOutputStream();
        new Export(architecture, state, InputScaling.unknown(), Map.of()).safetensors(file);

        TrainingState back =
                NamedWeights.read(file.toByteArray()).over(architecture, drawn(architecture, 2), tensor -> false);

        assertThat(back.weightsDigest()).isEqualTo(state.weightsDigest());
    }

    @Test
    void whatStaysStaysAndAllElseComesFromTheFile() throws IOException {
        TrainingState mine = drawn(SMALL, 2);
        TrainingState theirs = drawn(SMALL, 1);
        NamedWeights weights = NamedWeights.read(exported(theirs, InputScaling.unknown(), Map.of()));

        TrainingState mixed = weights.over(SMALL, mine, tensor -> tensor.startsWith("classifier."));

        TensorSpec classifier = SMALL.layout().parameters().stream()
                .filter(tensor -> tensor.name().equals("classifier.weight"))
                .findFirst()
                .orElseThrow();
        int first = classifier.stored(0) * Float.BYTES;
        assertThat(mixed.parameters().getFloat(first))
                .isEqualTo(mine.parameters().getFloat(first));
        assertThat(mixed.parameters().getFloat(0)).isEqualTo(theirs.parameters().getFloat(0));
        assertThat(mixed.momentum())
                .isEqualTo(TrainingState.blank(SMALL.layout()).momentum());
    }

    @Test
    void theSameWeightsAreTheSameBytesWhereverTheyAreFrom() throws IOException {
        TrainingState state = drawn(SMALL, 1);
        var scaling = new InputScaling(1, 1, new float[] {1, 2, 3}, new float[] {1, 1, 1});

        byte[] canonical = NamedWeights.of(SMALL, state).canonical();

        assertThat(NamedWeights.read(exported(state, scaling, Map.of("run", "1")))
                        .canonical())
                .isEqualTo(canonical);
        assertThat(NamedWeights.read(canonical).canonical()).isEqualTo(canonical);
    }

    @Test
    void theInputsScalingIsToldUnlessTheFileDoesNotKnowIt() throws IOException {
        TrainingState state = drawn(SMALL, 1);
        var scaling = new InputScaling(2, 1, new float[] {1, 2, 3, 4, 5, 6}, new float[] {0.1f, 0.2f, 0.3f});

        assertThat(NamedWeights.read(exported(state, scaling, Map.of("input", "data set")))
                        .input())
                .hasValueSatisfying(read -> assertThat(read.isSame(scaling)).isTrue());
        assertThat(NamedWeights.read(exported(state, InputScaling.unknown(), Map.of("input", "unknown")))
                        .input())
                .isEmpty();
    }

    /** As {@code safetensors.torch.save_file(model.state_dict(), …)} writes a module: no order, counters, half precision. */
    @Test
    void aFileOfPyTorchsIsRead() {
        byte[] file = file(
                """
                {"b.running_mean":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]},"a.weight":{"dtype":"F32","shape":[1,2],\
                "data_offsets":[0,8]},"__metadata__":{"format":"pt"},"b.num_batches_tracked":{"dtype":"I64","shape":[],\
                "data_offsets":[12,20]}}   \s""",
                ByteBuffer.allocate(20)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(1.5f)
                        .putFloat(-2)
                        .putShort((short) 0x3fc0)
                        .putShort((short) 0xc000)
                        .putLong(7)
                        .array());

        NamedWeights weights = NamedWeights.read(file);

        assertThat(weights.shapes()).isEqualTo(Map.of("a.weight", List.of(1, 2), "b.running_mean", List.of(2)));
        byte[] canonical = weights.canonical();
        ByteBuffer numbers =
                ByteBuffer.wrap(canonical, canonical.length - 16, 16).slice().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(numbers.getFloat()).isEqualTo(1.5f);
        assertThat(numbers.getFloat()).isEqualTo(-2);
        assertThat(numbers.getFloat()).as("BF16 of the same value").isEqualTo(1.5f);
        assertThat(numbers.getFloat()).isEqualTo(-2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            [] | its header is no JSON object
            {"a":1} | [a] in its header is no JSON object
            {"a" | its header is not JSON
            {} {} | something stands behind the JSON in its header
            {"__metadata__":{"a":1}} | [a] in its metadata is no text
            {"a":{"dtype":"F32","shape":[2]}} | tensor [a] lacks dtype, shape or two offsets
            {"a":{"shape":[2],"data_offsets":[0,8]}} | tensor [a] lacks dtype, shape or two offsets
            {"a":{"dtype":"F32","data_offsets":[0,8]}} | tensor [a] lacks dtype, shape or two offsets
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | its header is not JSON: Duplicate field 'a'
            {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}} | tensor [a] has a shape or offsets that are no short list of whole numbers
            {"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}} | tensor [a] has a shape or offsets that are no short list of whole numbers
            {"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}} | tensor [a] has a shape or offsets that are no short list of whole numbers
            {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}} | tensor [a] has a shape or offsets that are no short list of whole numbers
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}} | tensor [a] has a shape or offsets that are no short list of whole numbers
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}} | it is cut: tensor [a] ends at byte 16 of 8
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | bytes before tensor [a] belong to none
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 bytes behind the last tensor belong to none
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | tensors [a] and [b] overlap
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}} | tensor [b] ends before it begins
            {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | tensor [a] of shape [3] does not take 8 bytes of F32
            {"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}} | tensor [a] of shape [2147483647, 2147483647, 2147483647] does not take 8 bytes of F32
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} | tensor [a] is of type F64; F32 and BF16 are read
            """)
    void whatCannotBeIsRefusedWithItsReason(String header, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedWeights.read(file(header, new byte[8])))
                .withMessageStartingWith(reason);
    }

    @Test
    void noLengthOfAHeaderIsBelieved() {
        for (long length : new long[] {-1, 0, 1, (16 << 20) + 1, Long.MAX_VALUE}) {
            byte[] bytes = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NamedWeights.read(bytes))
                    .withMessageContaining("its header would have " + Long.toUnsignedString(length));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedWeights.read(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{', '}'}))
                .withMessage("it is cut: its header has 9 bytes, the file 10 in all");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedWeights.read(new byte[3]))
                .withMessage("it has 3 bytes and is no safetensors file");
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        byte[] infinite = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1)
                .putFloat(Float.NEGATIVE_INFINITY)
                .array();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedWeights.read(
                        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", infinite)))
                .withMessage("tensor [a] holds -Infinity, which is no finite number");
    }

    /** Cut or changed anywhere, a file is read or refused; nothing else happens. */
    @Test
    void damageIsReadOrRefusedAndNothingElse() throws IOException {
        byte[] whole = exported(drawn(SMALL, 1), InputScaling.unknown(), Map.of());
        var random = new SplittableRandom(20161);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = random.nextBoolean() ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int change = 0; change < 3 && bytes.length > 0; change++) {
                bytes[random.nextInt(Math.min(bytes.length, 6_000))] = (byte) random.nextInt();
            }
            try {
                NamedWeights.read(bytes);
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
