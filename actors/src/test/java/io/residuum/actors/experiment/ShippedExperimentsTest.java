package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The experiment files in {@code conf/experiments}, and what strangers might make of them. */
class ShippedExperimentsTest {
    private static final Path FOLDER = Path.of("..", "conf", "experiments");

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void canBeDescribedOnAFreshMachineAndSayWhatIsMeant(Path file) throws IOException {
        Description description =
                ExperimentFile.parse(file.toString(), Files.readAllBytes(file)).describe(Map.of());

        assertThat(description.variants()).isNotEmpty().allSatisfy(variant -> {
            assertThat(variant.notes()).isEmpty();
            assertThat(variant.parameters()).isPositive();
        });
    }

    /** Whatever is damaged, there is a plan or a refusal with a reason; no other exception, no endless reading. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void aDamagedFileIsReadOrRefusedWithAReason(long seed) throws IOException {
        var random = new SplittableRandom(seed);
        List<byte[]> files = shipped().map(ShippedExperimentsTest::bytes).toList();
        for (int i = 0; i < 150; i++) {
            byte[] bytes = files.get(random.nextInt(files.size())).clone();
            for (int damage = random.nextInt(1, 6); damage > 0; damage--) {
                bytes = damaged(bytes, random);
            }
            try {
                ExperimentFile.parse("damaged.conf", bytes).experiment();
            } catch (ExperimentException e) {
                assertThat(e).as(new String(bytes, StandardCharsets.UTF_8)).hasMessageStartingWith("damaged.conf:");
            }
        }
    }

    private static byte[] damaged(byte[] bytes, SplittableRandom random) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String[] pieces = {
            "{", "}", "[", "]", "\"", ",", "=", "\n", "$", "{ type = x }", "-", "0", "null", "\"\"\"", "é", "#"
        };
        int at = random.nextInt(text.length());
        int cut = Math.min(text.length(), at + random.nextInt(12));
        return switch (random.nextInt(3)) {
            case 0 -> (text.substring(0, at) + pieces[random.nextInt(pieces.length)] + text.substring(at))
                    .getBytes(StandardCharsets.UTF_8);
            case 1 -> (text.substring(0, at) + text.substring(cut)).getBytes(StandardCharsets.UTF_8);
            default -> (text.substring(0, at) + pieces[random.nextInt(pieces.length)] + text.substring(cut))
                    .getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
