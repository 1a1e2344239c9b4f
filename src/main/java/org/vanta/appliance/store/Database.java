package org.vanta.appliance.store;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;

/** Opens the database at start, or refuses with one sentence and changes nothing; shuts it down at the end. */
@Singleton
public final class Database {
    static final String FILE = "vanta.mv.db";
    private static final String NETWORK = "network";
    private static final Logger LOG = Logger.getLogger(Database.class);

    private final DataSource dataSource;
    private final Flyway flyway;
    private final StoreWriter writer;
    private final DeliveryStore deliveries;
    private final CandidateStore candidates;
    private final BlockRecordStore blocks;
    private final FileOpener journalFiles;

    @Inject
    public Database(
            DataSource dataSource,
            Flyway flyway,
            StoreWriter writer,
            DeliveryStore deliveries,
            CandidateStore candidates,
            BlockRecordStore blocks) {
        this(dataSource, flyway, writer, deliveries, candidates, blocks, FileChannel::open);
    }

    Database(
            DataSource dataSource,
            Flyway flyway,
            StoreWriter writer,
            DeliveryStore deliveries,
            CandidateStore candidates,
            BlockRecordStore blocks,
            FileOpener journalFiles) {
        this.dataSource = dataSource;
        this.flyway = flyway;
        this.writer = writer;
        this.deliveries = deliveries;
        this.candidates = candidates;
        this.blocks = blocks;
        this.journalFiles = journalFiles;
    }

    /**
     * Checks the folder, connects, migrates the schema, checks the network, and reads candidates and deliveries. The index reads the rest.
     *
     * @param network the name the database belongs to for good
     * @throws StartRefusal with one sentence
     */
    public void open(Path dataDir, String network) {
        checkFolder(dataDir);
        boolean fresh = !Files.exists(dataDir.resolve(FILE));
        Journal journal = openJournal(dataDir, network);
        writer.attach(journal);
        if (fresh && journal.existed()) {
            LOG.warnf("there is no database in %s but a journal; restoring what it holds", dataDir);
        }
        whole(dataDir, network, () -> openFile(dataDir, network));
    }

    /**
     * Reads of the database what a start needs. If the file is damaged so that it can't be read, it is set aside, once, and {@code reading} runs
     * again over a new one that is restored from the journal.
     *
     * @throws StartRefusal if the journal can't restore it; then nothing is changed
     */
    public void whole(Path dataDir, String network, Runnable reading) {
        try {
            reading.run();
        } catch (StartRefusal | BadRecordException e) {
            throw e;
        } catch (RuntimeException e) {
            Optional<StartRefusal> refusal = StoreFailure.refusal(dataDir, e);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            setAside(dataDir, e);
            openFile(dataDir, network);
            reading.run();
        }
    }

    /** What the store failed with since it was last whole; from then on memory and disk may differ. */
    public Optional<RuntimeException> failure() {
        return writer.failure();
    }

    /**
     * Makes the store whole again while the appliance runs: what was committed goes to the journal, the file is opened anew, or set aside if it is
     * damaged, and read. No unit of work falls between.
     *
     * @param damaged whether the file is to be set aside without a look
     * @throws RuntimeException if that can't be, for now or at all; it may be tried again
     */
    public void mend(Path dataDir, String network, RuntimeException failure, boolean damaged, Runnable reading) {
        writer.call(() -> {
            writer.flushJournal();
            if (damaged) {
                setAside(dataDir, failure);
            } else {
                letGo();
            }
            whole(dataDir, network, () -> {
                openFile(dataDir, network);
                reading.run();
            });
            writer.whole();
            return damaged;
        });
    }

    /** Whether a failure says that the file is not what was written, rather than that the disk does not take it. */
    public static boolean isDamage(RuntimeException failure) {
        return StoreFailure.isDamage(failure);
    }

    private void openFile(Path dataDir, String network) {
        boolean mayBeEmptied = Files.exists(dataDir.resolve(FILE));
        connect(dataDir);
        migrate(dataDir);
        checkNetwork(dataDir, network, mayBeEmptied);
        List<BadRecord> bad = new ArrayList<>(candidates.load());
        bad.addAll(deliveries.load());
        bad.forEach(record -> LOG.errorf("%s", record.sentence()));
        blocks.restore(writer.journal());
        candidates.queueAccepted();
    }

    private Journal openJournal(Path dataDir, String network) {
        try {
            return Journal.open(dataDir, network, journalFiles);
        } catch (IOException e) {
            throw new StartRefusal("the journal in " + dataDir + " can't be opened: " + e, e);
        }
    }

    private void setAside(Path dataDir, RuntimeException cause) {
        Path file = dataDir.resolve(FILE);
        JournalContents journal = writer.journal().contents();
        if (!journal.isWhole()) {
            throw new StartRefusal(
                    "the database file " + file + " is damaged (" + innermost(cause)
                            + "); and the journal can't restore it: " + journal.damage.getFirst() + "; "
                            + FromTheChain.REMEDY,
                    cause);
        }
        Path aside = dataDir.resolve(FILE + ".bad");
        LOG.errorf(
                "the database file %s is damaged (%s); it is kept as %s, the journal and L1 restore the state",
                file, innermost(cause), aside);
        letGo();
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartRefusal("the damaged database " + file + " can't be set aside: " + e, e);
        }
    }

    /** Closes the file as it is, and every connection to it. */
    private void letGo() {
        shutDown("SHUTDOWN IMMEDIATELY");
        if (dataSource instanceof AgroalDataSource pool) {
            pool.flush(AgroalDataSource.FlushMode.ALL);
        }
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.toString();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /** The mark of the pool seed that the rewards so far were derived from, if there were any. */
    public Optional<Hash256> seedMark() {
        return writer.call(() -> writer.journal().contents().seedMark());
    }

    /** Notes which pool seed is in use from now on. */
    public void rememberSeed(Hash256 mark) {
        if (!seedMark().equals(Optional.of(mark))) {
            writer.writeForced(session -> {
                writer.journal(new JournalEntry.SeedMark(mark));
                return mark;
            });
        }
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
            throw new IllegalStateException("the database can't be opened", e);
        }
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
            throw new IllegalStateException("can't bring the database to this program's schema: " + e.getMessage(), e);
        }
    }

    private void checkNetwork(Path dataDir, String network, boolean mayBeEmptied) {
        MetaRow row = writer.read(session -> session.get(MetaRow.class, NETWORK));
        if (row == null) {
            if (mayBeEmptied && writer.journal().existed()) {
                // The journal is first written after this row is on disk. The engine opens a file as empty when it
                // finds no good root in it.
                throw new IllegalStateException("the database file is empty, but its journal knows of a state");
            }
            writer.writeForced(session -> session.insert(MetaRow.of(NETWORK, network)));
            return;
        }
        String stored;
        try {
            stored = row.checkedContent();
        } catch (BadRecordException e) {
            throw new IllegalStateException("it does not say which network it belongs to: " + e.getMessage(), e);
        }
        if (!stored.equals(network)) {
            throw new StartRefusal("the database in " + dataDir + " belongs to network " + stored + ", not " + network
                    + "; set VANTA_NETWORK=" + stored + " or VANTA_DATA_DIR to another folder");
        }
    }

    /** Finishes what is being written and closes the file. */
    public void close() {
        try {
            writer.close();
        } catch (RuntimeException e) {
            LOG.errorf(e, "what was written last may not be on disk");
        }
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
}
