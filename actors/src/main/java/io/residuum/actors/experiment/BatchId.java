package io.residuum.actors.experiment;

import io.residuum.storage.Sha256;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a batch, fit for keys, folders and addresses: a slug of the experiment's name for people, 12 digits of the experiment's
 * digest for truth.
 */
public record BatchId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{12}");
    private static final int SLUG_CHARACTERS = 40;

    public BatchId {
        if (!isId(value)) {
            throw new IllegalArgumentException("a batch id is slug-123456789abc, was [" + value + "]");
        }
    }

    /** Whether a text is one. */
    public static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }

    static BatchId of(String name, Sha256 experiment) {
        return new BatchId(slug(name) + "-" + experiment.shortHex());
    }

    /** Letters and digits of ASCII joined by hyphens; accents are dropped, and a name without any such letter is {@code batch}. */
    static String slug(String name) {
        String ascii = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        String words = ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = words.length() > SLUG_CHARACTERS ? words.substring(0, SLUG_CHARACTERS) : words;
        String slug = cut.replaceAll("^-|-$", "");
        return slug.isEmpty() ? "batch" : slug;
    }

    @Override
    public String toString() {
        return value;
    }
}
