package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.RollbackException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a database that must not be touched is refused with one sentence. Method: make each such database for real. */
class DatabaseTest {
    @TempDir
    Path folder;

    @Test
    void opensAgainWhatItMade() {
        TestDatabase.open(folder).close();
        TestDatabase.open(folder).close();
        assertThat(folder.resolve("vanta.mv.db").toFile().exists()).isNotEqualTo(TestDatabase.isPostgres());
    }

    @Test
    void refusesADatabaseOfAnotherNetwork() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            assertThatThrownBy(() -> database.database.open(folder, "mainnet"))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessageContaining("belongs to network regtest, not mainnet");
        }
    }

    @Test
    void refusesASchemaOfANewerProgram() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.tamper("update \"flyway_schema_history\" set \"version\" = '999' where \"version\" = '2'");
            assertThatThrownBy(() -> database.database.open(folder, TestDatabase.NETWORK))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessageContaining("schema version 999 of a newer program");
        }
    }

    @Test
    void refusesADatabaseThatIsInUse() throws Exception {
        TestDatabase.assumeFile();
        TestDatabase.open(folder).close();
        // The lock that another process would hold.
        try (FileChannel other = FileChannel.open(folder.resolve("vanta.mv.db"), StandardOpenOption.WRITE);
                FileLock lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> TestDatabase.open(folder))
                    .isInstanceOfSatisfying(
                            StartRefusal.class,
                            refusal -> assertThat(refusal.mayPass()).isTrue())
                    .hasMessageContaining("is in use by another process");
        }
    }

    @Test
    void leavesADatabaseAloneThatTheEngineClosedWhileItWasRead() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (RuntimeException closed : List.of(
                    new IllegalStateException(new SQLException("The object is already closed", "90007", 90007)),
                    new RollbackException("Error while committing the transaction"))) {
                assertThatThrownBy(() -> database.database.whole(TestDatabase.NETWORK, () -> {
                            throw closed;
                        }))
                        .isInstanceOf(StartRefusal.class)
                        .message()
                        .doesNotContain("is damaged")
                        .contains(StoreFailure.innermost(closed).getMessage());
            }
            assertThat(folder.resolve(H2Engine.BAD_FILE)).doesNotExist();
            database.notes.settle();
        }
    }

    @Test
    void refusesAFolderThatIsAFile() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> TestDatabase.open(file))
                .isInstanceOfSatisfying(
                        StartRefusal.class,
                        refusal -> assertThat(refusal.mayPass()).isFalse())
                .hasMessageContaining("is not writable");
    }
}
