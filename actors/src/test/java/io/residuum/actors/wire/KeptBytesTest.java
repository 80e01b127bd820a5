package io.residuum.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message as a release wrote it, {@code wire/version-N.txt}: a line each, the message for people, a tab, its bytes in hex. A file
 * is never changed once its release is out. {@code -Dresiduum.update.wire=true} writes that of the present version.
 */
class KeptBytesTest {

    private static final Path FOLDER = Path.of("src/test/resources/wire"); // tests run in their module's folder

    private final WireFormat format = new WireFormat();

    @BeforeAll
    static void writeAnewIfAsked() throws IOException {
        if (Boolean.getBoolean("residuum.update.wire")) {
            WireFormat format = new WireFormat();
            Files.createDirectories(FOLDER);
            Files.writeString(
                    file(WireFormat.VERSION),
                    WireFormatTest.messages()
                            .map(message -> message + "\t" + HexFormat.of().formatHex(format.write(message)) + "\n")
                            .collect(Collectors.joining()));
        }
    }

    static Stream<Integer> versions() {
        return Stream.of(WireFormat.VERSION - 1, WireFormat.VERSION).filter(version -> version > 0);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whatThisVersionAndTheOneBeforeWroteIsRead(int version) throws IOException {
        List<WireMessage> messages = WireFormatTest.messages().toList();
        List<WireMessage> read = new ArrayList<>();
        for (String line : Files.readAllLines(file(version))) {
            byte[] bytes = HexFormat.of().parseHex(line.substring(line.lastIndexOf('\t') + 1));
            assertThat(bytes[0]).as(line).isEqualTo((byte) version);
            read.add(format.read(bytes));
        }
        assertThat(read).as("in the order of the file").isEqualTo(messages);
    }

    /** The order of a map's entries is chance, so is that of their bytes. */
    @Test
    void thisVersionStillWritesTheSameBytes() throws IOException {
        List<String> kept = Files.readAllLines(file(WireFormat.VERSION));
        List<WireMessage> messages = WireFormatTest.messages().toList();
        for (int i = 0; i < messages.size(); i++) {
            if (!hasLargeMap(messages.get(i))) {
                assertThat(kept.get(i)).endsWith("\t" + HexFormat.of().formatHex(format.write(messages.get(i))));
            }
        }
    }

    private static boolean hasLargeMap(WireMessage message) {
        return message instanceof NodeReport.Offers offers
                && offers.slots().stream()
                        .map(NodeReport.SlotOffer::environment)
                        .mapToInt(Map::size)
                        .anyMatch(size -> size > 1);
    }

    private static Path file(int version) {
        return FOLDER.resolve("version-" + version + ".txt");
    }
}
