package org.vanta.appliance.bytes;

import java.util.HexFormat;

/** Lower-case hexadecimal text. Reading accepts both cases and refuses everything else with {@link MalformedBytesException}. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    public static String encode(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /** Eight digits, big-endian: how Stratum writes versions, times, bits and nonces. */
    public static String encodeInt(int value) {
        return FORMAT.toHexDigits(value);
    }

    public static byte[] decode(String text) {
        try {
            return FORMAT.parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("not hexadecimal text: " + abbreviated(text), e);
        }
    }

    /** @throws MalformedBytesException unless {@code text} is hex of exactly {@code length} bytes */
    public static byte[] decode(String text, int length) {
        if (text.length() != 2 * length) {
            throw new MalformedBytesException(
                    "expected " + 2 * length + " hex digits, got " + text.length() + ": " + abbreviated(text));
        }
        return decode(text);
    }

    private static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
