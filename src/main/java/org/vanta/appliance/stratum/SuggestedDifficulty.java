package org.vanta.appliance.stratum;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * The ways a miner suggests a difficulty: {@code mining.suggest_difficulty} with a number, its old form with the number in the method's name,
 * and {@code mining.suggest_target} with a target of up to 64 hex digits.
 */
final class SuggestedDifficulty {
    private static final String DIFFICULTY = "mining.suggest_difficulty";
    private static final String TARGET = "mining.suggest_target";
    private static final Pattern IN_THE_NAME = Pattern.compile(Pattern.quote(DIFFICULTY) + "\\((.{1,32})\\)");

    private SuggestedDifficulty() {}

    static boolean isMethod(String method) {
        return method.equals(DIFFICULTY) || method.startsWith(DIFFICULTY + "(") || method.equals(TARGET);
    }

    /** The number suggested, which may be no difficulty, or null if there is none. */
    static @Nullable Double of(StratumRequest request, String method) {
        if (method.equals(TARGET)) {
            return ofTarget(request.text(0));
        }
        Matcher inTheName = IN_THE_NAME.matcher(method);
        return inTheName.matches() ? StratumRequest.number(inTheName.group(1)) : request.number(0);
    }

    private static @Nullable Double ofTarget(@Nullable String hex) {
        try {
            return hex == null ? null : Target.parse(hex).difficulty();
        } catch (MalformedBytesException e) {
            return null;
        }
    }
}
