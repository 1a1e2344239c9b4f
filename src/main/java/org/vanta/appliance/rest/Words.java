package org.vanta.appliance.rest;

import java.util.Locale;

/** Enum constants as JSON writes them. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
