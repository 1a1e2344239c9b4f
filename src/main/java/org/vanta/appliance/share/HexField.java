package org.vanta.appliance.share;

import org.vanta.appliance.bytes.MalformedBytesException;

/** One hexadecimal field of a submit, read as a big-endian number without making an array of it. */
final class HexField {
    private HexField() {}

    /** @throws MalformedBytesException unless {@code text} has {@code min} to {@code max} hex digits, at most 16 */
    static long read(String field, String text, int min, int max) {
        int length = text.length();
        if (length < min || length > max) {
            throw new MalformedBytesException(field + " needs " + (min == max ? "" : min + " to ") + max
                    + " hex digits, got " + length + " characters");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                throw new MalformedBytesException(field + " is not hexadecimal");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
