package io.residuum.actors.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfusionTest {

    private static Confusion threeClasses() {
        var confusion = new Confusion(List.of("cat", "dog", "<ship>"));
        confusion.add(new long[] {0, 0, 1}, new int[] {0, 1, 1}, new float[] {0.5f, 2f, 0.25f}, 0);
        confusion.add(new long[] {0, 1}, new int[] {1, 0}, new float[] {1f, 1f}, 0);
        return confusion;
    }

    @Test
    void countsEveryImageOnce() {
        JsonNode json = threeClasses().toJson();
        assertThat(json.path("images").asLong()).isEqualTo(5);
        assertThat(json.path("errors").asLong()).isEqualTo(3);
        assertThat(json.path("errorPercent").asDouble()).isEqualTo(60.0);
        assertThat(json.path("loss").asDouble()).isEqualTo(4.75 / 5);
        assertThat(json.path("confusion").toString()).isEqualTo("[[1,2,0],[1,1,0],[0,0,0]]");
        assertThat(json.path("classes").get(0).path("errors").asLong()).isEqualTo(2);
        assertThat(json.path("classes").get(2).path("errorPercent").isNull())
                .as("of no images")
                .isTrue();
    }

    @Test
    void theTableSaysWhatEachClassIsTakenFor() {
        assertThat(threeClasses().text().lines())
                .containsExactly(
                        "class     images    errors   error %   most often taken for",
                        "cat            3         2     66.67   dog (2)",
                        "dog            2         1     50.00   cat (1)",
                        "<ship>         0         0         –   ",
                        "all            5         3     60.00",
                        "mean cross-entropy 0.9500");
    }

    @Test
    void aLossThatIsNotFiniteIsNullBesideItsCounts() {
        var confusion = new Confusion(List.of("a", "b"));
        confusion.add(new long[] {0}, new int[] {1}, new float[] {Float.POSITIVE_INFINITY}, 0);
        assertThat(confusion.toJson().path("loss").isNull()).isTrue();
        assertThat(confusion.text()).contains("not finite");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 100, 1000})
    void thePictureIsWellFormedAndNeedsNothingElse(int classes) throws Exception {
        var confusion = new Confusion(
                IntStream.range(0, classes).mapToObj(i -> "<&\"" + i).toList());
        confusion.add(new long[] {0, 1, 1}, new int[] {0, 0, 1}, new float[3], 0);
        String svg = confusion.svg();
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3 + 2);
        assertThat(svg).doesNotContain("href").hasSizeLessThan(100_000);
    }
}
