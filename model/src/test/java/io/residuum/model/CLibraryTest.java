package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CLibraryTest {
    private static final Map<String, String> ASKING = Map.of("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    @TempDir
    Path folder;

    @Test
    void hugePagesNeedWhoAsksAndAKernelThatGives() throws IOException {
        assertThat(CLibrary.hugePages(ASKING, kernel("always [madvise] never"))).isEqualTo(", in huge pages");
        assertThat(CLibrary.hugePages(ASKING, kernel("[always] madvise never"))).isEqualTo(", in huge pages");
        assertThat(CLibrary.hugePages(Map.of(), kernel("always [madvise] never")))
                .isEmpty();
        assertThat(CLibrary.hugePages(Map.of("GLIBC_TUNABLES", "glibc.malloc.arena_max=1"), folder))
                .isEmpty();
    }

    @Test
    void aKernelThatGivesNoneIsNamed() throws IOException {
        Path never = kernel("always madvise [never]");
        assertThat(CLibrary.hugePages(ASKING, never)).contains("small pages", never.toString());
        assertThat(CLibrary.hugePages(ASKING, folder.resolve("none"))).contains("small pages", "no huge ones");
    }

    private Path kernel(String setting) throws IOException {
        return Files.writeString(folder.resolve("enabled"), setting + "\n");
    }
}
