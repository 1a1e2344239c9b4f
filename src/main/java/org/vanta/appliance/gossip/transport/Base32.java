package org.vanta.appliance.gossip.transport;

import java.io.ByteArrayOutputStream;

/** RFC 4648 base 32 in lower case and without padding, as iroh writes tickets. */
final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int DIGIT_BITS = 5;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / DIGIT_BITS);
        int pending = 0;
        int bits = 0;
        for (byte next : bytes) {
            pending = (pending << 8 | next & 0xff) & 0xfff;
            bits += 8;
            while (bits >= DIGIT_BITS) {
                bits -= DIGIT_BITS;
                text.append(ALPHABET.charAt(pending >> bits & 31));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(pending << (DIGIT_BITS - bits) & 31));
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException on a foreign character or bits left over */
    static byte[] decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() * DIGIT_BITS / 8);
        int pending = 0;
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(Character.toLowerCase(text.charAt(i)));
            if (digit < 0) {
                throw new IllegalArgumentException("character " + (i + 1) + " is not of base 32");
            }
            pending = (pending << DIGIT_BITS | digit) & 0xfff;
            bits += DIGIT_BITS;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(pending >> bits);
            }
        }
        if (bits >= DIGIT_BITS || (pending & (1 << bits) - 1) != 0) {
            throw new IllegalArgumentException("it ends in the middle of a byte");
        }
        return bytes.toByteArray();
    }
}
