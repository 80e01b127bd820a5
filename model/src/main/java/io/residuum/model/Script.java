package io.residuum.model;

/** TorchScript source under construction. */
final class Script {
    private final StringBuilder text = new StringBuilder();

    /** A line at this depth of indentation. */
    void line(int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }

    /** A line of a function's body. */
    void line(String line) {
        line(1, line);
    }

    String text() {
        return text.toString();
    }
}
