package org.vanta.appliance.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;

/** Forgets the block records of a stopped appliance's database, so that its next start reads all blocks from L1 again. */
public final class StateReset {
    private static final int H2_ALREADY_OPEN = 90020;

    private StateReset() {}

    /**
     * Of the schema of a stopped appliance.
     *
     * @return how many block records there were
     * @throws StartRefusal with one sentence if there is no state, it is in use or can't be read
     */
    public static int forgetBlocks(PostgresAddress address) {
        try (Connection connection = address.connectOrRefuse();
                Statement statement = connection.createStatement()) {
            if (!PostgresEngine.isThere(connection, PostgresEngine.tables(address))) {
                throw new StartRefusal("there is no state in " + address.place());
            }
            if (!PostgresLock.isTaken(connection, address.schema())) {
                throw PostgresFailure.inUse();
            }
            return statement.executeUpdate("delete from block_record");
        } catch (SQLException e) {
            throw address.refusal(e);
        }
    }

    /**
     * @return how many block records there were
     * @throws StartRefusal with one sentence if there is no database, it is in use or can't be read
     */
    public static int forgetBlocks(Path dataDir) {
        if (!Files.exists(dataDir.resolve(H2Engine.FILE))) {
            throw new StartRefusal("there is no database in " + dataDir
                    + "; name the data directory with --data-dir or VANTA_DATA_DIR");
        }
        OrderedPath.register();
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:" + OrderedPath.SCHEME + ":"
                + dataDir.resolve("vanta").toAbsolutePath() + ";IFEXISTS=TRUE;TRACE_LEVEL_FILE=0");
        try (FolderLock _ = FolderLock.takeIfUsed(dataDir);
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            int count = statement.executeUpdate("delete from block_record");
            statement.execute("CHECKPOINT SYNC");
            return count;
        } catch (SQLException e) {
            throw new StartRefusal(
                    e.getErrorCode() == H2_ALREADY_OPEN
                            ? "the database in " + dataDir + " is in use by a running appliance; stop it first"
                            : "the database in " + dataDir + " can't be read (" + e.getMessage()
                                    + "); start the appliance, which sets a damaged file aside and rebuilds it",
                    e);
        }
    }
}
