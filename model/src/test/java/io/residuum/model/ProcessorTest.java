package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
    @ParameterizedTest
    @CsvSource({
        "sse2 avx avx2 fma avx512f avx512bw avx512dq avx512vl avx512_vnni avx512_bf16 avx512_fp16 amx_tile, "
                + "avx512-vnni-bf16-fp16-amx",
        "sse2 avx avx2 fma avx512f avx512bw avx512dq avx512vl, avx512",
        "sse2 avx avx2 fma avx512f, avx2-fma",
        "sse2 avx avx2 fma avx_vnni, avx2-fma-vnni",
        "sse2 avx, avx",
        "sse2, sse",
    })
    void instructionSetIsWhatKernelsAreChosenBy(String flags, String summary) {
        Processor processor = Processor.ofCpuInfo(List.of(
                "processor\t: 0",
                "cpu family\t: 6",
                "model\t\t: 143",
                "model name\t: Intel(R) Xeon(R) Processor",
                "stepping\t: 8",
                "flags\t\t: fpu " + flags,
                "",
                "processor\t: 1",
                "flags\t\t: other"));
        assertThat(processor).isEqualTo(new Processor("Intel(R) Xeon(R) Processor (6-143-8)", summary));
    }

    @Test
    void anUnreadableDescriptionLeavesTheArchitecture() {
        assertThat(Processor.ofCpuInfo(List.of("nonsense")).instructionSet()).isEqualTo(System.getProperty("os.arch"));
    }

    @Test
    void limitsOfTheUserAreNamed() {
        assertThat(Processor.here(Map.of("ONEDNN_MAX_CPU_ISA", "AVX2")).instructionSet())
                .endsWith(" ONEDNN_MAX_CPU_ISA=AVX2");
    }
}
