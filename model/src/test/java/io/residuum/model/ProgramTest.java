package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private final Program program = program(20);

    @Test
    void sizeDoesNotGrowWithDepth() {
        assertThat(program(1202).archive().length).isLessThan(program.archive().length + 200);
    }

    @Test
    void theSameNetworkIsTheSameProgramAndArchive() {
        assertThat(program(20).digest()).isEqualTo(program.digest()).matches("[0-9a-f]{64}");
        assertThat(program(20).archive()).isEqualTo(program.archive());
        assertThat(program(26).digest()).isNotEqualTo(program.digest());
    }

    @Test
    void entriesAreStoredUncompressed() throws IOException {
        List<String> names = new ArrayList<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(program.archive()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                names.add(entry.getName());
            }
        }
        assertThat(names).containsExactly("net/data.pkl", "net/code/__torch__.py", "net/constants.pkl", "net/version");
    }

    private static Program program(int depth) {
        return ProgramWriter.write(
                ArchitectureTest.architecture(depth, Block.BASIC, UnitDesign.FULL_PREACTIVATION, 1, 10),
                Objective.crossEntropy(),
                Optimiser.paper(),
                Arithmetic.fp32());
    }
}
