package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.jta.TransactionManager;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: no unit of work and no read harms another. Method: a real database with real work that hangs or breaks. */
class StoreWriterTest {
    private static final int POOL = 8;

    @TempDir
    Path folder;

    private static Object held(StoreWriter writer, CountDownLatch reading, CountDownLatch over) {
        return writer.read(session -> session.doReturningWork(connection -> {
            reading.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return connection.isValid(1);
        }));
    }

    @Test
    void readersNeverTakeTheWritersConnection() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(StoreWriter.READS_MAX);
        try (TestDatabase database = TestDatabase.pooled(folder);
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < 2 * POOL; i++) {
                    readers.execute(() -> held(database.writer, reading, over));
                }
                reading.await();
                assertThat((Object)
                                database.writer.writeForced(session -> session.insert(MetaRow.of("written", "yes"))))
                        .isNotNull();
                assertThat(database.writer.failure()).isEmpty();
            } finally {
                over.countDown();
            }
        }
    }

    @Test
    void aReadWhoseTurnDoesNotComeIsRefusedAndTheStoreIsWhole() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(StoreWriter.READS_MAX);
        try (TestDatabase database = TestDatabase.pooled(folder);
                StoreWriter impatient = new StoreWriter(database.writer.engine(), Duration.ofMillis(10));
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < StoreWriter.READS_MAX; i++) {
                    readers.execute(() -> held(impatient, reading, over));
                }
                reading.await();
                assertThatThrownBy(() -> impatient.read(session -> session.get(MetaRow.class, "network")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("the database is busy");
                assertThat(impatient.failure()).isEmpty();
            } finally {
                over.countDown();
            }
        }
    }

    @Test
    void theStateIsReadAndNotHeldToBeDamagedHoweverManyOthersRead() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(StoreWriter.READS_MAX);
        try (TestDatabase database = TestDatabase.pooled(folder);
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            database.notes.settle();
            try {
                for (int i = 0; i < StoreWriter.READS_MAX; i++) {
                    readers.execute(() -> held(database.writer, reading, over));
                }
                reading.await();
                database.database.whole(TestDatabase.NETWORK, () -> database.blocks.load(_ -> {}));
                assertThat(TestDatabase.isSetAside(folder)).isFalse();
            } finally {
                over.countDown();
            }
        }
    }

    @Test
    void aReadThatGetsNoConnectionLeavesTheStoreWhole() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(POOL);
        try (TestDatabase database = TestDatabase.pooled(folder);
                StoreWriter other = new StoreWriter(database.writer.engine());
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < POOL; i++) {
                    StoreWriter writer = i < StoreWriter.READS_MAX ? other : database.writer;
                    readers.execute(() -> held(writer, reading, over));
                }
                reading.await();
                assertThatThrownBy(() -> database.writer.read(session -> session.get(MetaRow.class, "network")))
                        .hasStackTraceContaining("cquisition timeout");
                assertThat(database.writer.failure()).isEmpty();
            } finally {
                over.countDown();
            }
        }
    }

    @Test
    void aUnitThatEndsWithAnErrorLeavesNothingToTheNext() throws Exception {
        try (TestDatabase database = TestDatabase.pooled(folder)) {
            assertThatAUnitThatEndsWithAnErrorLeavesNothing(database);
        }
    }

    /** Where it is not the session that rolls back, and the transaction belongs to the thread. */
    @Test
    void norDoesSuchAUnitOfATransactionManager() throws Exception {
        TestDatabase.assumeFile();
        try (TestDatabase database = TestDatabase.managed(folder)) {
            assertThatAUnitThatEndsWithAnErrorLeavesNothing(database);
            assertThat(database.writer.<Integer>call(() -> status())).isEqualTo(Status.STATUS_NO_TRANSACTION);
        }
    }

    private static int status() {
        try {
            return TransactionManager.transactionManager().getStatus();
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertThatAUnitThatEndsWithAnErrorLeavesNothing(TestDatabase database) {
        assertThatThrownBy(() -> database.writer.writeForced(session -> {
                    session.insert(MetaRow.of("half", "done"));
                    database.writer.journal(new JournalEntry.NoteExpired(7));
                    throw new OutOfMemoryError("as if");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(database.writer.failure())
                .hasValueSatisfying(failure ->
                        assertThat(database.database.isDamage(failure)).isFalse());
        database.writer.writeForced(session -> session.insert(MetaRow.of("whole", "yes")));
        assertThat(database.writer.<MetaRow>read(session -> session.get(MetaRow.class, "half")))
                .isNull();
        assertThat(Journal.FILE)
                .satisfies(file -> assertThat(folder.resolve(file))
                        .as("the entry of the unit that broke off is the only one there could be")
                        .doesNotExist());
    }
}
