package io.residuum.actors.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values to places between two ends of a drawing, evenly or by their logarithm. */
record Axis(double min, double max, double from, double to, boolean logarithmic) {
    private static final int TICKS = 6;

    Axis {
        if (!(max > min) || (logarithmic && !(min > 0))) {
            throw new IllegalArgumentException("no axis from " + min + " to " + max);
        }
    }

    static Axis linear(double min, double max, double from, double to) {
        return new Axis(min, max, from, to, false);
    }

    static Axis logarithmic(double min, double max, double from, double to) {
        return new Axis(min, max, from, to, true);
    }

    double place(double value) {
        double share = logarithmic
                ? (Math.log(Math.max(value, min / 1e3)) - Math.log(min)) / (Math.log(max) - Math.log(min))
                : (value - min) / (max - min);
        return from + share * (to - from);
    }

    /** Round values for a scale: steps of 1, 2 or 5, and on a logarithmic axis 1, 2 and 5 of each power of ten. */
    List<Double> ticks() {
        return logarithmic ? logarithmicTicks() : linearTicks();
    }

    private List<Double> linearTicks() {
        double step = roundStep((max - min) / TICKS);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private List<Double> logarithmicTicks() {
        int first = (int) Math.floor(Math.log10(min));
        int last = (int) Math.ceil(Math.log10(max));
        int[] digits = last - first > 4 ? new int[] {1} : new int[] {1, 2, 5};
        List<Double> ticks = new ArrayList<>();
        for (int power = first; power <= last; power++) {
            for (int digit : digits) {
                double tick = digit * Math.pow(10, power);
                if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    static double roundStep(double atLeast) {
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (int digit : new int[] {1, 2, 5}) {
            if (digit * power >= atLeast * (1 - 1e-9)) {
                return digit * power;
            }
        }
        return 10 * power;
    }

    /** 32000 as {@code 32k}, 0.05 as {@code 0.05}. */
    static String label(double tick) {
        if (tick >= 1e6) {
            return plain(tick / 1e6) + "M";
        }
        return tick >= 1e4 ? plain(tick / 1e3) + "k" : plain(tick);
    }

    private static String plain(double value) {
        String digits = String.format(Locale.ROOT, "%.6g", value);
        return new BigDecimal(digits).stripTrailingZeros().toPlainString();
    }
}
