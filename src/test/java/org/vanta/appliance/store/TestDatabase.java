package org.vanta.appliance.store;

import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.transaction.jta.platform.internal.AbstractJtaPlatform;
import org.junit.jupiter.api.Assumptions;
import org.vanta.appliance.bytes.Hash256;

/**
 * A real database with the stores over it, without the rest of the program: an H2 file, or, where the system property
 * {@code vanta.test.postgres} says true, a schema of a PostgreSQL server that belongs to the folder as the file would.
 */
public final class TestDatabase implements AutoCloseable {
    public static final String NETWORK = "regtest";

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path folder;
    private final DataSource dataSource;
    private final SessionFactory sessions;
    public final StoreWriter writer;
    public final DeliveryStore deliveries;
    public final CandidateStore candidates;
    public final NoteStore notes;
    public final BlockRecordStore blocks;
    public final Database database;

    private TestDatabase(Path folder, int waitingMax, int deliveriesMax, Parts parts, FileOpener journalFiles) {
        this.folder = folder;
        this.dataSource = parts.dataSource;
        this.sessions = parts.engine.sessions();
        writer = new StoreWriter(parts.engine);
        deliveries = new DeliveryStore(writer, deliveriesMax);
        candidates = new CandidateStore(writer, deliveries);
        notes = new NoteStore(writer, Clock.systemUTC(), System::nanoTime, waitingMax);
        blocks = new BlockRecordStore(writer, notes, candidates);
        database = new Database(writer, deliveries, candidates, blocks, journalFiles);
    }

    private record Parts(DataSource dataSource, Engine engine) {
        /** Of the engine under test, with a link that may lose answers. */
        static Parts over(Path folder, LossyLink link) {
            if (isPostgres()) {
                return postgres(address(folder), link.over(pool(address(folder))));
            }
            OrderedPath.register();
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:" + OrderedPath.SCHEME + ":" + folder.resolve("vanta")
                    + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1");
            return h2(folder, link.over(source));
        }

        static Parts h2(Path folder, String scheme) {
            return h2(folder, scheme, "");
        }

        static Parts h2(Path folder, String scheme, String settings) {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:" + OrderedPath.SCHEME + ":" + scheme + ":" + folder.resolve("vanta")
                    + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1"
                    + settings);
            return h2(folder, source);
        }

        /** Over a pool, as in the program. */
        static Parts pooledH2(Path folder) {
            try {
                return h2(folder, AgroalDataSource.from(h2Pool(folder, Duration.ofMillis(200))));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /** As in the program too: each unit of work is a transaction of a transaction manager. */
        static Parts managedH2(Path folder) {
            // Nothing is ever prepared, so that nothing need be kept.
            arjPropertyManager.getObjectStoreEnvironmentBean().setObjectStoreType(VolatileStore.class.getName());
            TransactionManager manager = com.arjuna.ats.jta.TransactionManager.transactionManager();
            AgroalDataSourceConfigurationSupplier pool = h2Pool(folder, Duration.ofMillis(200))
                    .connectionPoolConfiguration(
                            connections -> connections.transactionIntegration(new NarayanaTransactionIntegration(
                                    manager, new TransactionSynchronizationRegistryImple())));
            try {
                return h2(
                        folder,
                        AgroalDataSource.from(pool),
                        Map.of(
                                "hibernate.transaction.coordinator_class",
                                "jta",
                                "hibernate.transaction.jta.platform",
                                new ManagedTransactions(manager)));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        static Parts h2(Path folder, DataSource source) {
            return h2(folder, source, Map.of());
        }

        private static Parts h2(Path folder, DataSource source, Map<String, Object> settings) {
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .locations("db/h2", "db/both")
                    .load();
            return new Parts(source, new H2Engine(folder, source, sessions(source, "H2Dialect", settings), flyway));
        }

        static Parts postgres(PostgresAddress address) {
            return postgres(address, pool(address));
        }

        private static Parts postgres(PostgresAddress address, DataSource source) {
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .schemas(address.schema())
                    .locations("db/postgresql", "db/both")
                    .load();
            return new Parts(
                    source,
                    new PostgresEngine(address, PATIENCE, source, sessions(source, "PostgreSQLDialect"), flyway));
        }

        private static SessionFactory sessions(DataSource source, String dialect) {
            return sessions(source, dialect, Map.of());
        }

        private static SessionFactory sessions(DataSource source, String dialect, Map<String, Object> settings) {
            Configuration configuration = new Configuration()
                    .addAnnotatedClass(BlockRow.class)
                    .addAnnotatedClass(EnvelopeColumns.class)
                    .addAnnotatedClass(NoteRow.class)
                    .addAnnotatedClass(CandidateRow.class)
                    .addAnnotatedClass(DeliveryRow.class)
                    .addAnnotatedClass(MetaRow.class);
            configuration.getProperties().put("hibernate.connection.datasource", source);
            // A connection that can not be made is for Database.open to tell of, not for Hibernate.
            configuration.getProperties().put("hibernate.dialect", "org.hibernate.dialect." + dialect);
            configuration.getProperties().put("hibernate.boot.allow_jdbc_metadata_access", "false");
            configuration.getProperties().put("hibernate.jdbc.batch_size", "100");
            configuration.getProperties().putAll(settings);
            return configuration.buildSessionFactory();
        }

        private static AgroalDataSource pool(PostgresAddress address) {
            try {
                return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool -> pool.maxSize(8)
                                .validateOnBorrow(true)
                                .connectionValidator(
                                        AgroalConnectionPoolConfiguration.ConnectionValidator.defaultValidator())
                                .acquisitionTimeout(Duration.ofSeconds(5))
                                .connectionFactoryConfiguration(factory -> factory.jdbcUrl(address.url())
                                        .principal(
                                                new NamePrincipal(address.user().orElseThrow()))
                                        .credential(new SimplePassword(
                                                address.currentPassword().orElseThrow()))
                                        .jdbcProperty("currentSchema", address.schema())
                                        .jdbcProperty("connectTimeout", "3")
                                        .jdbcProperty("socketTimeout", "20"))));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static TestDatabase open(Path folder) {
        return open(folder, NoteStore.WAITING_MAX, DeliveryStore.DELIVERIES_MAX);
    }

    static TestDatabase open(Path folder, int waitingMax, int deliveriesMax) {
        return open(new TestDatabase(folder, waitingMax, deliveriesMax, parts(folder), FileChannel::open));
    }

    private static Parts parts(Path folder) {
        return isPostgres() ? Parts.postgres(address(folder)) : Parts.h2(folder, "file");
    }

    /** With a pool between, whatever the engine. */
    static TestDatabase pooled(Path folder) {
        Parts parts = isPostgres() ? parts(folder) : Parts.pooledH2(folder);
        return open(new TestDatabase(
                folder, NoteStore.WAITING_MAX, DeliveryStore.DELIVERIES_MAX, parts, FileChannel::open));
    }

    /** With a link to the database that may lose the answer to a commit. */
    static TestDatabase over(Path folder, LossyLink link) {
        return open(new TestDatabase(
                folder,
                NoteStore.WAITING_MAX,
                DeliveryStore.DELIVERIES_MAX,
                Parts.over(folder, link),
                FileChannel::open));
    }

    /** An H2 file with a pool and a transaction manager between. */
    static TestDatabase managed(Path folder) {
        return open(new TestDatabase(
                folder,
                NoteStore.WAITING_MAX,
                DeliveryStore.DELIVERIES_MAX,
                Parts.managedH2(folder),
                FileChannel::open));
    }

    private static final class ManagedTransactions extends AbstractJtaPlatform {
        private static final long serialVersionUID = 1L;
        private final transient TransactionManager manager;

        ManagedTransactions(TransactionManager manager) {
            this.manager = manager;
        }

        @Override
        protected TransactionManager locateTransactionManager() {
            return manager;
        }

        @Override
        protected UserTransaction locateUserTransaction() {
            return com.arjuna.ats.jta.UserTransaction.userTransaction();
        }
    }

    static AgroalDataSourceConfigurationSupplier h2Pool(Path folder, Duration timeout) {
        OrderedPath.register();
        return new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(8)
                        .acquisitionTimeout(timeout)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl("jdbc:h2:" + OrderedPath.SCHEME + ":"
                                + folder.resolve("vanta") + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1")));
    }

    public static boolean isPostgres() {
        return Boolean.getBoolean("vanta.test.postgres");
    }

    /** The schema that belongs to a folder. */
    public static String schema(Path folder) {
        return "test_"
                + Integer.toUnsignedString(folder.toAbsolutePath().toString().hashCode(), Character.MAX_RADIX);
    }

    /** A file with nothing but the tables. */
    static Connection migratedH2(Path folder) throws SQLException {
        Parts parts = Parts.h2(folder, "file");
        parts.engine.flyway().migrate();
        parts.engine.sessions().close();
        return parts.dataSource.getConnection();
    }

    /** What a test is about is the file, not the state. */
    public static void assumeFile() {
        Assumptions.assumeFalse(isPostgres(), "of the database file");
    }

    private static PostgresAddress address(Path folder) {
        return TestPostgres.shared().address(schema(folder));
    }

    public static StateCopy copy(Path folder) {
        return isPostgres() ? StateCopy.of(folder, address(folder)) : StateCopy.of(folder);
    }

    public static void importInto(Path folder, Path export) throws IOException {
        if (isPostgres()) {
            StateImport.into(folder, address(folder), export);
        } else {
            StateImport.into(folder, export);
        }
    }

    public static int forgetBlocks(Path folder) {
        return isPostgres() ? StateReset.forgetBlocks(address(folder)) : StateReset.forgetBlocks(folder);
    }

    /** Whether a damaged database of this folder was kept. */
    public static boolean isSetAside(Path folder) {
        if (!isPostgres()) {
            return Files.exists(folder.resolve(H2Engine.BAD_FILE));
        }
        try (Connection connection = address(folder).connect()) {
            return PostgresEngine.isThere(connection, "to_regnamespace('" + schema(folder) + "_bad')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every connection is gone, as when the engine stops underfoot. */
    public void closeUnderfoot() {
        if (isPostgres()) {
            TestPostgres.shared()
                    .execute("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
        } else {
            tamper("SHUTDOWN IMMEDIATELY");
        }
    }

    /** Over a schema of a server of the test's own. */
    public static TestDatabase open(Path folder, PostgresAddress address) {
        return open(new TestDatabase(
                folder,
                NoteStore.WAITING_MAX,
                DeliveryStore.DELIVERIES_MAX,
                Parts.postgres(address),
                FileChannel::open));
    }

    /**
     * An H2 file with every write to its files recorded. With {@code vanta.power.reuse} its room is used again at once, as otherwise after 45
     * seconds.
     */
    public static TestDatabase recorded(Path folder, DiskRecord record) {
        return open(new TestDatabase(
                folder,
                NoteStore.WAITING_MAX,
                DeliveryStore.DELIVERIES_MAX,
                Parts.h2(
                        folder,
                        RecordedPath.register(record),
                        Boolean.getBoolean("vanta.power.reuse") ? ";RETENTION_TIME=0" : ""),
                record::open));
    }

    private static TestDatabase open(TestDatabase database) {
        try {
            database.database.open(database.folder, NETWORK);
            return database;
        } catch (RuntimeException e) {
            // As the end of the process would.
            if (database.writer.engine() instanceof PostgresEngine refused) {
                refused.letGo();
            }
            database.database.unlock();
            database.end();
            throw e;
        }
    }

    /** As the index does when the store has failed. @return what it had failed with */
    public RuntimeException mend() {
        return mend(() -> {});
    }

    RuntimeException mend(Runnable reading) {
        RuntimeException failure = database.failure().orElseThrow();
        database.mend(NETWORK, failure, false, reading);
        return failure;
    }

    /** The store does not answer those who write until this is run, as a disk that hangs. */
    public Runnable hang() {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> writer.call(() -> {
                    hangs.countDown();
                    return uninterrupted(over);
                }));
        uninterrupted(hangs);
        return over::countDown;
    }

    private static boolean uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file on a disk that takes nothing before {@code answers}. */
    public static UnwrittenBlocks unwrittenOnAHangingDisk(Path folder, CountDownLatch answers) {
        return new UnwrittenBlocks(folder, NETWORK, (path, options) -> {
            uninterrupted(answers);
            return FileChannel.open(path, options);
        });
    }

    /** A unit of work that an error cuts short after the journal was told of it. */
    public void fail(Error error) {
        writer.writeForced(_ -> {
            writer.journal(new JournalEntry.SeedMark(Hash256.ZERO));
            throw error;
        });
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

    private void end() {
        sessions.close();
        if (dataSource instanceof AgroalDataSource pool) {
            pool.close();
        }
    }

    @Override
    public void close() {
        database.close();
        end();
    }
}
