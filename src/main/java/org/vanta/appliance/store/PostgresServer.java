package org.vanta.appliance.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a server must be like to keep the state: what it says is committed must be on its disk, whatever happens next. */
final class PostgresServer {
    private static final int VERSION_MIN = 13;

    private PostgresServer() {}

    /** @throws StartRefusal naming the setting that would lose what was committed, or what else is in the way */
    static void check(Connection connection, PostgresAddress address) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select current_setting('server_version_num')::int / 10000, pg_is_in_recovery(),"
                                + " current_setting('server_encoding'), current_setting('fsync'),"
                                + " current_setting('full_page_writes'), current_setting('synchronous_commit')")) {
            rows.next();
            require(rows.getInt(1) >= VERSION_MIN, address, "is of PostgreSQL " + rows.getInt(1) + "; use 13 or newer");
            if (rows.getBoolean(2)) {
                throw StartRefusal.passing(
                        address.database() + " is a standby; name the primary with VANTA_DATABASE_URL", null);
            }
            require(
                    "UTF8".equals(rows.getString(3)),
                    address,
                    "has encoding " + rows.getString(3) + "; make one with encoding UTF8");
            for (int column = 4; column <= 6; column++) {
                String setting = new String[] {"fsync", "full_page_writes", "synchronous_commit"}[column - 4];
                require(
                        !"off".equals(rows.getString(column)),
                        address,
                        "runs with " + setting + " = off, so that a power failure would lose what it said was on disk;"
                                + " set it to on");
            }
        }
    }

    private static void require(boolean good, PostgresAddress address, String otherwise) {
        if (!good) {
            throw new StartRefusal(address.database() + " " + otherwise);
        }
    }
}
