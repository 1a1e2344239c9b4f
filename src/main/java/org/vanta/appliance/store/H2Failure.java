package org.vanta.appliance.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** Tells failures of the database file apart: damage, or a disk that does not give or take it. */
final class H2Failure {
    /** Of a statement under way while the engine closes, as it does when the disk is full. */
    private static final int H2_OBJECT_CLOSED = 90007;

    private static final int H2_ALREADY_OPEN = 90020;
    private static final int H2_IO_EXCEPTION = 90028;
    private static final int H2_IO_EXCEPTION_IN_FILE = 90031;
    private static final int H2_UNSUPPORTED_FILE_VERSION = 90048;

    /** Of a write, where the engine could open the file for reading only. */
    private static final int H2_READ_ONLY = 90097;

    private static final int H2_CLOSED = 90098;
    private static final int H2_OUT_OF_MEMORY = 90108;
    private static final int H2_SHUTTING_DOWN = 90121;

    private H2Failure() {}

    /** Whether the file is not what was written. */
    static boolean isDamage(RuntimeException failure) {
        return StoreFailure.isOfEngine(failure) && (isDamageInside(failure) || !isDisk(failure));
    }

    private static boolean isDamageInside(RuntimeException failure) {
        return StoreFailure.causes(failure)
                .anyMatch(cause -> cause instanceof MVStoreException inside && isDamage(inside));
    }

    /** Anything the engine meets inside the file, but not that the disk does not give or take it, or that another process has it. */
    private static boolean isDamage(MVStoreException failure) {
        return switch (failure.getErrorCode()) {
            case DataUtils.ERROR_WRITING_FAILED,
                    DataUtils.ERROR_CLOSED,
                    DataUtils.ERROR_FILE_LOCKED,
                    DataUtils.ERROR_UNSUPPORTED_FORMAT -> false;
            // Reading past the end means that what says where to read is bad.
            case DataUtils.ERROR_READING_FAILED ->
                StoreFailure.causes(failure).anyMatch(EOFException.class::isInstance);
            default -> StoreFailure.causes(failure).noneMatch(IOException.class::isInstance);
        };
    }

    private static boolean isDisk(RuntimeException failure) {
        return StoreFailure.causes(failure).anyMatch(cause -> switch (cause) {
            case IOException _, MVStoreException _ -> true;
            case SQLException sql ->
                switch (sql.getErrorCode()) {
                    case H2_OBJECT_CLOSED,
                            H2_ALREADY_OPEN,
                            H2_IO_EXCEPTION,
                            H2_IO_EXCEPTION_IN_FILE,
                            H2_READ_ONLY,
                            H2_CLOSED,
                            H2_OUT_OF_MEMORY,
                            H2_SHUTTING_DOWN -> true;
                    default -> false;
                };
            default -> false;
        });
    }

    /** Failures at a start that are no damage: they are for the operator to mend, and the file is left alone. */
    static Optional<StartRefusal> refusal(Path dataDir, RuntimeException failure) {
        if (isDamageInside(failure)) {
            return Optional.empty();
        }
        if (StoreFailure.isOfPool(failure)) {
            return Optional.of(StartRefusal.passing(
                    "the database in " + dataDir + " does not answer in time ("
                            + StoreFailure.innermost(failure).getMessage()
                            + "); it is left as it is, start again when the disk has less to do",
                    failure));
        }
        for (Throwable cause : StoreFailure.causes(failure).toList()) {
            switch (cause) {
                case SQLException sql -> {
                    Optional<String> sentence = sentence(dataDir, sql);
                    if (sentence.isPresent()) {
                        return Optional.of(
                                sql.getErrorCode() == H2_UNSUPPORTED_FILE_VERSION
                                        ? new StartRefusal(sentence.get(), failure)
                                        : StartRefusal.passing(sentence.get(), failure));
                    }
                }
                case IOException _ -> {
                    return Optional.of(StartRefusal.passing(
                            "can't read or write the database in " + dataDir + ": " + cause, failure));
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private static Optional<String> sentence(Path dataDir, SQLException failure) {
        return switch (failure.getErrorCode()) {
            case H2_ALREADY_OPEN ->
                Optional.of("the database in " + dataDir
                        + " is in use by another process; stop that one or set VANTA_DATA_DIR to another folder");
            case H2_UNSUPPORTED_FILE_VERSION ->
                Optional.of("the database in " + dataDir
                        + " was written by a version of the database engine this program can't read;"
                        + " run the version that wrote it");
            case H2_IO_EXCEPTION, H2_IO_EXCEPTION_IN_FILE, H2_READ_ONLY, H2_OUT_OF_MEMORY ->
                Optional.of("can't read or write the database in " + dataDir + ": " + failure.getMessage());
            default -> Optional.empty();
        };
    }
}
