package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Sha256;

/** Goal: a good file is never lost for want of patience. Method: a real file, opened slowly, and set aside again and again. */
class H2EngineTest {
    @TempDir
    Path folder;

    @BeforeEach
    void isOfTheFile() {
        TestDatabase.assumeFile();
    }

    @Test
    void waitsForAFileThatOpensMoreSlowlyThanThePoolWaits() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch thirdAttempt = new CountDownLatch(1);
        AgroalDataSourceListener slow = new AgroalDataSourceListener() {
            @Override
            public void beforeConnectionAcquire() {
                if (attempts.incrementAndGet() == 3) {
                    thirdAttempt.countDown();
                }
            }

            @Override
            public void beforeConnectionCreation() {
                try {
                    thirdAttempt.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        try (TestDatabase database = TestDatabase.open(folder);
                AgroalDataSource pool = AgroalDataSource.from(
                        TestDatabase.h2Pool(folder, Duration.ofMillis(100)).get(), slow)) {
            Flyway flyway = database.writer.engine().flyway();
            assertThat(new H2Engine(folder, pool, database.writer.engine().sessions(), flyway).connect())
                    .isTrue();
            assertThat(attempts).hasValueGreaterThanOrEqualTo(3);
            assertThat(pool.getMetrics().activeCount()).isZero();
        }
    }

    @Test
    void keepsTheFileThatAMendingBeganWith() throws Exception {
        try (TestDatabase database = TestDatabase.open(folder)) {
            database.database.rememberSeed(Sha256.hash(new byte[1]));
            database.notes.settle();
            byte[] first = setAside(database);
            for (int i = 1; i < BadFiles.MAX; i++) {
                setAside(database);
            }
            assertThat(folder.resolve(H2Engine.BAD_FILE + ".3")).hasBinaryContent(first);
            setAside(database);
            try (var files = Files.list(folder)) {
                assertThat(files.filter(file -> file.toString().contains(H2Engine.BAD_FILE)))
                        .hasSize(BadFiles.MAX);
            }
        }
    }

    private byte[] setAside(TestDatabase database) throws Exception {
        database.database.mend(TestDatabase.NETWORK, new IllegalStateException("is in pieces"), true, () -> {});
        return Files.readAllBytes(folder.resolve(H2Engine.BAD_FILE));
    }
}
