package io.residuum.actors.experiment;

/**
 * One thing wrong with an experiment file, said so that it can be mended without reading a manual.
 *
 * @param file as the user named it
 * @param line counted from 1; 0 when the file as a whole is meant
 * @param key from inside {@code experiment}, such as {@code variants[1].unit}; empty when none is to blame
 * @param found what stands there, as a phrase
 * @param allowed what may stand there, as a phrase; empty when the finding says it all
 * @param advice the nearest legal value or the way out; empty when there is none
 */
public record Problem(String file, int line, String key, String found, String allowed, String advice) {

    /** {@code FILE:LINE: KEY: FOUND; allowed: ALLOWED; ADVICE}, without the parts that are empty. */
    @Override
    public String toString() {
        var text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        text.append(found);
        if (!allowed.isEmpty()) {
            text.append("; allowed: ").append(allowed);
        }
        if (!advice.isEmpty()) {
            text.append("; ").append(advice);
        }
        return text.toString();
    }
}
