package org.vanta.appliance.store;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;

/**
 * A copy of a data directory's database and journal, read outside the appliance: for checks, exports and backups, of a stopped or of a running one.
 * Of a PostgreSQL schema it is one instant instead, in a transaction. The originals are only read. What the running one writes meanwhile may cut the copy's newest part, which the engine then leaves out; it never
 * reuses room within the time a copy takes.
 */
public final class StateCopy implements AutoCloseable {
    private static final int FETCH = 1_000;
    private static final int SCHEMA = 2;

    private final Path folder;
    private final Connection connection;
    private final JournalContents journal;

    private StateCopy(Path folder, Connection connection, JournalContents journal) {
        this.folder = folder;
        this.connection = connection;
        this.journal = journal;
    }

    /** @param bad every record that is not as it was written */
    public record Tables(long notes, long candidates, long deliveries, List<BadRecord> bad) {}

    /**
     * Copies and opens.
     *
     * @throws StartRefusal with one sentence if there is nothing to copy, or it is of a newer schema
     * @throws BadRecordException if the copy can't be read at all
     */
    public static StateCopy of(Path dataDir) {
        Path database = dataDir.resolve(H2Engine.FILE);
        if (!Files.exists(database)) {
            throw new StartRefusal("there is no database in " + dataDir
                    + "; name the data directory with --data-dir or VANTA_DATA_DIR");
        }
        @Nullable Path folder = null;
        try {
            folder = Files.createTempDirectory(dataDir, "copy");
            Files.copy(database, folder.resolve(H2Engine.FILE));
            if (Files.exists(dataDir.resolve(Journal.FILE))) {
                Files.copy(dataDir.resolve(Journal.FILE), folder.resolve(Journal.FILE));
            }
            JournalContents journal = journal(folder);
            StateCopy copy = new StateCopy(folder, connect(folder), journal);
            copy.checkSchema("the database in " + dataDir);
            return copy;
        } catch (IOException e) {
            delete(folder);
            throw new StartRefusal("can't copy the database in " + dataDir + " beside itself: " + e, e);
        } catch (SQLException e) {
            delete(folder);
            throw unreadable(e);
        } catch (StartRefusal e) {
            delete(folder);
            throw e;
        }
    }

    /**
     * Opens one instant of a schema, which a running appliance may go on writing to, and copies the journal of the data directory.
     *
     * @throws StartRefusal with one sentence if there is nothing, it can't be reached, or it is of a newer schema
     */
    public static StateCopy of(Path dataDir, PostgresAddress address) {
        @Nullable Path folder = null;
        Connection connection = address.connectOrRefuse();
        try {
            if (!PostgresEngine.isThere(connection, PostgresEngine.tables(address))) {
                throw new StartRefusal(
                        "there is no state in " + address.place() + "; name the schema with VANTA_DATABASE_SCHEMA");
            }
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            folder = Files.createTempDirectory(dataDir, "copy");
            if (Files.exists(dataDir.resolve(Journal.FILE))) {
                Files.copy(dataDir.resolve(Journal.FILE), folder.resolve(Journal.FILE));
            }
            StateCopy copy = new StateCopy(folder, connection, journal(folder));
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

    private static void end(Connection connection, @Nullable Path folder) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was only read from.
        } finally {
            delete(folder);
        }
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

    private static JournalContents journal(Path folder) throws IOException {
        JournalContents contents = new JournalContents();
        if (!Files.exists(folder.resolve(Journal.FILE))) {
            contents.damage = List.of("there is none");
            return contents;
        }
        try (FileChannel file = FileChannel.open(folder.resolve(Journal.FILE), StandardOpenOption.READ)) {
            contents.damage = JournalScan.read(file, contents).damage();
            return contents;
        }
    }

    private static Connection connect(Path folder) throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + folder.resolve("vanta").toAbsolutePath() + ";IFEXISTS=TRUE;TRACE_LEVEL_FILE=0");
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

    private Tables tables(Consumer<JournalEntry> good) {
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
     * Writes everything to one file: a journal that holds block records too and ends with a digest of all. On disk when this returns.
     *
     * @throws BadRecordException naming the first record that is not as it was written; the file is removed then
     */
    public void export(Path file) throws IOException {
        boolean whole = false;
        try (JournalWriter out = JournalWriter.begin(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), network())) {
            seedMark().ifPresent(mark -> add(out, new JournalEntry.SeedMark(mark)));
            program().ifPresent(program -> add(out, new JournalEntry.Program(program)));
            blocks(block -> add(out, new JournalEntry.BlockKept(block))).ifPresent(bad -> {
                throw new BadRecordException(bad);
            });
            Tables tables = tables(entry -> add(out, entry));
            if (!tables.bad().isEmpty()) {
                throw new BadRecordException(tables.bad().getFirst());
            }
            out.end();
            out.force();
            whole = true;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void add(JournalWriter out, JournalEntry entry) {
        try {
            out.add(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the copy of files and moves it to a new folder, which can serve as a data directory. */
    public void keepAs(Path target) throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the copy can't be closed: " + e.getMessage(), e);
        }
        for (String name : List.of(H2Engine.FILE, Journal.FILE)) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.copy(file, target.resolve(name));
                try (FileChannel channel = FileChannel.open(target.resolve(name), StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
    }

    @Override
    public void close() {
        end(connection, folder);
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove the copy " + folder, e);
        }
    }
}
