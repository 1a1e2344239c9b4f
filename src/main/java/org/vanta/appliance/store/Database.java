package org.vanta.appliance.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;

/** Opens the database at start, or refuses with one sentence and changes nothing; shuts it down at the end. */
@Singleton
public final class Database {
    private static final String NETWORK = "network";
    private static final String SEED = "seed";
    private static final Logger LOG = Logger.getLogger(Database.class);

    private final Engine engine;
    private final StoreWriter writer;
    private final DeliveryStore deliveries;
    private final CandidateStore candidates;
    private final BlockRecordStore blocks;
    private final FileOpener journalFiles;
    private DataFolder folder = new DataFolder(Path.of(""));
    private @Nullable FolderLock lock;

    @Inject
    Database(StoreWriter writer, DeliveryStore deliveries, CandidateStore candidates, BlockRecordStore blocks) {
        this(writer, deliveries, candidates, blocks, FileChannel::open);
    }

    Database(
            StoreWriter writer,
            DeliveryStore deliveries,
            CandidateStore candidates,
            BlockRecordStore blocks,
            FileOpener journalFiles) {
        this.engine = writer.engine();
        this.writer = writer;
        this.deliveries = deliveries;
        this.candidates = candidates;
        this.blocks = blocks;
        this.journalFiles = journalFiles;
    }

    /**
     * Checks the folder and locks it, connects, migrates the schema, checks the network, and reads candidates and deliveries. The index reads the rest.
     *
     * @param network the name the database belongs to for good
     * @throws StartRefusal with one sentence
     */
    public void open(Path dataDir, String network) {
        folder = new DataFolder(dataDir);
        folder.make();
        if (lock == null) {
            lock = FolderLock.take(dataDir, journalFiles);
        }
        writer.attach(openJournal(dataDir, network));
        whole(network, () -> openEngine(network));
    }

    /**
     * Reads of the database what a start needs. If it is damaged so that it can't be read, it is set aside, once, and {@code reading} runs
     * again over a new one that is restored from the journal.
     *
     * @throws StartRefusal if the journal can't restore it, or if it could not be read for a reason other than damage; then nothing is changed
     */
    public void whole(String network, Runnable reading) {
        try {
            reading.run();
        } catch (StartRefusal | BadRecordException e) {
            throw e;
        } catch (RuntimeException e) {
            Optional<StartRefusal> refusal = engine.refusal(e);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            if (StoreFailure.isOne(e) && !engine.isDamage(e)) {
                throw StartRefusal.passing(
                        engine.place() + " could not be read to the end (" + innermost(e)
                                + "); it is left as it is, start again",
                        e);
            }
            setAside(e);
            openEngine(network);
            reading.run();
            // What the one that is set aside failed with says nothing of this one.
            writer.whole();
        }
    }

    /** What the store failed with since it was last whole; from then on memory and disk may differ. */
    public Optional<RuntimeException> failure() {
        return writer.failure();
    }

    /** Work on the state was cut short at any point by an error: from then on memory and disk may differ. Tells no listener. */
    public void doubt(Error error) {
        writer.doubt(error);
    }

    /** Is run, on any thread, when the store fails and was whole before; must not block. */
    public void onFailure(Runnable listener) {
        writer.onFailure(listener);
    }

    /**
     * Makes the store whole again while the appliance runs: what was committed goes to the journal, the database is opened anew, or set aside if it
     * is damaged, and read. No unit of work falls between.
     *
     * @param damaged whether it is to be set aside without a look
     * @throws RuntimeException if that can't be, for now or at all; it may be tried again
     */
    public void mend(String network, RuntimeException failure, boolean damaged, Runnable reading) {
        writer.call(() -> {
            writer.flushJournal();
            if (damaged) {
                setAside(failure);
            } else {
                engine.letGo();
            }
            try {
                whole(network, () -> {
                    openEngine(network);
                    reading.run();
                });
            } catch (RuntimeException e) {
                Optional<String> disk = folder.refusal();
                if (disk.isEmpty()) {
                    throw e;
                }
                throw new IllegalStateException(e.getMessage() + " (" + disk.get() + ")", e);
            }
            writer.whole();
            return damaged;
        });
    }

    /** Whether a failure says that what is stored is not what was written, rather than that it can't be read or written for now. */
    public boolean isDamage(RuntimeException failure) {
        return engine.isDamage(failure);
    }

    private void openEngine(String network) {
        boolean existed = connect();
        if (!existed && writer.journal().existed()) {
            LOG.warnf("there is nothing in %s but there is a journal; restoring what it holds", engine.place());
        }
        migrate();
        checkNetwork(network, existed);
        checkSeed();
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
            throw StartRefusal.ofFile("the journal in " + dataDir + " can't be opened: " + e, e);
        }
    }

    private void setAside(RuntimeException cause) {
        JournalContents journal = writer.journal().contents();
        if (!journal.isWhole()) {
            throw new StartRefusal(
                    engine.place() + " is damaged (" + innermost(cause) + "); and the journal can't restore it: "
                            + journal.damage.getFirst() + "; " + FromTheChain.remedy(engine),
                    cause);
        }
        LOG.errorf(
                "%s is damaged (%s); it is kept as %s, the journal and L1 restore the state",
                engine.place(), innermost(cause), engine.aside());
        engine.setAside();
    }

    private static String innermost(Throwable failure) {
        String text = StoreFailure.innermost(failure).toString();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /** The mark of the pool seed that the rewards so far were derived from, if there were any. */
    public Optional<Hash256> seedMark() {
        return writer.call(() -> writer.journal().contents().seedMark());
    }

    /** An appliance's schema and its data directory belong together: each would take the other's deliveries for its own. */
    private void checkSeed() {
        Optional<Hash256> journal = seedMark();
        Optional<String> stored = engine.isApart() ? storedSeed() : Optional.empty();
        if (journal.isPresent()
                && stored.isPresent()
                && !stored.get().equals(journal.get().hex())) {
            throw new StartRefusal(engine.place() + " holds the state of an appliance with another pool seed; set "
                    + engine.elsewhere() + ", or VANTA_DATA_DIR to that appliance's folder");
        }
    }

    private Optional<String> storedSeed() {
        try {
            return Optional.ofNullable(writer.read(session -> session.get(MetaRow.class, SEED)))
                    .map(MetaRow::checkedContent);
        } catch (BadRecordException e) {
            LOG.errorf("%s", e.record().sentence());
            return Optional.empty();
        }
    }

    /** Notes which pool seed is in use from now on. */
    public void rememberSeed(Hash256 mark) {
        if (engine.isApart() && !storedSeed().equals(Optional.of(mark.hex()))) {
            writer.writeForced(session -> {
                session.createMutationQuery("delete from MetaRow where name = :name")
                        .setParameter("name", SEED)
                        .executeUpdate();
                return session.insert(MetaRow.of(SEED, mark.hex()));
            });
        }
        if (!seedMark().equals(Optional.of(mark))) {
            writer.writeForced(session -> {
                writer.journal(new JournalEntry.SeedMark(mark));
                return mark;
            });
        }
    }

    private boolean connect() {
        try {
            return engine.connect();
        } catch (SQLException e) {
            throw new IllegalStateException("the database can't be opened", e);
        }
    }

    private void migrate() {
        Flyway flyway = engine.flyway();
        try {
            MigrationInfo current = flyway.info().current();
            if (current != null
                    && current.getState().isApplied()
                    && !current.getState().isResolved()) {
                throw new StartRefusal(engine.place() + " has schema version " + current.getVersion()
                        + " of a newer program; run that program, or set " + engine.elsewhere());
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException("can't bring the database to this program's schema: " + e.getMessage(), e);
        }
    }

    private void checkNetwork(String network, boolean mayBeEmptied) {
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
            throw new StartRefusal(engine.place() + " belongs to network " + stored + ", not " + network
                    + "; set VANTA_NETWORK=" + stored + " or " + engine.elsewhere());
        }
    }

    /** Finishes what is being written and closes the database. */
    public void close() {
        try {
            writer.close();
        } catch (RuntimeException e) {
            LOG.errorf(e, "what was written last may not be on disk");
        }
        engine.close();
        unlock();
    }

    /** Lets another process have the folder. */
    void unlock() {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }
}
