package org.vanta.appliance.cli;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Amounts for people: whole coins with eight decimals. */
final class Amount {
    private static final int DECIMALS = 8;

    private Amount() {}

    /** @param value in the smallest unit, unsigned */
    static String text(long value) {
        return new BigDecimal(new BigInteger(Long.toUnsignedString(value)), DECIMALS).toPlainString() + " VANTA";
    }
}
