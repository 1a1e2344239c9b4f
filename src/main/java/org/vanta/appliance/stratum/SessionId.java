package org.vanta.appliance.stratum;

import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hex;

/**
 * What a miner shows to go on with a session: its extranonce1 and 8 bytes that nobody can guess, so that no other takes it away.
 *
 * @param secret compared by {@link Sessions} only
 */
record SessionId(int extranonce1, long secret) {
    private static final int DIGITS = 24;

    /** 24 hex digits. */
    String hex() {
        return Hex.encodeInt(extranonce1) + Hex.encodeInt((int) (secret >>> 32)) + Hex.encodeInt((int) secret);
    }

    /** Null for what is none of ours; firmware that never had a session sends anything. */
    static @Nullable SessionId parse(@Nullable String hex) {
        if (hex == null || hex.length() != DIGITS || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            return null;
        }
        try {
            return new SessionId(Integer.parseUnsignedInt(hex, 0, 8, 16), Long.parseUnsignedLong(hex, 8, DIGITS, 16));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "SessionId[" + Hex.encodeInt(extranonce1) + "]";
    }
}
