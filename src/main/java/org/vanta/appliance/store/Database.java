package org.vanta.appliance.store;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jboss.logging.Logger;

/** Opens the database at start, or refuses with one sentence and changes nothing; shuts it down at the end. */
@Singleton
public final class Database {
    private static final String NETWORK = "network";
    private static final int H2_ALREADY_OPEN = 90020;
    private static final int H2_FILE_CORRUPTED = 90030;
    private static final int H2_UNSUPPORTED_FILE_VERSION = 90048;
    private static final Logger LOG = Logger.getLogger(Database.class);

    private final DataSource dataSource;
    private final Flyway flyway;
    private final StoreWriter writer;
    private final DeliveryStore deliveries;
    private final CandidateStore candidates;

    public Database(
            DataSource dataSource,
            Flyway flyway,
            StoreWriter writer,
            DeliveryStore deliveries,
            CandidateStore candidates) {
        this.dataSource = dataSource;
        this.flyway = flyway;
        this.writer = writer;
        this.deliveries = deliveries;
        this.candidates = candidates;
    }

    /**
     * Checks the folder, connects, migrates the schema, checks the network, and reads candidates and deliveries. The index reads the rest.
     *
     * @param network the name the database belongs to for good
     * @throws StartRefusal with one sentence
     */
    public void open(Path dataDir, String network) {
        checkFolder(dataDir);
        connect(dataDir);
        migrate(dataDir);
        checkNetwork(dataDir, network);
        List<BadRecord> bad = new ArrayList<>(candidates.load());
        List<BadRecord> badDeliveries = deliveries.load();
        bad.addAll(badDeliveries);
        bad.forEach(record -> LOG.errorf("%s; it was removed", record.sentence()));
        candidates.queueAccepted(!badDeliveries.isEmpty());
    }

    private static void checkFolder(Path dataDir) {
        try {
            Files.createDirectories(dataDir);
            Path probe = Files.createTempFile(dataDir, "probe", ".tmp");
            Files.delete(probe);
        } catch (IOException | SecurityException e) {
            throw new StartRefusal(
                    "data directory " + dataDir + " is not writable ("
                            + e.getClass().getSimpleName() + "); make it writable or set VANTA_DATA_DIR to another",
                    e);
        }
    }

    private void connect(Path dataDir) {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(1)) {
                throw new StartRefusal("the database in " + dataDir + " does not answer");
            }
        } catch (SQLException e) {
            throw refusal(dataDir, e);
        }
    }

    private static StartRefusal refusal(Path dataDir, SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                switch (sql.getErrorCode()) {
                    case H2_ALREADY_OPEN -> {
                        return new StartRefusal(
                                "the database in " + dataDir
                                        + " is in use by another process; stop that one or set VANTA_DATA_DIR to another folder",
                                failure);
                    }
                    case H2_UNSUPPORTED_FILE_VERSION -> {
                        return new StartRefusal(
                                "the database in " + dataDir
                                        + " was written by a version of the database engine this program can't read; run the version that wrote it",
                                failure);
                    }
                    case H2_FILE_CORRUPTED -> {
                        return new StartRefusal(
                                "the database file in " + dataDir
                                        + " is damaged; move vanta.mv.db aside and start again: the state is rebuilt from L1; keep both the file and pool.seed, rewards not yet delivered are in them",
                                failure);
                    }
                    default -> {}
                }
            }
        }
        return new StartRefusal("can't open the database in " + dataDir + ": " + failure.getMessage(), failure);
    }

    private void migrate(Path dataDir) {
        try {
            MigrationInfo current = flyway.info().current();
            if (current != null
                    && current.getState().isApplied()
                    && !current.getState().isResolved()) {
                throw new StartRefusal("the database in " + dataDir + " has schema version " + current.getVersion()
                        + " of a newer program; run that program, or set VANTA_DATA_DIR to another folder");
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StartRefusal(
                    "can't bring the database in " + dataDir + " to this program's schema: " + e.getMessage(), e);
        }
    }

    private void checkNetwork(Path dataDir, String network) {
        MetaRow row = writer.read(session -> session.get(MetaRow.class, NETWORK));
        if (row == null) {
            writer.writeForced(session -> session.insert(MetaRow.of(NETWORK, network)));
            return;
        }
        String stored;
        try {
            stored = row.checkedContent();
        } catch (BadRecordException e) {
            throw new StartRefusal("the database in " + dataDir + " can't be trusted: " + e.getMessage(), e);
        }
        if (!stored.equals(network)) {
            throw new StartRefusal("the database in " + dataDir + " belongs to network " + stored + ", not " + network
                    + "; set VANTA_NETWORK=" + stored + " or VANTA_DATA_DIR to another folder");
        }
    }

    /** Finishes what is being written and closes the file. */
    public void close() {
        writer.close();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            LOG.warnf("the database did not shut down cleanly: %s", e.getMessage());
        }
    }
}
