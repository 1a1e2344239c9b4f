package org.vanta.appliance.store;

import jakarta.persistence.RollbackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.h2.mvstore.MVStoreException;

/** Tells failures of the store from everything else that may be thrown. */
public final class StoreFailure {
    private static final String CLASS_WRONG_VALUE = "22";
    private static final String CLASS_TIMEOUT = "HYT";

    private StoreFailure() {}

    /** Whether memory and disk may differ after it. */
    static boolean isOne(RuntimeException failure) {
        // Whether a commit that failed took place is not known, and a transaction manager may keep the reason to
        // itself.
        return isOfEngine(failure)
                || isOfPool(failure)
                || causes(failure).anyMatch(RollbackException.class::isInstance);
    }

    /** Whether the database or the disk is among the causes, so that it can be told what happened. */
    static boolean isOfEngine(RuntimeException failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof MVStoreException
                        || cause instanceof IOException
                        || cause instanceof UncheckedIOException
                        || cause instanceof SQLException sql && isOne(sql) && !isOfPool(sql));
    }

    /**
     * Whether nothing but the connection pool is the cause: all connections were in use for too long, or a new one took too long. It then has
     * no SQLSTATE and no error code, which all failures of a database have.
     */
    static boolean isOfPool(Throwable failure) {
        return causes(failure).anyMatch(cause -> cause instanceof SQLException sql && isOfPool(sql))
                && causes(failure)
                        .noneMatch(cause -> cause instanceof MVStoreException
                                || cause instanceof IOException
                                || cause instanceof SQLException sql && !isOfPool(sql));
    }

    private static boolean isOfPool(SQLException failure) {
        return failure.getSQLState() == null && failure.getErrorCode() == 0;
    }

    private static boolean isOne(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || !state.startsWith(CLASS_WRONG_VALUE) && !state.startsWith(CLASS_TIMEOUT);
    }

    /** What caused a failure in the first place; itself, if nothing did. */
    public static Throwable innermost(Throwable failure) {
        return causes(failure).reduce(failure, (_, cause) -> cause);
    }

    /** A failure and what caused it, the outermost first. */
    static Stream<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes.stream();
    }
}
