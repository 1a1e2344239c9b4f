package org.vanta.appliance.store;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A schema of a PostgreSQL server, which other appliances may use other schemas of. A commit is on disk when it returns: a server that is set up
 * otherwise is refused.
 */
final class PostgresEngine implements Engine {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Logger LOG = Logger.getLogger(PostgresEngine.class);

    private final PostgresAddress address;
    private final Duration patience;
    private final DataSource dataSource;
    private final SessionFactory sessions;
    private final Flyway flyway;

    /** Read by the writer's thread; written by it, and by the start before there is one. */
    private volatile @Nullable PostgresLock lock;

    /** Whether it was connected before: then whoever failed tries again, and nobody is kept waiting here. */
    private boolean known;

    /** @param patience how long the first connect waits for a server that is not there yet, or for another process to let go of the schema */
    PostgresEngine(
            PostgresAddress address, Duration patience, DataSource dataSource, SessionFactory sessions, Flyway flyway) {
        this.address = address;
        this.patience = patience;
        this.dataSource = dataSource;
        this.sessions = sessions;
        this.flyway = flyway;
    }

    @Override
    public SessionFactory sessions() {
        return sessions;
    }

    @Override
    public Flyway flyway() {
        return flyway;
    }

    @Override
    public String place() {
        return address.place();
    }

    @Override
    public String elsewhere() {
        return "VANTA_DATABASE_SCHEMA to another schema";
    }

    @Override
    public String outOfTheWay() {
        return "rename or drop schema " + address.schema() + " and move " + Journal.FILE + " out of the data directory";
    }

    @Override
    public boolean isApart() {
        return true;
    }

    @Override
    public boolean connect() throws SQLException {
        if (lock == null) {
            lock = known ? take() : takePatiently();
            known = true;
        }
        try (Connection connection = dataSource.getConnection()) {
            return isThere(connection, tables(address));
        }
    }

    /** For {@link #isThere}: whether there is a state. */
    static String tables(PostgresAddress address) {
        return "to_regclass('" + address.schema() + ".flyway_schema_history')";
    }

    static boolean isThere(Connection connection, String expression) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select " + expression + " is not null")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private PostgresLock takePatiently() throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            try {
                return take();
            } catch (SQLException e) {
                if (!PostgresFailure.mayEnd(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                if (!told) {
                    LOG.warnf("%s (waiting up to %d s)", PostgresFailure.sentence(address, e), patience.toSeconds());
                    told = true;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StartRefusal.passing("interrupted while waiting for the database", e);
        }
    }

    private PostgresLock take() throws SQLException {
        Connection connection = address.connect();
        try {
            PostgresServer.check(connection, address);
            if (!PostgresLock.isTaken(connection, address.schema())) {
                throw PostgresFailure.inUse();
            }
            return PostgresLock.of(connection, address.schema());
        } catch (SQLException | StartRefusal e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    private static void closeAfter(Exception cause, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void claim(StatelessSession session) {
        PostgresLock held = lock;
        session.doWork(connection -> {
            if (held == null) {
                throw new SQLException("the database is not connected", "08003");
            }
            held.show(connection);
        });
    }

    /** The server has forced each commit. */
    @Override
    public void force(StatelessSession session) {}

    @Override
    public void letGo() {
        PostgresLock held = lock;
        lock = null;
        if (held != null) {
            try {
                held.close();
            } catch (SQLException e) {
                LOG.debugf("the lock ended with its connection: %s", e.getMessage());
            }
        }
        if (dataSource instanceof AgroalDataSource pool) {
            pool.flush(AgroalDataSource.FlushMode.ALL);
        }
    }

    @Override
    public void setAside() {
        letGo();
        try {
            lock = take();
            setAside(lock.connection());
        } catch (SQLException e) {
            throw StartRefusal.passing(
                    address.place() + " is damaged and can't be set aside: " + PostgresFailure.sentence(address, e), e);
        }
    }

    private void setAside(Connection connection) throws SQLException {
        if (!isThere(connection, "to_regnamespace('" + address.schema() + "')")) {
            return;
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists " + aside(BadFiles.MAX) + " cascade");
            for (int age = BadFiles.MAX - 1; age > 0; age--) {
                if (isThere(connection, "to_regnamespace('" + aside(age) + "')")) {
                    statement.execute("alter schema " + aside(age) + " rename to " + aside(age + 1));
                }
            }
            statement.execute("alter schema " + address.schema() + " rename to " + aside());
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    public String aside() {
        return aside(1);
    }

    /** The latest has no number, as of {@link BadFiles}; no name is longer than that, for which {@link PostgresAddress} leaves room. */
    private String aside(int age) {
        return address.schema() + (age == 1 ? "_bad" : "_ba" + age);
    }

    @Override
    public void close() {
        letGo();
    }

    @Override
    public boolean isDamage(RuntimeException failure) {
        return PostgresFailure.isDamage(failure);
    }

    @Override
    public Optional<StartRefusal> refusal(RuntimeException failure) {
        return PostgresFailure.refusal(address, failure);
    }
}
