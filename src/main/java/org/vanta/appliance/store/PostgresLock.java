package org.vanta.appliance.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.Sha256;

/**
 * The right to write to a schema: an advisory lock of the server that lives as long as the connection that took it. Other connections write for
 * its holder; each of their transactions shows that the lock is still held, and keeps a second lock, shared, until its end. Whoever takes the
 * first lock waits for the second one once, so that nothing of a former holder is committed any more.
 */
final class PostgresLock implements AutoCloseable {
    /** A peer that is gone without a word is found out after 10 + 3 * 5 seconds, and its lock is free. */
    private static final String KEEP_ALIVE =
            "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;";

    private static final String BRIEFLY = "set lock_timeout = '10s'";

    private final Connection connection;
    private final long key;
    private final String shown;

    private PostgresLock(Connection connection, long key, String shown) {
        this.connection = connection;
        this.key = key;
        this.shown = shown;
    }

    /** Takes the lock if nobody has it; then the connection belongs to it. */
    static boolean isTaken(Connection connection, String schema) throws SQLException {
        return isTrue(connection, "select pg_try_advisory_lock(" + key("holder", schema) + ")");
    }

    /** @param connection for which {@link #isTaken} gave true */
    static PostgresLock of(Connection connection, String schema) throws SQLException {
        long key = key("holder", schema);
        long units = key("unit", schema);
        try (Statement statement = connection.createStatement()) {
            statement.execute(KEEP_ALIVE + BRIEFLY);
            statement.execute("select pg_advisory_lock(" + units + "), pg_advisory_unlock(" + units + ")");
            try (ResultSet rows = statement.executeQuery("select pg_backend_pid()")) {
                rows.next();
                String held = String.format(
                        Locale.ROOT,
                        "select exists (select from pg_locks where locktype = 'advisory' and granted and pid = %d"
                                + " and classid = %d and objid = %d and objsubid = 1)",
                        rows.getInt(1),
                        key >>> Integer.SIZE,
                        Integer.toUnsignedLong((int) key));
                return new PostgresLock(connection, key, "select pg_advisory_xact_lock_shared(" + units + "); " + held);
            }
        }
    }

    /** Of the database's 64-bit advisory locks, one for each schema and use. */
    private static long key(String use, String schema) {
        byte[] digest = Sha256.withDomain("Vanta/Store/lock/" + use + "/v1", schema.getBytes(StandardCharsets.UTF_8))
                .toBytes();
        return new ByteReader(digest).i64();
    }

    private static boolean isTrue(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Within a transaction of any connection: fails unless the lock is still held, and makes its next holder wait for the transaction's end. */
    void show(Connection writing) throws SQLException {
        try (Statement statement = writing.createStatement()) {
            statement.execute(shown);
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                if (!rows.next() || !rows.getBoolean(1)) {
                    throw new SQLException("the connection that holds the schema's lock was lost", "08006");
                }
            }
        }
    }

    /** The connection that holds it. */
    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_unlock(" + key + ")");
        }
    }
}
