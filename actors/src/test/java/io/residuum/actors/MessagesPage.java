package io.residuum.actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One section of {@code docs/guide/messages.md}: a row for each wrong input a test tried, with what came of it. The committed page
 * has to be what the tests produce; {@code -Dresiduum.update.docs=true} writes it anew.
 */
public final class MessagesPage {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize(); // tests run in their module's folder
    private static final Path PAGE = ROOT.resolve("docs/guide/messages.md");
    private static final int SHOWN = 90;
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Shorter ones join what a value brings along. */
    private static final int TELLING = 6;

    private final String section;
    private final Set<String> rows = new TreeSet<>();
    private final List<String> messages = new ArrayList<>();

    /** @param section its heading, which stands in the page already */
    public MessagesPage(String section) {
        this.section = section;
    }

    /** An input, what the process ends with, and what it says; paths, ports and digests already made general. */
    public synchronized void add(String input, int exitCode, String message) {
        messages.add(message);
        rows.add("| %s | %d | %s |".formatted(cell(shown(input)), exitCode, cell(message.strip())));
    }

    private static String shown(String input) {
        return input.length() <= SHOWN ? input : input.substring(0, SHOWN) + "…";
    }

    private static String cell(String text) {
        String line = text.strip()
                .replace("|", "\\|")
                .replaceAll("\\p{Cntrl}*\\R\\s*", " ⏎ ")
                .replaceAll("\\p{Cntrl}", "?");
        return line.isBlank() ? "(nothing)" : "`` " + line + " ``";
    }

    /** Compares with the page, or writes the section into it. */
    public void compare() {
        String test = System.getProperty("test", "");
        if (test.contains("#")) {
            return; // a part of the tests produces a part of the page
        }
        String begin = "<!-- " + section + " -->\n";
        String end = "<!-- end of " + section + " -->\n";
        String table = rows.stream()
                .collect(Collectors.joining("\n", "| input | exit code | message |\n| --- | --- | --- |\n", "\n"));
        try {
            String page = Files.readString(PAGE);
            int from = page.indexOf(begin) + begin.length();
            int to = page.indexOf(end);
            assertThat(to).as("section [%s] of %s", section, PAGE).isGreaterThanOrEqualTo(from);
            if (Boolean.getBoolean("residuum.update.docs")) {
                Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
            } else {
                assertThat(page.substring(from, to))
                        .as("section [%s] of %s; -Dresiduum.update.docs=true writes it anew", section, PAGE)
                        .isEqualTo(table);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Holds the messages that were seen against the sources: the longest text in each call must stand in one of them, so a rule
     * without a test is found. Calls that bring no text of their own are not judged.
     *
     * @param call as it is written, up to its bracket
     */
    public void coversEvery(String call, String module, String folder) {
        if (System.getProperty("test", "").contains("#")) {
            return;
        }
        try (Stream<Path> files =
                Files.walk(ROOT.resolve(module).resolve("src/main/java").resolve(folder))) {
            List<String> unseen = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .flatMap(file -> texts(file, call).stream()
                            .filter(text -> messages.stream().noneMatch(message -> message.contains(text)))
                            .map(text -> file.getFileName() + ": " + text))
                    .toList();
            assertThat(unseen).as("rules whose message no test has seen").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The longest text of each call. */
    private static List<String> texts(Path file, String call) {
        try {
            String source = Files.readString(file);
            List<String> texts = new ArrayList<>();
            for (int at = source.indexOf(call); at >= 0; at = source.indexOf(call, at + 1)) {
                literals(source.substring(at + call.length(), end(source, at + call.length())))
                        .max(Comparator.comparingInt(String::length))
                        .filter(text -> text.length() >= TELLING)
                        .ifPresent(texts::add);
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> literals(String arguments) {
        Matcher matcher = LITERAL.matcher(arguments);
        return matcher.results().map(result -> result.group(1).translateEscapes());
    }

    /** The bracket that closes the call. */
    private static int end(String source, int from) {
        int depth = 1;
        boolean quoted = false;
        for (int at = from; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c == '\\' && quoted) {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')' && --depth == 0) {
                return at;
            }
        }
        return source.length();
    }
}
