package io.residuum.actors.experiment;

/**
 * One pass over HOCON text that knows strings, comments and brackets, and nothing else.
 *
 * <p>It finds what must never reach the parser: nesting that would overflow its recursion, and the three forms that read something
 * outside the file or twice ({@code include}, {@code ${…}}, {@code +=}, which is a substitution in disguise). And it refuses the one
 * slip that HOCON would take for a wish: {@code { … } { … }} on one line are merged into one.
 */
final class HoconScan {
    private final String text;
    private final Problems problems;
    private int at;
    private int line = 1;
    private int depth;
    /** Only blanks since the last separator: a key, or an include, may begin here. */
    private boolean atStart = true;

    HoconScan(String text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    void run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                step(1, true);
            } else if (c == '#' || text.startsWith("//", at)) {
                skipComment();
            } else if (text.startsWith("\"\"\"", at)) {
                skipTripleQuoted();
            } else if (c == '"') {
                skipQuoted();
            } else if (c == '{' || c == '[') {
                depth++;
                if (depth > HoconText.MAX_DEPTH) {
                    String allowed = "at most " + HoconText.MAX_DEPTH + " deep";
                    problems.add(line, "", "brackets nested deeper than any experiment needs", allowed, "");
                    return;
                }
                step(1, true);
            } else if (c == '}' || c == ']') {
                depth--;
                step(1, false);
                if (c == '}' && at < text.length() && nextOnLine() == '{') {
                    String advice = "put a comma or a line break between them";
                    problems.add(line, "", "two { … } side by side, which HOCON makes one of", "", advice);
                }
            } else if (text.startsWith("${", at)) {
                problems.add(line, "", "a substitution ${…}", "values written out", "write the value where it is used");
                skipSubstitution();
            } else if (text.startsWith("+=", at)) {
                problems.add(line, "", "an appended list +=", "key = [ … ]", "write the whole list");
                step(2, false);
            } else if (atStart && isInclude()) {
                problems.add(line, "", "an include", "one file for one experiment", "copy the text in");
                step("include".length(), false);
            } else {
                step(1, c == ',' || (atStart && Character.isWhitespace(c)));
            }
        }
    }

    private char nextOnLine() {
        int next = at;
        while (next < text.length() - 1 && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
            next++;
        }
        return text.charAt(next);
    }

    private void step(int characters, boolean start) {
        at += characters;
        atStart = start;
    }

    /** Whether the word is the statement and not the beginning of a key such as {@code included = 1} or {@code include = 1}. */
    private boolean isInclude() {
        if (!text.startsWith("include", at)) {
            return false;
        }
        int next = at + "include".length();
        while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
            next++;
        }
        boolean quoted = text.startsWith("\"", next);
        boolean called = next > at + "include".length()
                && text.substring(next, Math.min(text.length(), next + 16)).matches("(?s)[a-z]+\\s*\\(.*");
        return quoted || called;
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void skipQuoted() {
        at++;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
        }
        atStart = false;
    }

    private void skipTripleQuoted() {
        int end = text.indexOf("\"\"\"", at + 3);
        int stop = end < 0 ? text.length() : end + 3;
        line += (int) text.substring(at, stop).chars().filter(c -> c == '\n').count();
        step(stop - at, false);
    }

    private void skipSubstitution() {
        while (at < text.length() && text.charAt(at) != '}' && text.charAt(at) != '\n') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '}') {
            at++;
        }
        atStart = false;
    }
}
