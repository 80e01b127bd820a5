package io.residuum.actors.report;

import java.util.List;

/** The parts of the page that argue: measured beside published, and variants compared. */
final class PaperSections {
    private PaperSections() {}

    static void write(Markup page, ResultTable table, Contrasts contrasts) {
        if (table.published()) {
            page.element("h2", "Measured beside published").line();
            published(page, table);
            page.element("p", table.note(), "class", "soft").line();
        } else if (table.hasViews()) {
            page.element("h2", "Errors by view").line();
            plain(page, table.header(), table.rows().stream().map(table::texts).toList());
            page.element("p", table.note(), "class", "soft").line();
        }
        if (!contrasts.isEmpty()) {
            page.element("h2", "Comparisons").line();
            comparisons(page, contrasts);
            page.element("p", Contrasts.note(), "class", "soft").line();
            contrasts.floors().forEach(floor -> page.element("p", floor, "class", "soft")
                    .line());
        }
    }

    private static void plain(Markup page, List<String> header, List<List<String>> rows) {
        page.open("div", "class", "wide")
                .open("table", "class", "paper")
                .open("thead")
                .open("tr");
        header.forEach(cell -> page.element("th", cell));
        page.close("tr").close("thead").line().open("tbody").line();
        for (List<String> row : rows) {
            page.open("tr").open("td", "class", "name").name(row.get(0)).close("td");
            row.stream().skip(1).forEach(cell -> page.element("td", cell, "class", "n"));
            page.close("tr").line();
        }
        page.close("tbody").close("table").close("div").line();
    }

    private static void published(Markup page, ResultTable table) {
        page.open("div", "class", "wide").open("table", "class", "paper").open("thead");
        boolean grouped = table.columns().stream().anyMatch(column -> !column.isEmpty());
        if (grouped) {
            page.open("tr").element("th", "", "colspan", table.formulas() ? 3 : 1);
            for (String column : table.columns()) {
                page.open("th", "colspan", 4, "class", "over").name(column).close("th");
            }
            page.close("tr");
        }
        page.open("tr").element("th", "case");
        if (table.formulas()) {
            page.element("th", "on shortcut").element("th", "on F");
        }
        for (int i = 0; i < table.columns().size(); i++) {
            page.element("th", "published", "class", "n").element("th", "measured", "class", "n");
            page.element("th", "difference", "class", "n").element("th", "verdict");
        }
        page.close("tr").close("thead").line().open("tbody").line();
        for (ResultTable.Row row : table.rows()) {
            page.open("tr").open("td", "class", "name").name(row.title()).close("td");
            if (table.formulas()) {
                page.element("td", row.formula().onShortcut())
                        .element("td", row.formula().onBranch());
            }
            for (String column : table.columns()) {
                row.cell(column).ifPresentOrElse(cell -> cell(page, cell), () -> page.element("td", "", "colspan", 4));
            }
            page.close("tr").line();
        }
        page.close("tbody").close("table").close("div").line();
    }

    private static void cell(Markup page, ResultTable.Cell cell) {
        page.element("td", cell.published(), "class", "n").element("td", cell.measured(), "class", "n");
        page.element("td", cell.difference(), "class", "n").element("td", cell.verdict(), "class", "verdict");
    }

    /** A figure, and below it what stands behind it in brackets. */
    private static void twoLines(Markup page, String cell) {
        int bracket = cell.indexOf(" [") >= 0 ? cell.indexOf(" [") : cell.indexOf(" (");
        page.open("td", "class", "n");
        if (bracket < 0) {
            page.text(cell);
        } else {
            page.text(cell.substring(0, bracket)).element("small", cell.substring(bracket + 1));
        }
        page.close("td");
    }

    private static void comparisons(Markup page, Contrasts contrasts) {
        page.open("div", "class", "wide")
                .open("table", "class", "paper")
                .open("thead")
                .open("tr");
        List<String> header = contrasts.header();
        for (int i = 0; i < header.size(); i++) {
            page.element("th", header.get(i), "class", i == 0 ? "" : "n");
        }
        page.close("tr").close("thead").line().open("tbody").line();
        for (List<String> row : contrasts.rows()) {
            page.open("tr").open("td", "class", "name").name(row.get(0)).close("td");
            row.stream().skip(1).forEach(cell -> twoLines(page, cell));
            page.close("tr").line();
        }
        page.close("tbody").close("table").close("div").line();
    }
}
