package io.residuum.model;

import java.util.Map;
import java.util.stream.Collectors;

/** The little JSON that exports need: objects of strings. */
final class JsonText {
    private JsonText() {}

    static String object(Map<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> string(entry.getKey()) + ":" + string(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String string(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
