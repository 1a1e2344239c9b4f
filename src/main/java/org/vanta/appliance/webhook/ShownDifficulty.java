package org.vanta.appliance.webhook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** A difficulty in three digits and a letter for thousands, as miners' displays have it: 1.23G. Rounded down, so never more than was reached. */
final class ShownDifficulty {
    private static final String LETTERS = "kMGTPE";
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.DOWN);
    private static final int THOUSAND_DIGITS = 3;

    private ShownDifficulty() {}

    static String of(double difficulty) {
        BigDecimal rounded = BigDecimal.valueOf(difficulty).round(DIGITS);
        // Digits before the point, less one.
        int magnitude = rounded.precision() - rounded.scale() - 1;
        int thousands = Math.max(0, magnitude / THOUSAND_DIGITS);
        if (thousands > LETTERS.length()) {
            return rounded.toString();
        }
        String number = rounded.movePointLeft(thousands * THOUSAND_DIGITS)
                .stripTrailingZeros()
                .toPlainString();
        return thousands == 0 ? number : number + LETTERS.charAt(thousands - 1);
    }
}
