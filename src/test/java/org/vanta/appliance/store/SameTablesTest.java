package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: both engines hold the same tables. Method: migrate both for real, and compare what their catalogues say. */
class SameTablesTest {
    private static final List<String> TABLES = List.of("block_record", "note", "candidate", "delivery", "meta");

    @TempDir
    Path folder;

    @Test
    void bothEnginesHaveTheSameColumnsInTheSameOrder() throws SQLException {
        TestPostgres server = TestPostgres.shared();
        PostgresAddress address = server.address(TestDatabase.schema(folder));
        TestDatabase.open(folder, address).close();
        List<String> postgres;
        try (Connection connection = address.connect()) {
            postgres = columns(connection);
        }
        Path file = folder.resolve("h2");
        try (Connection connection = TestDatabase.migratedH2(file)) {
            assertThat(columns(connection)).hasSizeGreaterThan(30).isEqualTo(postgres);
        }
    }

    private static List<String> columns(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String table : TABLES) {
            try (ResultSet rows =
                    connection.createStatement().executeQuery("select * from " + table + " where 1 = 0")) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    found.add((table + "." + rows.getMetaData().getColumnName(i) + " "
                                    + kind(rows.getMetaData().getColumnClassName(i)) + " nullable="
                                    + rows.getMetaData().isNullable(i))
                            .toLowerCase(Locale.ROOT));
                }
            }
        }
        return found;
    }

    /** A large object is bytes too. */
    private static String kind(String type) {
        return type.equals("java.sql.Blob") ? "[B" : type;
    }
}
