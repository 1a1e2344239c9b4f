package org.vanta.appliance.store;

import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jboss.logging.Logger;

/** H2 inside this process, over one file of the data directory, which it locks. Nothing but {@code CHECKPOINT SYNC} forces it to disk. */
record H2Engine(Path dataDir, DataSource dataSource, SessionFactory sessions, Flyway flyway) implements Engine {
    static final String FILE = "vanta.mv.db";
    static final String BAD_FILE = FILE + ".bad";

    /** A file of some gigabytes that was not closed takes its time to open; the pool gives up on it each 5 s. */
    private static final int OPENINGS_MAX = 60;

    private static final Logger LOG = Logger.getLogger(H2Engine.class);

    H2Engine {
        OrderedPath.register();
    }

    @Override
    public String place() {
        return "the database in " + dataDir;
    }

    @Override
    public String elsewhere() {
        return "VANTA_DATA_DIR to another folder";
    }

    @Override
    public String outOfTheWay() {
        return "move " + FILE + " and " + Journal.FILE + " out of the data directory";
    }

    @Override
    public boolean isApart() {
        return false;
    }

    @Override
    public boolean connect() throws SQLException {
        boolean existed = Files.exists(dataDir.resolve(FILE));
        try (Connection connection = opened()) {
            if (!connection.isValid(1)) {
                throw StartRefusal.passing(place() + " does not answer", null);
            }
            // What can't be written the engine opens for reading, without a word.
            if (connection.isReadOnly()) {
                throw new StartRefusal(
                        place() + " can't be written: its file, or the file system it is on, is read-only;"
                                + " make it writable, or set " + elsewhere());
            }
        }
        return existed;
    }

    private Connection opened() throws SQLException {
        int opening = 1;
        while (true) {
            try {
                return dataSource.getConnection();
            } catch (SQLException e) {
                if (!StoreFailure.isOfPool(e) || opening == OPENINGS_MAX) {
                    throw e;
                }
                if (opening == 1) {
                    LOG.infof("%s takes long to open", place());
                }
                opening++;
            }
        }
    }

    /** The engine locks its file for as long as it has it open. */
    @Override
    public void claim(StatelessSession session) {}

    @Override
    public void force(StatelessSession session) {
        session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
        });
    }

    @Override
    public void letGo() {
        shutDown("SHUTDOWN IMMEDIATELY");
        if (dataSource instanceof AgroalDataSource pool) {
            pool.flush(AgroalDataSource.FlushMode.ALL);
        }
    }

    @Override
    public void setAside() {
        letGo();
        Path file = dataDir.resolve(FILE);
        try {
            BadFiles.makeRoom(bad());
            Files.move(file, bad());
        } catch (IOException e) {
            throw StartRefusal.ofFile("the damaged database " + file + " can't be set aside: " + e, e);
        }
    }

    private Path bad() {
        return dataDir.resolve(BAD_FILE);
    }

    @Override
    public String aside() {
        return bad().toString();
    }

    @Override
    public void close() {
        shutDown("SHUTDOWN");
    }

    private void shutDown(String command) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        } catch (SQLException e) {
            LOG.warnf("the database did not shut down cleanly: %s", e.getMessage());
        }
    }

    @Override
    public boolean isDamage(RuntimeException failure) {
        return H2Failure.isDamage(failure);
    }

    @Override
    public Optional<StartRefusal> refusal(RuntimeException failure) {
        return H2Failure.refusal(dataDir, failure);
    }
}
