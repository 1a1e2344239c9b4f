package org.vanta.appliance.stratum;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a miner, as {@link RequestReader} reads it.
 *
 * @param id the request's id as JSON text of its own type, so that it is echoed as it came; {@code null} when there was none
 * @param method null for an answer to something we asked
 * @param result of an answer, if it is a string
 * @param params strings, {@link Number}s, booleans, nulls, lists and maps; empty when there are none
 */
record StratumRequest(
        String id, @Nullable String method, @Nullable String result, List<@Nullable Object> params) {
    static final String NO_ID = "null";

    /** The string at {@code index}, or null if there is none or it is of another type. */
    @Nullable
    String text(int index) {
        return index < params.size() && params.get(index) instanceof String text ? text : null;
    }

    /** The number at {@code index}, also when it came as a string, or null. */
    @Nullable
    Double number(int index) {
        return index < params.size() ? number(params.get(index)) : null;
    }

    static @Nullable Double number(@Nullable Object value) {
        return switch (value) {
            case Double number -> number;
            case String text -> parsed(text);
            case null, default -> null;
        };
    }

    private static @Nullable Double parsed(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
