package io.residuum.actors.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes of strangers to a HOCON tree: bounded, UTF-8, without includes and substitutions.
 *
 * <p>The parser of the library is recursive and reaches for files and the environment when asked to, so a scan goes before it, which
 * takes neither memory nor stack: after it the parser meets only shallow, self-contained text.
 */
final class HoconText {
    static final int MAX_BYTES = 1 << 20;
    static final int MAX_DEPTH = 16;

    /** How the library words what it dislikes: {@code FILE: LINE: REASON}. */
    private static final Pattern PARSE_MESSAGE = Pattern.compile("^.*?: (\\d+): (.*)$", Pattern.DOTALL);

    private HoconText() {}

    /** Decodes; throws {@link ExperimentException} at the first thing that makes reading on pointless. */
    static String decode(String file, byte[] bytes) {
        var problems = new Problems(file);
        if (bytes.length > MAX_BYTES) {
            problems.add(0, "", "the file has " + bytes.length + " bytes", "at most " + MAX_BYTES, "");
        }
        problems.throwIfAny();
        String text = "";
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add(0, "", "the file is not UTF-8 text", "HOCON in UTF-8", "");
        }
        problems.throwIfAny();
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        int control = firstControl(text);
        if (control >= 0) {
            int line = 1
                    + (int) text.substring(0, control)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            String name = String.format("U+%04X", (int) text.charAt(control));
            problems.add(line, "", "the file holds the control character " + name + ": it is binary", "HOCON text", "");
        } else if (text.isBlank()) {
            problems.add(0, "", "the file is empty", "experiment { … }", "");
        }
        problems.throwIfAny();
        return text;
    }

    private static int firstControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f') {
                return i;
            }
        }
        return -1;
    }

    /** Parses; the tree is resolved, since nothing in it needed resolving. */
    static ConfigObject parse(String file, String text) {
        var problems = new Problems(file);
        new HoconScan(text, problems).run();
        problems.throwIfAny();
        try {
            Config config = ConfigFactory.parseString(
                    text,
                    ConfigParseOptions.defaults()
                            .setSyntax(ConfigSyntax.CONF)
                            .setOriginDescription("file")
                            .setIncluder(new NoIncludes()));
            if (config.isResolved()) {
                return config.root();
            }
            problems.add(0, "", "a substitution", "values written out", "");
        } catch (ConfigException e) {
            Matcher matcher = PARSE_MESSAGE.matcher(String.valueOf(e.getMessage()));
            boolean known = matcher.matches();
            problems.add(
                    known ? Integer.parseInt(matcher.group(1)) : 0,
                    "",
                    "not HOCON: "
                            + (known ? matcher.group(2) : String.valueOf(e.getMessage())).split(" \\(if you", 2)[0],
                    "",
                    "texts with signs such as @ or : stand in double quotes");
        }
        problems.throwIfAny();
        throw new AssertionError("a text was neither parsed nor refused");
    }

    /** Behind the scan, which already refuses includes: whatever slips through it still reads nothing. */
    private static final class NoIncludes implements ConfigIncluder {
        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            throw new ConfigException.Generic("an include of " + what);
        }
    }
}
