package org.vanta.appliance.stratum;

import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.WinningShare;

/**
 * Whom a user name pays: {@code <owner key hex>[.worker]} pays that key, any other name the operator, if allowed.
 *
 * @param operator the key in {@code SHIELDED_PUBKEY}
 */
record PayoutRule(OwnerKey operator, boolean foreignNamesPayOperator) {
    /** Longest user name taken; a key and a dot are 65. */
    static final int USER_CHARS_MAX = WinningShare.WORKER_CHARS_MAX;

    private static final int KEY_DIGITS = 64;
    /** Hex text this long is meant as a key, though it may be mistyped. */
    private static final int KEY_LIKE_DIGITS = 32;

    /** What a user name came to. */
    sealed interface Payee {
        record Pays(OwnerKey owner, String worker) implements Payee {}

        record Refused(String reason) implements Payee {}
    }

    Payee payee(String user) {
        if (user.isEmpty() || user.length() > USER_CHARS_MAX) {
            return new Payee.Refused("User name needs 1 to " + USER_CHARS_MAX + " characters");
        }
        int dot = user.indexOf('.');
        String name = dot < 0 ? user : user.substring(0, dot);
        if (isHex(name) && name.length() >= KEY_LIKE_DIGITS) {
            return keyed(name, dot < 0 ? "" : printable(user.substring(dot + 1)));
        }
        return foreignNamesPayOperator
                ? new Payee.Pays(operator, printable(user))
                : new Payee.Refused("User name must be <owner key, 64 hex digits>[.worker]");
    }

    private static Payee keyed(String name, String worker) {
        if (name.length() != KEY_DIGITS) {
            return new Payee.Refused("Owner key needs 64 hex digits, got " + name.length());
        }
        try {
            return new Payee.Pays(OwnerKey.parse(name), worker);
        } catch (MalformedBytesException e) {
            return new Payee.Refused("Not an owner key: a point of small order");
        }
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
    }

    /** Names reach logs and dashboards. */
    private static String printable(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f) ? text : text.replaceAll("[^!-~]", "_");
    }
}
