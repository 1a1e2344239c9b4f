package org.vanta.appliance.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.DeliveryStore;
import org.vanta.appliance.store.TestDatabase;

/** Goal: a note reaches a remote sidecar in the end, and not before its time. Method: a real HTTP server that first refuses, a real database. */
@SuppressWarnings("NullAway.Init")
class DeliveryQueueTest {
    private static final Instant START = Instant.ofEpochSecond(1_700_000_000L);
    private static final Hash256 BLOCK = Sha256.hash(new byte[] {1});
    private static final EncryptedNote NOTE = new EncryptedNote(BLOCK, new byte[60], Sha256.hash(new byte[] {2}));

    @TempDir
    Path folder;

    private final AtomicInteger status = new AtomicInteger(503);
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final AtomicLong nanoTime = new AtomicLong(-1);
    private HttpServer server;
    private RemoteSidecar sidecar;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/submit", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        sidecar = new RemoteSidecar(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        sidecar.close();
        server.stop(0);
    }

    private DeliveryQueue queue(TestDatabase database, Instant now) {
        return new DeliveryQueue(
                database.deliveries,
                database.candidates,
                sidecar,
                Optional.of(new NotesBackup(folder.resolve("notes"))),
                Clock.fixed(now, ZoneOffset.UTC),
                nanoTime::get);
    }

    private static void accept(TestDatabase database) {
        accept(database, BLOCK);
    }

    private static void accept(TestDatabase database, Hash256 block) {
        database.candidates.record(Candidate.found(
                block,
                1,
                Hash256.ZERO,
                START,
                "w",
                new OwnerKey(Sha256.hash(new byte[] {3})),
                5,
                6,
                new byte[80],
                NOTE));
        database.candidates.accepted(block);
    }

    @Test
    void triesAgainLaterAlsoAfterARestartAndDeliversOnce() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            accept(database);
            DeliveryQueue queue = queue(database, START);
            assertThat(queue.drain()).isZero();
            assertThat(queue.trouble()).contains("HTTP status 503");
            assertThat(queue.drain()).isZero();
            assertThat(bodies).as("not tried again before its time").hasSize(1);
        }
        status.set(201);
        try (TestDatabase database = TestDatabase.open(folder)) {
            DeliveryQueue queue = queue(database, START.plus(Backoff.DELAY_MIN));
            assertThat(queue.depth()).isEqualTo(1);
            assertThat(queue.drain()).isEqualTo(1);
            assertThat(queue.depth()).isZero();
            assertThat(queue.drain()).isZero();
            assertThat(bodies)
                    .hasSize(2)
                    .allMatch(body -> body.contains(NOTE.commitment().hex()));
        }
    }

    @Test
    void keepsTheNoteWhileNobodyListens() {
        server.stop(0);
        try (TestDatabase database = TestDatabase.open(folder)) {
            accept(database);
            DeliveryQueue queue = queue(database, START);
            assertThat(queue.drain()).isZero();
            assertThat(queue.depth()).isEqualTo(1);
            assertThat(queue.trouble()).contains("can't be reached");
        }
    }

    @Test
    void leavesATargetAloneThatTakesNothing() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 10; i < 20; i++) {
                accept(database, Sha256.hash(new byte[] {(byte) i}));
            }
            DeliveryQueue queue = queue(database, START);
            queue.drain();
            assertThat(bodies).hasSize(CircuitBreaker.FAILURES_MAX);
            queue.drain();
            assertThat(bodies).hasSize(CircuitBreaker.FAILURES_MAX);
            assertThat(queue.depth()).as("nothing is dropped").isEqualTo(10);
            status.set(200);
            DeliveryQueue later = queue(database, START.plus(Backoff.DELAY_MAX));
            assertThat(later.drain()).isEqualTo(10);
        }
    }

    @Test
    void saysThatManyWaitLongBeforeItsBoundAndDropsNone() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            DeliveryQueue queue = queue(database, START);
            for (int i = 0; i < DeliveryQueue.ALARM_DEPTH; i++) {
                accept(database, Sha256.hash(new byte[] {1, (byte) (i >> 8), (byte) i}));
            }
            assertThat(queue.isAlarming()).isFalse();
            accept(database, BLOCK);
            assertThat(queue.isAlarming()).isTrue();
            assertThat(DeliveryQueue.ALARM_DEPTH).isLessThanOrEqualTo(DeliveryStore.DELIVERIES_MAX / 10);
        }
        status.set(200);
        try (TestDatabase database = TestDatabase.open(folder)) {
            DeliveryQueue queue = queue(database, START);
            assertThat(queue.isAlarming()).as("known again after a restart").isTrue();
            queue.drain();
            assertThat(queue.isAlarming()).isFalse();
        }
    }

    @Test
    void aRefusalOfOneNoteKeepsNoOtherOne() {
        status.set(409);
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int i = 10; i < 20; i++) {
                accept(database, Sha256.hash(new byte[] {(byte) i}));
            }
            queue(database, START).drain();
            assertThat(bodies).hasSize(10);
        }
    }

    @Test
    void opensAgainForOneTryAfterALongerAndLongerWhile() {
        CircuitBreaker breaker = new CircuitBreaker(RandomGenerator.getDefault());
        long start = Long.MAX_VALUE;
        for (int i = 0; i < CircuitBreaker.FAILURES_MAX; i++) {
            assertThat(breaker.allows(start)).isTrue();
            breaker.failed(start, Duration.ZERO);
        }
        assertThat(breaker.allows(start + Duration.ofMillis(499).toNanos())).isFalse();
        assertThat(breaker.allows(start + Backoff.DELAY_MIN.toNanos())).isTrue();
        breaker.failed(start, Duration.ZERO);
        assertThat(breaker.allows(start + Duration.ofMillis(999).toNanos())).isFalse();
        breaker.failed(start, Duration.ofDays(400));
        assertThat(breaker.allows(
                        start + CircuitBreaker.PAUSE_MAX.minusSeconds(1).toNanos()))
                .isFalse();
        assertThat(breaker.allows(start + CircuitBreaker.PAUSE_MAX.toNanos())).isTrue();
        breaker.succeeded();
        assertThat(breaker.allows(start)).isTrue();
    }

    @Test
    void deliversSoonAfterTheClockHasGoneBackAlsoWithoutARestart() {
        Instant ahead = START.plus(Duration.ofHours(7));
        AtomicReference<Instant> now = new AtomicReference<>(ahead);
        try (TestDatabase database = TestDatabase.open(folder)) {
            accept(database);
            DeliveryQueue queue = new DeliveryQueue(
                    database.deliveries,
                    database.candidates,
                    sidecar,
                    Optional.empty(),
                    new InstantClock(now),
                    nanoTime::get);
            for (int i = 0; i < CircuitBreaker.FAILURES_MAX; i++) {
                queue.drain();
                now.updateAndGet(instant -> instant.plus(Backoff.DELAY_MAX));
            }
            assertThat(bodies).hasSize(CircuitBreaker.FAILURES_MAX);
            now.set(START);
            status.set(201);
            assertThat(queue.drain()).as("the target is left alone").isZero();
            nanoTime.addAndGet(Backoff.DELAY_MIN.toNanos());
            assertThat(queue.drain()).isEqualTo(1);
        }
    }

    @Test
    void aClockThatGoesBackByLessThanTheLongestDelayCostsNoMoreThanThat() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            accept(database);
            queue(database, START).drain();
            status.set(201);
            Instant back = START.minus(Backoff.DELAY_MAX).plus(Backoff.DELAY_MIN);
            assertThat(queue(database, back).drain()).isZero();
            assertThat(queue(database, back.plus(Backoff.DELAY_MAX)).drain()).isEqualTo(1);
        }
    }

    private static final class InstantClock extends Clock {
        private final AtomicReference<Instant> now;

        InstantClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void copiesEachNoteToTheBackupBeforeItIsDeliveredAndOnlyOnce() throws IOException {
        Path backup = folder.resolve("notes");
        Files.writeString(backup, "cut short by a cra");
        try (TestDatabase database = TestDatabase.open(folder)) {
            accept(database);
            queue(database, START).drain();
            queue(database, START.plus(Backoff.DELAY_MAX)).drain();
            assertThat(Files.readAllLines(backup)).containsExactly("cut short by a cra", NoteJson.text(NOTE));
        }
    }

    @Test
    void deliversAlsoWhenTheBackupCannotBeWritten() throws IOException {
        Files.createDirectory(folder.resolve("notes"));
        status.set(200);
        try (TestDatabase database = TestDatabase.open(folder)) {
            accept(database);
            DeliveryQueue queue = queue(database, START);
            assertThat(queue.drain()).isEqualTo(1);
            assertThat(queue.trouble()).contains("SHIELDED_NOTES_FILE");
        }
    }

    @Test
    void waitsLongerEachTimeUpToABound() {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int attempts : List.of(1, 2, 5, 9, 10, 1_000_000)) {
            Duration full = attempts < 10 ? Backoff.DELAY_MIN.multipliedBy(1L << (attempts - 1)) : Backoff.DELAY_MAX;
            assertThat(Backoff.after(attempts, random)).isBetween(full.dividedBy(2), full);
        }
    }
}
