package org.vanta.appliance.rest;

import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/** Reads path and query parameters; what does not have its form is a problem that names it. */
final class Parameter {
    private Parameter() {}

    static Hash256 hash256(String name, String text) {
        try {
            return Hash256.fromHex(text);
        } catch (MalformedBytesException e) {
            throw new ProblemException(ProblemCode.INVALID_FIELD, name, name + ": " + e.getMessage());
        }
    }

    /** A whole number within bounds, {@code fallback} if absent. */
    static long number(String name, @Nullable String text, long fallback, long min, long max) {
        if (text == null) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, together with what is out of bounds.
        }
        throw new ProblemException(
                ProblemCode.INVALID_FIELD, name, name + " is a whole number from " + min + " to " + max);
    }
}
