package io.residuum.actors.report;

import java.util.Locale;

/**
 * HTML and SVG under construction. Text and attribute values are escaped here and nowhere else, so that a name can contain anything and
 * mean nothing.
 */
final class Markup {
    private final StringBuilder out = new StringBuilder();

    /** A fixed piece of the page, written by us. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    Markup add(Markup inner) {
        out.append(inner.out);
        return this;
    }

    /** A start tag; {@code attributes} are names and values in turn. */
    Markup open(String tag, Object... attributes) {
        return tag(tag, ">", attributes);
    }

    /** An element without content. */
    Markup empty(String tag, Object... attributes) {
        return tag(tag, "/>", attributes);
    }

    Markup close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    Markup text(String text) {
        out.append(escape(text));
        return this;
    }

    /** An element with text. */
    Markup element(String tag, String text, Object... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** A name somebody chose, kept from turning around the text beside it. */
    Markup name(String name) {
        return element("bdi", name);
    }

    Markup line() {
        out.append('\n');
        return this;
    }

    private Markup tag(String tag, String end, Object... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            out.append(escape(value(attributes[i + 1]))).append('"');
        }
        out.append(end);
        return this;
    }

    /** Coordinates to a tenth of a unit, which is below what a screen or a printer shows. */
    private static String value(Object value) {
        return value instanceof Double number ? number(number) : String.valueOf(value);
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    static String escape(String text) {
        var escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
