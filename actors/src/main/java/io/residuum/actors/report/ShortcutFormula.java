package io.residuum.actors.report;

import io.residuum.model.ShortcutDesign;
import java.math.BigDecimal;

/**
 * What stands on the two ways of a unit, as the columns "on shortcut" and "on F" of Table 1 have it.
 *
 * @param onShortcut the factor of x
 * @param onBranch the factor of F(x)
 */
record ShortcutFormula(String onShortcut, String onBranch) {
    static ShortcutFormula of(ShortcutDesign design) {
        if (design instanceof ShortcutDesign.Identity) {
            return new ShortcutFormula("1", "1");
        } else if (design instanceof ShortcutDesign.Zero) {
            return new ShortcutFormula("0", "1");
        } else if (design instanceof ShortcutDesign.ConstantScaling scaling) {
            return new ShortcutFormula(plain(scaling.shortcut()), plain(scaling.branch()));
        } else if (design instanceof ShortcutDesign.ExclusiveGating) {
            return new ShortcutFormula("1 − g(x)", "g(x)");
        } else if (design instanceof ShortcutDesign.ShortcutOnlyGating) {
            return new ShortcutFormula("1 − g(x)", "1");
        } else if (design instanceof ShortcutDesign.Convolution) {
            return new ShortcutFormula("1×1 conv", "1");
        } else if (design instanceof ShortcutDesign.Dropout dropout) {
            return new ShortcutFormula("dropout " + plain(dropout.keep()), "1");
        }
        throw new AssertionError(design);
    }

    private static String plain(double factor) {
        return BigDecimal.valueOf(factor).stripTrailingZeros().toPlainString();
    }
}
