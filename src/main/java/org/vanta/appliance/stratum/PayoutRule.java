package org.vanta.appliance.stratum;

import java.util.regex.Pattern;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.NameRefusal;
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
    /**
     * Hex text this long is meant as a key, though it may be mistyped, also with the letters that are mistaken for 0 and 1. No name of another
     * kind has it but by a chance of less than one in a thousand million: an address has many other letters.
     */
    private static final Pattern KEY_LIKE = Pattern.compile("[0-9A-Fa-fOoIiLl]{32}");

    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]+");
    private static final Pattern KEY = Pattern.compile("[0-9A-Fa-f]{" + KEY_DIGITS + "}");

    /** What a user name came to. */
    sealed interface Payee {
        record Pays(OwnerKey owner, String worker) implements Payee {}

        /** @param sentence for the miner */
        record Refused(NameRefusal reason, String sentence) implements Payee {}
    }

    Payee payee(String user) {
        if (user.isEmpty() || user.length() > USER_CHARS_MAX) {
            return new Payee.Refused(NameRefusal.LENGTH, "User name needs 1 to " + USER_CHARS_MAX + " characters");
        }
        int dot = user.indexOf('.');
        String name = dot < 0 ? user : user.substring(0, dot);
        if (KEY.matcher(name).matches()) {
            return keyed(name, dot < 0 ? "" : printable(user.substring(dot + 1)));
        }
        if (KEY_LIKE.matcher(user).find()) {
            return new Payee.Refused(NameRefusal.NOT_A_KEY, mistyped(name));
        }
        return foreignNamesPayOperator
                ? new Payee.Pays(operator, printable(user))
                : new Payee.Refused(NameRefusal.FOREIGN, "User name must be <owner key, 64 hex digits>[.worker]");
    }

    private static Payee keyed(String key, String worker) {
        try {
            return new Payee.Pays(OwnerKey.parse(key), worker);
        } catch (MalformedBytesException e) {
            return new Payee.Refused(NameRefusal.NOT_A_KEY, "Not an owner key: a point of small order");
        }
    }

    private static String mistyped(String name) {
        return HEX.matcher(name).matches()
                ? "Owner key needs " + KEY_DIGITS + " hex digits, got " + name.length()
                : "Not an owner key: " + KEY_DIGITS + " hex digits are needed, and nothing after them but .worker";
    }

    /** Names reach logs and dashboards. */
    private static String printable(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f) ? text : text.replaceAll("[^!-~]", "_");
    }
}
