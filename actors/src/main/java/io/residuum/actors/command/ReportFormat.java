package io.residuum.actors.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code residuum report --format} prints: a file of the report. */
enum ReportFormat {
    TEXT("report.txt"),
    JSON("report.json"),
    HTML("report.html"),
    CSV("table.csv"),
    LATEX("table.tex"),
    MARKDOWN("table.md");

    private final String file;

    ReportFormat(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By their words. */
    static final class Converter implements ITypeConverter<ReportFormat> {
        @Override
        public ReportFormat convert(String word) {
            return Arrays.stream(values())
                    .filter(format -> format.word().equals(word.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("[" + word + "] is none of "
                            + Arrays.stream(values()).map(ReportFormat::word).collect(Collectors.joining(", "))));
        }
    }
}
