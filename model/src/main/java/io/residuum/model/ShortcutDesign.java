package io.residuum.model;

/** The shortcut h(x) of Eqn. (1); one record for each kind of row in Table 1. */
public sealed interface ShortcutDesign {
    /** The word for it in experiment files and reports. */
    String label();

    /**
     * h(x) = x. Where a unit changes dimensions, basic units subsample x and pad its new channels with zeros (option A of
     * [1]) and bottleneck units project it by a 1×1 convolution.
     */
    record Identity() implements ShortcutDesign {
        @Override
        public String label() {
            return "identity";
        }
    }
}
