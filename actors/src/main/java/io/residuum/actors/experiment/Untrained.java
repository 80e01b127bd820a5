package io.residuum.actors.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * What the format knows, and can be described and planned, but that this release cannot train. It is refused before anything starts:
 * a run that quietly left it out would be another run under this one's identity.
 */
final class Untrained {
    private Untrained() {}

    /** Why the variant cannot be trained, a phrase each; none if it can. */
    static List<String> in(Variant variant) {
        Recipe recipe = variant.recipe();
        List<String> reasons = new ArrayList<>();
        if (recipe.augmenting().byPipeline().isEmpty()) {
            reasons.add("augmentation "
                    + Words.AUGMENTATION.wordOf(recipe.augmenting().method())
                    + (recipe.augmenting().lighting() > 0 ? " with lighting" : "")
                    + (recipe.augmenting().jitter() > 0 ? " with jitter" : ""));
        }
        if (!variant.view().isWhole()) {
            reasons.add("validation");
        }
        return reasons;
    }

    /** As {@link #in(Variant)}, of what all variants share. */
    static List<String> in(Experiment experiment) {
        return experiment.views().isEmpty() ? List.of() : List.of("evaluation in views");
    }
}
