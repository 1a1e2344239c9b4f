package org.vanta.appliance.store;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** A real H2 file database with the stores over it, without the rest of the program. */
public final class TestDatabase implements AutoCloseable {
    public static final String NETWORK = "regtest";

    private final Path folder;
    private final JdbcDataSource dataSource;
    private final SessionFactory sessions;
    public final StoreWriter writer;
    public final DeliveryStore deliveries;
    public final CandidateStore candidates;
    public final NoteStore notes;
    public final BlockRecordStore blocks;
    public final Database database;

    private TestDatabase(Path folder, int waitingMax, int deliveriesMax, String scheme, FileOpener journalFiles) {
        this.folder = folder;
        dataSource = new JdbcDataSource();
        dataSource.setURL(
                "jdbc:h2:" + scheme + ":" + folder.resolve("vanta") + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1");
        Configuration configuration = new Configuration()
                .addAnnotatedClass(BlockRow.class)
                .addAnnotatedClass(EnvelopeColumns.class)
                .addAnnotatedClass(NoteRow.class)
                .addAnnotatedClass(CandidateRow.class)
                .addAnnotatedClass(DeliveryRow.class)
                .addAnnotatedClass(MetaRow.class);
        configuration.getProperties().put("hibernate.connection.datasource", dataSource);
        // A connection that can not be made is for Database.open to tell of, not for Hibernate.
        configuration.getProperties().put("hibernate.dialect", "org.hibernate.dialect.H2Dialect");
        configuration.getProperties().put("hibernate.boot.allow_jdbc_metadata_access", "false");
        sessions = configuration.buildSessionFactory();
        writer = new StoreWriter(sessions);
        deliveries = new DeliveryStore(writer, deliveriesMax);
        candidates = new CandidateStore(writer, deliveries);
        notes = new NoteStore(writer, Clock.systemUTC(), waitingMax);
        blocks = new BlockRecordStore(writer, notes, candidates);
        database = new Database(
                dataSource,
                Flyway.configure().dataSource(dataSource).load(),
                writer,
                deliveries,
                candidates,
                blocks,
                journalFiles);
    }

    public static TestDatabase open(Path folder) {
        return open(folder, NoteStore.WAITING_MAX, DeliveryStore.DELIVERIES_MAX);
    }

    static TestDatabase open(Path folder, int waitingMax, int deliveriesMax) {
        return open(new TestDatabase(folder, waitingMax, deliveriesMax, "file", FileChannel::open));
    }

    /** With every write to its files recorded. */
    public static TestDatabase recorded(Path folder, DiskRecord record) {
        return open(new TestDatabase(
                folder,
                NoteStore.WAITING_MAX,
                DeliveryStore.DELIVERIES_MAX,
                RecordedPath.register(record),
                record::open));
    }

    private static TestDatabase open(TestDatabase database) {
        try {
            database.database.open(database.folder, NETWORK);
            return database;
        } catch (RuntimeException e) {
            database.sessions.close();
            throw e;
        }
    }

    public Path folder() {
        return folder;
    }

    /** Changes rows behind the store's back, as a rotten disk would. */
    public void tamper(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        database.close();
        sessions.close();
    }
}
