package org.vanta.appliance.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Tells failures of a PostgreSQL database apart by their SQLSTATE (PostgreSQL, Appendix A): damage, or a server that is not there, does not let
 * us in or has no room.
 */
final class PostgresFailure {
    private static final String CLASS_CONNECTION = "08";
    private static final String CLASS_INTEGRITY = "23";
    private static final String CLASS_AUTHORIZATION = "28";
    private static final String CLASS_OPERATOR = "57";
    private static final String NO_DATABASE = "3D000";
    private static final String NO_PRIVILEGE = "42501";
    private static final String IN_USE = "55006";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** Data corrupted, index corrupted, and what our statements name is not there. */
    private static final Set<String> DAMAGE = Set.of("XX001", "XX002", "42P01", "42703", "3F000");

    private PostgresFailure() {}

    /** Whether what is stored is not what was written: rows in the way of new ones, tables or columns gone, pages that fail their checksum. */
    static boolean isDamage(RuntimeException failure) {
        return StoreFailure.causes(failure)
                .anyMatch(cause -> cause instanceof SQLException sql && isDamage(state(sql)));
    }

    private static boolean isDamage(String state) {
        return state.startsWith(CLASS_INTEGRITY) || DAMAGE.contains(state);
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }

    /** Failures at a start that are for the operator to mend. */
    static Optional<StartRefusal> refusal(PostgresAddress address, RuntimeException failure) {
        if (isDamage(failure)) {
            return Optional.empty();
        }
        for (Throwable cause : StoreFailure.causes(failure).toList()) {
            switch (cause) {
                case SQLException sql -> {
                    return Optional.of(refusal(address, sql, failure));
                }
                case IOException _ -> {
                    return Optional.of(StartRefusal.passing("can't read or write the journal: " + cause, failure));
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    /** Who does not let us in, or has no such database, waits for somebody; all else may pass. */
    static StartRefusal refusal(PostgresAddress address, SQLException sql, Exception failure) {
        String state = state(sql);
        boolean stays =
                state.startsWith(CLASS_AUTHORIZATION) || state.equals(NO_DATABASE) || state.equals(NO_PRIVILEGE);
        String sentence = sentence(address, sql);
        return stays ? new StartRefusal(sentence, failure) : StartRefusal.passing(sentence, failure);
    }

    static String sentence(PostgresAddress address, SQLException failure) {
        String state = state(failure);
        String message = String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
        if (state.startsWith(CLASS_AUTHORIZATION)) {
            return address.database() + " does not let us in (" + message
                    + "); set VANTA_DATABASE_USER and VANTA_DATABASE_PASSWORD_FILE, or VANTA_DATABASE_PASSWORD";
        }
        if (state.equals(NO_DATABASE)) {
            return "there is no " + address.database().substring("the ".length()) + " (" + message
                    + "); make it, or name another with VANTA_DATABASE_URL";
        }
        if (isInUse(failure)) {
            return address.place()
                    + " is in use by another process; stop that one or set VANTA_DATABASE_SCHEMA to another schema";
        }
        return isAway(failure)
                ? "can't reach " + address.database() + ": " + message
                : "can't read or write " + address.place() + ": " + message;
    }

    /** Another process has the schema. */
    static SQLException inUse() {
        return new SQLException("the schema's lock is taken", IN_USE);
    }

    private static boolean isInUse(SQLException failure) {
        return state(failure).equals(IN_USE) || state(failure).equals(LOCK_NOT_AVAILABLE);
    }

    /** Whether it may end by waiting: the server is not there yet, or another process is about to let go. */
    static boolean mayEnd(SQLException failure) {
        return isAway(failure) || isInUse(failure);
    }

    /** The pool's own failures have no state. */
    private static boolean isAway(SQLException failure) {
        String state = state(failure);
        return state.isEmpty() || state.startsWith(CLASS_CONNECTION) || state.startsWith(CLASS_OPERATOR);
    }
}
