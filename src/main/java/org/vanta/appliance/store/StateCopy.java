package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;

/**
 * A copy of a data directory's database and journal, read outside the appliance: for checks, exports and backups, of a stopped or of a running one.
 * Of a PostgreSQL schema it is one instant instead, in a transaction. The originals are only read. What the running one writes meanwhile may cut the copy's newest part, which the engine then leaves out. It uses
 * room again after 45 seconds: what is bad in a copy that took longer says nothing of the original ({@link #doubt()}).
 */
public final class StateCopy implements AutoCloseable {
    private static final int FETCH = 1_000;
    private static final int SCHEMA = 2;

    /** The engine uses room again 45 seconds after what stood there was let go of; the rest is for the clocks. */
    private static final Duration SAFE = Duration.ofSeconds(40);

    private final CopyFolder folder;
    private final Connection connection;
    private final JournalContents journal;
    private final Optional<String> doubt;

    private StateCopy(CopyFolder folder, Connection connection, JournalContents journal, Optional<String> doubt) {
        this.folder = folder;
        this.connection = connection;
        this.journal = journal;
        this.doubt = doubt;
    }

    /** @param bad every record that is not as it was written */
    public record Tables(long notes, long candidates, long deliveries, List<BadRecord> bad) {}

    /**
     * Copies and opens.
     *
     * @throws StartRefusal with one sentence if there is nothing to copy, no room for it, it is of a newer schema, or the copy can't be read and took
     *     so long that this may be why
     * @throws BadRecordException if the copy can't be read at all
     */
    public static StateCopy of(Path dataDir) {
        return of(dataDir, System::nanoTime);
    }

    /** @param nanoTime tells how long the copying took */
    static StateCopy of(Path dataDir, LongSupplier nanoTime) {
        Path database = dataDir.resolve(H2Engine.FILE);
        if (!Files.exists(database)) {
            throw new StartRefusal("there is no database in " + dataDir
                    + "; name the data directory with --data-dir or VANTA_DATA_DIR");
        }
        boolean inUse = isInUse(dataDir);
        @Nullable CopyFolder folder = null;
        Optional<String> doubt = Optional.empty();
        try {
            long start = nanoTime.getAsLong();
            folder = CopyFolder.of(dataDir, List.of(H2Engine.FILE, Journal.FILE));
            doubt = inUse ? doubt(nanoTime.getAsLong() - start) : doubt;
            JournalContents journal = journal(folder);
            StateCopy copy = new StateCopy(folder, connect(folder), journal, doubt);
            copy.checkSchema("the database in " + dataDir);
            return copy;
        } catch (IOException e) {
            close(folder);
            throw new StartRefusal("can't copy the database in " + dataDir + " beside itself: " + e, e);
        } catch (SQLException e) {
            close(folder);
            if (doubt.isPresent()) {
                throw new StartRefusal(doubt.get(), e);
            }
            throw unreadable(e);
        } catch (StartRefusal e) {
            close(folder);
            throw e;
        }
    }

    private static Optional<String> doubt(long nanos) {
        return nanos <= SAFE.toNanos()
                ? Optional.empty()
                : Optional.of("copying took " + Duration.ofNanos(nanos).toSeconds()
                        + " s while the appliance wrote; stop it and check again");
    }

    /**
     * Opens one instant of a schema, which a running appliance may go on writing to, and copies the journal of the data directory.
     *
     * @throws StartRefusal with one sentence if there is nothing, it can't be reached, there is no room for the journal, or it is of a newer schema
     */
    public static StateCopy of(Path dataDir, PostgresAddress address) {
        @Nullable CopyFolder folder = null;
        Connection connection = address.connectOrRefuse();
        try {
            if (!PostgresEngine.isThere(connection, PostgresEngine.tables(address))) {
                throw new StartRefusal(
                        "there is no state in " + address.place() + "; name the schema with VANTA_DATABASE_SCHEMA");
            }
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            folder = CopyFolder.of(dataDir, List.of(Journal.FILE));
            StateCopy copy = new StateCopy(folder, connection, journal(folder), Optional.empty());
            copy.checkSchema(address.place());
            return copy;
        } catch (IOException e) {
            end(connection, folder);
            throw new StartRefusal("can't copy the journal in " + dataDir + " beside itself: " + e, e);
        } catch (SQLException e) {
            end(connection, folder);
            throw address.refusal(e);
        } catch (StartRefusal e) {
            end(connection, folder);
            throw e;
        }
    }

    private static void end(Connection connection, @Nullable CopyFolder folder) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was only read from.
        } finally {
            close(folder);
        }
    }

    private static void close(@Nullable CopyFolder folder) {
        if (folder != null) {
            folder.close();
        }
    }

    /** Why a bad record of this copy may be good in the original, if it may: then it says nothing. */
    public Optional<String> doubt() {
        return doubt;
    }

    /** Whether a running appliance holds the database of this data directory. */
    public static boolean isInUse(Path dataDir) {
        try (FileChannel file = FileChannel.open(dataDir.resolve(H2Engine.FILE), StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            return lock == null;
        } catch (IOException | OverlappingFileLockException e) {
            return true;
        }
    }

    private static JournalContents journal(CopyFolder folder) throws IOException {
        JournalContents contents = new JournalContents();
        if (!Files.exists(folder.file(Journal.FILE))) {
            contents.damage = List.of("there is none");
            return contents;
        }
        try (FileChannel file = FileChannel.open(folder.file(Journal.FILE), StandardOpenOption.READ)) {
            contents.damage = JournalScan.read(file, contents).damage();
            return contents;
        }
    }

    private static Connection connect(CopyFolder folder) throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + folder.file("vanta").toAbsolutePath()
                + ";IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
        return source.getConnection();
    }

    private void checkSchema(String place) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select max(cast(\"version\" as integer)) from \"flyway_schema_history\"")) {
            int schema = rows.next() ? rows.getInt(1) : SCHEMA;
            if (schema > SCHEMA) {
                connection.close();
                throw new StartRefusal(
                        place + " has schema version " + schema + " of a newer program; use that program");
            }
            if (schema < SCHEMA) {
                connection.close();
                throw new StartRefusal(place + " has schema version " + schema
                        + " of an earlier program; use that program, or start this one on it once");
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static BadRecordException unreadable(SQLException failure) {
        return new BadRecordException(new BadRecord("database", "file", "it can't be read: " + failure.getMessage()));
    }

    /** The network it belongs to. @throws BadRecordException if that is not as it was written */
    public String network() {
        return meta("network").orElse("unknown");
    }

    /** The program whose proofs counted. @throws BadRecordException if that is not as it was written */
    public Optional<String> program() {
        return meta("program");
    }

    /** The mark of the pool seed. */
    public Optional<Hash256> seedMark() {
        return journal.seedMark();
    }

    private Optional<String> meta(String name) {
        try (PreparedStatement query = connection.prepareStatement("select content, digest from meta where name = ?")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                MetaRow row = new MetaRow();
                row.name = name;
                row.content = rows.getString(1);
                row.digest = rows.getBytes(2);
                return Optional.of(row.checkedContent());
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** Reads all block records in order; stops at the first bad one and returns it. */
    public Optional<BadRecord> blocks(Consumer<BlockRecord> visitor) {
        RecordChain chain = new RecordChain();
        try {
            each(
                    "select " + BlockRow.COLUMNS + " from block_record order by height",
                    rows -> visitor.accept(chain.accept(BlockRow.of(rows))));
            return Optional.empty();
        } catch (BadRecordException e) {
            return Optional.of(e.record());
        }
    }

    /** Checks every row of the other tables and the journal. */
    public Tables tables() {
        return tables(_ -> {});
    }

    Tables tables(Consumer<JournalEntry> good) {
        List<BadRecord> bad = new ArrayList<>();
        for (String difference : journal.damage) {
            bad.add(new BadRecord("journal", Journal.FILE, difference));
        }
        long candidates = rows(
                "select id, block_hash, height, previous_hash, found_at, worker, owner, reward, tag, block,"
                        + " ephemeral_pubkey, ciphertext, commitment, state, reject_word, queued, digest"
                        + " from candidate order by id",
                bad,
                rows -> {
                    CandidateRow row = candidate(rows);
                    good.accept(new JournalEntry.CandidateKept(row.toCandidate(), row.queued));
                });
        long deliveries = rows(
                "select id, commitment, ephemeral_pubkey, ciphertext, attempts, next_attempt, digest"
                        + " from delivery order by id",
                bad,
                rows -> {
                    DeliveryRow row = new DeliveryRow();
                    row.id = rows.getLong(1);
                    row.envelope = EnvelopeColumns.of(rows, 2);
                    row.attempts = rows.getInt(5);
                    row.nextAttempt = rows.getLong(6);
                    row.digest = rows.getBytes(7);
                    good.accept(new JournalEntry.DeliveryAdded(
                            row.id, row.toDelivery().note()));
                });
        long notes = rows("select " + NoteRow.COLUMNS + " from note order by id", bad, rows -> {
            NoteRow row = NoteRow.of(rows);
            StoredNote note = row.toStored();
            good.accept(new JournalEntry.NoteTaken(row.id, note.note(), note.firstSeen()));
        });
        return new Tables(notes, candidates, deliveries, List.copyOf(bad));
    }

    private static CandidateRow candidate(ResultSet rows) throws SQLException {
        CandidateRow row = new CandidateRow();
        row.id = rows.getLong(1);
        row.blockHash = rows.getBytes(2);
        row.height = rows.getInt(3);
        row.previousHash = rows.getBytes(4);
        row.foundAt = rows.getLong(5);
        row.worker = rows.getString(6);
        row.owner = rows.getBytes(7);
        row.reward = rows.getLong(8);
        row.tag = rows.getLong(9);
        row.block = rows.getBytes(10);
        row.ephemeralPubkey = rows.getBytes(11);
        row.ciphertext = rows.getBytes(12);
        row.commitment = rows.getBytes(13);
        row.state = rows.getString(14);
        row.rejectWord = rows.getString(15);
        row.queued = rows.getBoolean(16);
        row.digest = rows.getBytes(17);
        return row;
    }

    private long rows(String sql, List<BadRecord> bad, RowReader reader) {
        long[] count = {0};
        try {
            each(sql, rows -> {
                try {
                    reader.read(rows);
                    count[0]++;
                } catch (BadRecordException e) {
                    bad.add(e.record());
                }
            });
        } catch (BadRecordException e) {
            bad.add(e.record());
        }
        return count[0];
    }

    private void each(String sql, RowReader reader) {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet rows) throws SQLException;
    }

    /**
     * Writes everything to one file: a journal that holds block records too and ends with a digest of all. On disk when this returns; a crash before
     * leaves at most {@code FILE.new}.
     *
     * @throws BadRecordException naming the first record that is not as it was written; there is no file then
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file; it is left as it is
     */
    public void export(Path file) throws IOException {
        StateExport.write(this, file);
    }

    /**
     * Closes the copy of files and puts it into a folder that is new or empty, which can serve as a data directory: the journal first, the database
     * last, all of them or none.
     *
     * @throws java.nio.file.DirectoryNotEmptyException if there is something in the folder
     */
    public void keepAs(Path target) throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the copy can't be closed: " + e.getMessage(), e);
        }
        folder.keepAs(target, List.of(Journal.FILE, H2Engine.FILE));
    }

    @Override
    public void close() {
        end(connection, folder);
    }
}
