package org.vanta.appliance.stratum;

import org.jspecify.annotations.Nullable;
import org.vanta.appliance.share.ShareDifficulty;

/**
 * What a miner asks for in the password of {@code mining.authorize}, where rented hashpower can set nothing else: {@code d=} (or
 * {@code diff=}) the difficulty to start with, {@code fd=} one that stays, {@code md=} the least. Options stand apart by commas, semicolons
 * or spaces; everything else in a password means nothing here.
 */
record PasswordOptions(
        @Nullable Double start,
        @Nullable Double fixed,
        @Nullable Double least) {
    /** Longer passwords are not looked at. */
    static final int CHARS_MAX = 256;

    static PasswordOptions parse(@Nullable String password) {
        Double start = null;
        Double fixed = null;
        Double least = null;
        if (password != null && password.length() <= CHARS_MAX) {
            for (String option : password.split("[,; ]", -1)) {
                int equals = option.indexOf('=');
                String value = option.substring(equals + 1);
                switch (option.substring(0, Math.max(equals, 0))) {
                    case "d", "diff" -> start = StratumRequest.number(value);
                    case "fd" -> fixed = StratumRequest.number(value);
                    case "md" -> least = StratumRequest.number(value);
                    default -> {}
                }
            }
        }
        return new PasswordOptions(start, fixed, least);
    }

    /** What is no difficulty is left out: a miner that mistyped its password still mines. Of a fixed one and one to start with, the fixed counts. */
    void applyTo(ShareDifficulty difficulty) {
        if (least != null) {
            var unused = difficulty.limit(least);
        }
        boolean isFixed = fixed != null && difficulty.fix(fixed);
        if (!isFixed && start != null) {
            var unused = difficulty.set(start);
        }
    }
}
