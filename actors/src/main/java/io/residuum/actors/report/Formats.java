package io.residuum.actors.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table of texts for places where tables go: Markdown and LaTeX. Names may hold anything and mean nothing. */
final class Formats {
    private Formats() {}

    /** For a terminal: columns side by side, the first line their names. */
    static String aligned(List<List<String>> rows) {
        var text = new StringBuilder();
        int cells = rows.get(0).size();
        int[] widths = new int[cells];
        for (List<String> row : rows) {
            for (int i = 0; i < cells; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < cells; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    static String markdown(List<String> header, List<List<String>> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(header);
        lines.add(header.stream().map(cell -> "---").toList());
        lines.addAll(rows);
        return lines.stream()
                .map(line -> line.stream()
                        .map(cell -> cell.equals("---") ? cell : markdown(cell))
                        .collect(Collectors.joining(" | ", "| ", " |\n")))
                .collect(Collectors.joining());
    }

    static String markdown(String text) {
        return text.replaceAll("([\\\\`*_{}\\[\\]<>#|~])", "\\\\$1");
    }

    /** A {@code tabular} with the rules of the package booktabs. */
    static String latex(List<String> header, List<List<String>> rows) {
        var out = new StringBuilder("\\begin{tabular}{l" + "c".repeat(header.size() - 1) + "}\n\\toprule\n");
        out.append(latexLine(header)).append("\\midrule\n");
        rows.forEach(row -> out.append(latexLine(row)));
        return out.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private static String latexLine(List<String> cells) {
        return cells.stream().map(Formats::latex).collect(Collectors.joining(" & ", "", " \\\\\n"));
    }

    static String latex(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(c -> out.append(latex(c)));
        return out.toString();
    }

    private static String latex(int c) {
        return switch (c) {
            case '\\' -> "\\textbackslash{}";
            case '~' -> "\\textasciitilde{}";
            case '^' -> "\\textasciicircum{}";
            case '{', '}', '$', '&', '#', '_', '%' -> "\\" + (char) c;
            case '<' -> "\\textless{}";
            case '>' -> "\\textgreater{}";
            case '"' -> "''";
            case '±' -> "$\\pm$";
            case '−' -> "$-$";
            case '×' -> "$\\times$";
            case '∞' -> "$\\infty$";
            case 'δ' -> "$\\delta$";
            case '…' -> "\\ldots{}";
            case '–' -> "--";
            case '“' -> "``";
            case '”' -> "''";
            default -> Character.toString(c);
        };
    }
}
