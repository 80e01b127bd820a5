package io.residuum.actors.experiment;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;

/**
 * A value and where it stands, which it keeps when layers are laid over each other.
 *
 * @param key from inside {@code experiment}, such as {@code variants[1].recipe.momentum}
 */
record Setting(ConfigValue value, String key) {
    private static final int SHOWN_CHARACTERS = 60;

    int line() {
        return Math.max(0, value.origin().lineNumber());
    }

    /** Whether it stands in the user's file and not in a preset under it. */
    boolean isUsers() {
        return !key.startsWith("preset ");
    }

    boolean is(ConfigValueType type) {
        return value.valueType() == type;
    }

    /** The value for a message: texts in quotes, long ones cut. */
    String shown() {
        // A number as it was written: rendered, 1e9 would be 1.0E9.
        String text = is(ConfigValueType.NUMBER)
                ? value.atKey("number").getString("number")
                : value.render(ConfigRenderOptions.concise());
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }

    String found() {
        return "found " + shown();
    }
}
