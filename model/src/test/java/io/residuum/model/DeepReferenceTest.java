package io.residuum.model;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The paper's depths against PyTorch's modules, in double precision. */
@Tag("engine")
@Tag("slow")
class DeepReferenceTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void askPyTorch() throws Exception {
        Python.assumeTorch();
        Engine.start();
        Reference.ask(architectures().toList(), folder);
    }

    static Stream<Architecture> architectures() {
        List<Architecture> all = new ArrayList<>();
        for (UnitDesign unit : UnitDesign.values()) {
            all.add(ArchitectureTest.architecture(110, Block.BASIC, unit, 1, 10));
            all.add(ArchitectureTest.architecture(164, Block.BOTTLENECK, unit, 1, 10));
        }
        all.add(ArchitectureTest.architecture(1001, Block.BOTTLENECK, UnitDesign.ORIGINAL, 1, 10));
        all.add(ArchitectureTest.architecture(1001, Block.BOTTLENECK, UnitDesign.FULL_PREACTIVATION, 1, 10));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void isPyTorchsInDoublePrecision(Architecture architecture) throws IOException {
        int number = architectures().toList().indexOf(architecture);
        Reference.Result theirs = Reference.read(folder, number, architecture);
        Reference.compare(Sample.of(architecture), theirs, DataType.FLOAT64, ReferenceTest.DOUBLE);
    }
}
