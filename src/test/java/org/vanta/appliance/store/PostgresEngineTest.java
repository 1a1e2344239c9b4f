package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;

/**
 * Goal: a schema has one writer, on a server that keeps what it committed; everything else is refused with one sentence. Method: a real server, and
 * what can be wrong with it made so.
 */
class PostgresEngineTest {
    private static final String LOCKS =
            "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock'";

    @TempDir
    Path folder;

    private TestPostgres server;
    private PostgresAddress address;

    @BeforeEach
    void findServer() {
        server = TestPostgres.shared();
        address = server.address(TestDatabase.schema(folder));
    }

    private static Hash256 hash(int value) {
        byte[] bytes = new byte[Hash256.BYTES];
        Arrays.fill(bytes, (byte) value);
        return Hash256.of(bytes);
    }

    private static EncryptedNote note(int value) {
        return new EncryptedNote(hash(value), new byte[60], hash(value));
    }

    private static void submit(TestDatabase database, int value) {
        database.notes.submit(note(value), NoteSource.SUBMITTED, _ -> StoredNote.NO_HEIGHT);
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectory(folder.resolve(name));
    }

    private static void assertRefused(Path folder, PostgresAddress address, String... parts) {
        assertThatThrownBy(() -> TestDatabase.open(folder, address).close())
                .isInstanceOf(StartRefusal.class)
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains(parts)
                        .doesNotContain("\n")
                        .doesNotContain(TestPostgres.PASSWORD));
    }

    @Test
    void keepsTheLatestDamagedSchemasAside() throws Exception {
        try (TestDatabase database = TestDatabase.open(folder("damaged"), address)) {
            database.database.rememberSeed(hash(1));
            database.notes.settle();
            for (int damage = 0; damage <= BadFiles.MAX; damage++) {
                database.writer.writeForced(session -> session.insert(MetaRow.of("only in the damaged one", "yes")));
                database.database.mend(TestDatabase.NETWORK, new IllegalStateException("is in pieces"), true, () -> {});
            }
            try (Connection connection = address.connect()) {
                for (String suffix : List.of("_bad", "_ba2", "_ba3")) {
                    assertThat(PostgresEngine.isThere(
                                    connection, "to_regclass('" + address.schema() + suffix + ".meta')"))
                            .as(suffix)
                            .isTrue();
                }
                assertThat(PostgresEngine.isThere(connection, "to_regnamespace('" + address.schema() + "_ba4')"))
                        .isFalse();
            }
        }
    }

    @Test
    void refusesASchemaThatIsInUseAndLeavesItAsItIs() throws Exception {
        try (TestDatabase first = TestDatabase.open(folder("first"), address)) {
            submit(first, 1);
            assertRefused(folder("second"), address, "schema " + address.schema(), "is in use by another process");
            submit(first, 2);
            assertThat(first.notes.page(0, 10).notes()).hasSize(2);
        }
        try (TestDatabase second = TestDatabase.open(folder("third"), address)) {
            second.notes.load(0, _ -> StoredNote.NO_HEIGHT);
            assertThat(second.notes.page(0, 10).notes())
                    .as("an ended appliance lets go")
                    .hasSize(2);
        }
    }

    @Test
    void refusesADataDirectoryThatTheWriterOfAnotherSchemaUsesAndLeavesItsJournalAsItIs() throws Exception {
        PostgresAddress other = server.address(address.schema() + "_2");
        Path shared = folder("shared");
        try (TestDatabase first = TestDatabase.open(shared, address)) {
            first.notes.settle();
            submit(first, 1);
            assertRefused(shared, other, shared.toString(), "is in use by another process");
            submit(first, 2);
        }
        try (Journal journal = Journal.open(shared, TestDatabase.NETWORK)) {
            assertThat(journal.contents().isWhole()).isTrue();
            assertThat(journal.contents().notes.size()).isEqualTo(2);
        }
    }

    @Test
    void writersOfOtherSchemasOfOneDatabaseDoNotMeet() throws Exception {
        PostgresAddress other = server.address(address.schema() + "_2");
        try (TestDatabase first = TestDatabase.open(folder("first"), address);
                TestDatabase second = TestDatabase.open(folder("second"), other)) {
            submit(first, 1);
            submit(second, 2);
            assertThat(first.notes.page(0, 10).notes())
                    .extracting(StoredNote::note)
                    .containsExactly(note(1));
            assertThat(second.notes.page(0, 10).notes())
                    .extracting(StoredNote::note)
                    .containsExactly(note(2));
        }
    }

    @Test
    void refusesTheSchemaOfAnotherDataDirectoryByItsPoolSeed() throws Exception {
        Path ours = folder("ours");
        Path theirs = folder("theirs");
        try (TestDatabase database = TestDatabase.open(ours, address)) {
            database.database.rememberSeed(hash(1));
        }
        try (TestDatabase database = TestDatabase.open(theirs, server.address(address.schema() + "_2"))) {
            database.database.rememberSeed(hash(2));
        }
        assertRefused(theirs, address, "schema " + address.schema(), "with another pool seed");
        TestDatabase.open(ours, address).close();
        try (TestDatabase database = TestDatabase.open(folder("anew"), address)) {
            database.database.rememberSeed(hash(3));
        }
        assertRefused(ours, address, "with another pool seed");
    }

    @Test
    void aWriterThatLostTheLockWritesNoMore() throws Exception {
        try (TestDatabase first = TestDatabase.open(folder("first"), address)) {
            submit(first, 1);
            server.execute(LOCKS + " and objsubid = 1");
            assertThatThrownBy(() -> submit(first, 2))
                    .hasRootCauseMessage("the connection that holds the schema's lock was lost");
            assertThat(first.database.failure()).isPresent();
            try (TestDatabase second = TestDatabase.open(folder("second"), address)) {
                second.notes.load(0, _ -> StoredNote.NO_HEIGHT);
                assertThat(second.notes.page(0, 10).notes()).hasSize(1);
                assertThat(first.notes.submit(note(3), NoteSource.SUBMITTED, _ -> StoredNote.NO_HEIGHT))
                        .isInstanceOf(SubmitOutcome.NotNow.class);
                assertThatThrownBy(() -> first.writer.writeForced(session -> session.insert(MetaRow.of("late", "yes"))))
                        .isInstanceOf(RuntimeException.class);
                RuntimeException failure = first.database.failure().orElseThrow();
                assertThat(first.database.isDamage(failure)).isFalse();
                assertThatThrownBy(() -> first.database.mend(TestDatabase.NETWORK, failure, false, () -> {}))
                        .isInstanceOf(StartRefusal.class)
                        .hasMessageContaining("is in use by another process");
                submit(second, 4);
                assertThat(second.notes.page(0, 10).notes()).hasSize(2);
            }
            first.database.mend(
                    TestDatabase.NETWORK,
                    new IllegalStateException("lost"),
                    false,
                    () -> first.notes.load(0, _ -> StoredNote.NO_HEIGHT));
            submit(first, 5);
            assertThat(first.notes.page(0, 10).notes()).hasSize(3);
        }
    }

    @Test
    void refusesAServerThatWouldLoseWhatItCommitted() {
        try (TestPostgres own = TestPostgres.start()) {
            for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                own.crash();
                own.resumeWith(setting + "=off");
                assertRefused(folder, own.address("vanta"), setting + " = off", "set it to on");
            }
        }
    }

    @Test
    void refusesWithTheSettingToMend() throws Exception {
        String unreachable = "jdbc:postgresql://127.0.0.1:1/vanta";
        assertRefused(
                folder,
                new PostgresAddress(unreachable, "vanta", address.user(), address.password(), Optional.empty()),
                "can't reach the database at 127.0.0.1:1/vanta");
        assertRefused(
                folder,
                new PostgresAddress(
                        server.url(), "vanta", address.user(), Optional.of("battery staple"), Optional.empty()),
                "does not let us in",
                "VANTA_DATABASE_PASSWORD_FILE");
        assertRefused(
                folder,
                new PostgresAddress(server.url() + "2", "vanta", address.user(), address.password(), Optional.empty()),
                "there is no database at 127.0.0.1",
                "VANTA_DATABASE_URL");
        server.execute("create role poor login password '" + TestPostgres.PASSWORD + "'");
        assertRefused(
                folder,
                new PostgresAddress(
                        server.url(), address.schema(), Optional.of("poor"), address.password(), Optional.empty()),
                "can't read or write schema " + address.schema(),
                "permission denied");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve(FolderLock.FILE));
        }
    }

    @Test
    void aSchemaMadeByAnAdministratorNeedsNoRightsOnTheDatabase() throws Exception {
        server.execute("create role modest login password '" + TestPostgres.PASSWORD + "'");
        server.execute("create schema " + address.schema() + " authorization modest");
        PostgresAddress modest = new PostgresAddress(
                server.url(), address.schema(), Optional.of("modest"), address.password(), Optional.empty());
        try (TestDatabase database = TestDatabase.open(folder, modest)) {
            submit(database, 1);
            assertThat(database.notes.page(0, 10).notes()).hasSize(1);
        }
    }

    @Test
    void aMinersNameMayHoldWhatTheServerTakesNot() {
        Candidate candidate = Candidate.found(
                hash(1),
                7,
                Hash256.ZERO,
                Instant.ofEpochSecond(1),
                "a\0b\ud800" + "\ud83d\ude00".repeat(300),
                new OwnerKey(hash(3)),
                1,
                2,
                new byte[90],
                note(4));
        try (TestDatabase database = TestDatabase.open(folder, address)) {
            database.candidates.record(candidate);
        }
        try (TestDatabase database = TestDatabase.open(folder, address)) {
            assertThat(database.candidates.among(List.of(hash(1)))).hasSize(1);
        }
    }

    @Test
    void takesNoSecretsInTheUrlAndNoOddNames() {
        Optional<String> none = Optional.empty();
        for (String url : List.of(
                "postgresql://127.0.0.1/vanta",
                "jdbc:postgresql://",
                "jdbc:postgresql://127.0.0.1/vanta?password=x",
                "jdbc:postgresql://127.0.0.1/vanta?ssl=true&user=x",
                "jdbc:postgresql://127.0.0.1/vanta?currentSchema=x",
                "jdbc:postgresql://me:x@127.0.0.1/vanta")) {
            assertThatThrownBy(() -> new PostgresAddress(url, "vanta", none, none, Optional.empty()))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessageContaining("VANTA_DATABASE_URL");
        }
        for (String schema : List.of("", "Vanta", "pg_vanta", "1a", "a;b", "a\"b", "a".repeat(60))) {
            assertThatThrownBy(() -> new PostgresAddress(server.url(), schema, none, none, Optional.empty()))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessageContaining("VANTA_DATABASE_SCHEMA");
        }
        assertThat(new PostgresAddress(
                        "jdbc:postgresql://db:5432/vanta?sslmode=verify-full",
                        "a".repeat(59),
                        none,
                        Optional.of("secret"),
                        Optional.empty()))
                .hasToString("schema " + "a".repeat(59) + " of the database at db:5432/vanta");
    }
}
