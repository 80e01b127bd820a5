package io.residuum.actors.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seeds as typed: numbers and ranges, {@code 6-10,12}. */
record SeedList(String typed, List<Long> seeds) {

    private static final Pattern PART = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");
    private static final int MOST = 10_000;

    SeedList {
        seeds = List.copyOf(seeds);
    }

    static SeedList none() {
        return new SeedList("", List.of());
    }

    /** @throws IllegalArgumentException if it is no list of seeds; the message says what is */
    static SeedList parse(String typed) {
        Set<Long> seeds = new LinkedHashSet<>();
        for (String part : typed.split(",", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "seeds are numbers from 0 on and ranges of them, as in 6-10,12; was [" + typed + "]");
            }
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            if (last < first || last - first >= MOST) {
                throw new IllegalArgumentException(
                        "a range of seeds goes upwards and has at most " + MOST + ", was [" + part + "]");
            }
            LongStream.rangeClosed(first, last).forEach(seeds::add);
        }
        return new SeedList(typed, List.copyOf(seeds));
    }

    /** As it is to be typed again; empty if there are none. */
    String option() {
        return seeds.isEmpty() ? "" : " --seeds " + typed;
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<SeedList> {
        @Override
        public SeedList convert(String value) {
            try {
                return parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
