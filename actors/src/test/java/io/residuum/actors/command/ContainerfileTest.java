package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The container file against what the build leaves and the distribution holds; nothing here can build an image. */
class ContainerfileTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String UNPACKED = "/opt/residuum/";

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** Instructions without comments, each on one line. */
    private static List<String> instructions() throws IOException {
        return text("Containerfile")
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<String> found(String pattern, String in) {
        return Pattern.compile(pattern)
                .matcher(in)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String instruction(String word) throws IOException {
        return instructions().stream()
                .filter(line -> line.startsWith(word + " "))
                .findFirst()
                .orElseThrow();
    }

    private static String version() throws IOException {
        return found("<artifactId>residuum</artifactId>\\s*<version>([^<]+)</version>", text("pom.xml"))
                .get(0);
    }

    @Test
    void itAddsTheArchiveThatTheBuildLeavesAndUnpacksItsOneFolder() throws IOException {
        String archive = instruction("ADD").split(" ", -1)[1];
        assertThat(FileSystems.getDefault()
                        .getPathMatcher("glob:" + archive)
                        .matches(Path.of("actors/target/residuum-" + version() + ".tar.gz")))
                .as(archive)
                .isTrue();
        String assembly = text("actors/src/assembly/distribution.xml");
        assertThat(assembly).contains("<format>tar.gz</format>", "<baseDirectory>residuum-${project.version}</");
        assertThat(text("actors/pom.xml")).contains("<finalName>residuum-${project.version}</finalName>");
        assertThat(text(".dockerignore").lines()).contains("*", "!" + archive);
        assertThat(instruction("RUN")).startsWith("RUN mv /opt/residuum-* /opt/residuum ");
    }

    @Test
    void everyFileItNamesIsInTheDistribution() throws IOException {
        List<String> named =
                found(UNPACKED + "([A-Za-z0-9._/-]+)", text("Containerfile") + text("docs/guide/container.md"));
        assertThat(named).contains("residuum", "conf/experiments/quickstart.conf");
        String assembly = text("actors/src/assembly/distribution.xml");
        for (String file : named) {
            assertThat(ROOT.resolve(file)).exists();
            assertThat(assembly).contains("/../" + file.split("/", -1)[0] + "</");
        }
        assertThat(assembly).as("the launcher may be run").containsPattern("/../residuum</source>\\s*<fileMode>0755");
    }

    @Test
    void itRunsOnTheBuildsJavaAsAUserWithoutRights() throws IOException {
        String release = found("<maven.compiler.release>([0-9]+)</maven.compiler.release>", text("pom.xml"))
                .get(0);
        assertThat(instruction("FROM")).contains(":" + release + "-jre-");
        assertThat(instruction("USER")).isEqualTo("USER 10001:10001");
        assertThat(instruction("RUN")).contains("--uid 10001", "--gid 10001", "--home-dir /data");
        assertThat(instructions().indexOf(instruction("USER")))
                .as("nothing needs rights behind it")
                .isGreaterThan(instructions().indexOf(instruction("RUN")));
        assertThat(instruction("ENV")).contains("HOME=/data", "DJL_CACHE_DIR=/data/");
    }
}
