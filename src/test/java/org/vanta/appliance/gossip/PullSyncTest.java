package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.TestSidecar.Options;
import org.vanta.appliance.gossip.TestSidecar.Wire;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Goal: a peer that answers wrongly is asked no more and harms nobody, and the notes come from another. Method: peers' REST servers on 127.0.0.1,
 * one of which lies.
 */
@Timeout(60)
class PullSyncTest {
    private static final EncryptedNote NOTE = TestSidecar.note("missed");
    private static final byte[] NONE = "{\"notes\":[]}".getBytes(StandardCharsets.UTF_8);

    /** More than are asked for again in one round. */
    private static final int MANY = 5_000;

    private static final Duration PAUSE = Duration.ofMillis(10);

    /** Beside it the time that a busy machine takes to ask is short. */
    private static final Duration LONG_PAUSE = Duration.ofMillis(200);

    private static final Duration BETWEEN_NEW_SOURCES = LONG_PAUSE.multipliedBy(PullSync.NEW_SOURCE_PAUSES);
    private static final PeerId LIAR = new PeerId(Sha256.hash(new byte[] {1}));
    private static final PeerId HONEST = new PeerId(Sha256.hash(new byte[] {2}));
    private static final PeerId ANOTHER = new PeerId(Sha256.hash(new byte[] {3}));

    private final AtomicInteger lies = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Queue<EncryptedNote> taken = new ConcurrentLinkedQueue<>();
    private final Set<Hash256> there = ConcurrentHashMap.newKeySet();
    private TestSidecar chain;

    @BeforeEach
    void start() {
        chain = new TestSidecar(Options.of(Wire.TLS));
    }

    @AfterEach
    void stop() {
        chain.close();
    }

    @Test
    void anAnswerBeyondTheBoundIsNotRead() throws Exception {
        byte[] endless = new byte[1 << 16];
        recoversFrom(to -> {
            while (true) {
                to.write(endless);
            }
        });
    }

    @Test
    void anEnvelopeOfAnotherCommitmentIsNotTaken() throws Exception {
        recoversFrom(to -> to.write(answer(NOTE, TestSidecar.note("other").commitment())));
    }

    @Test
    void whatIsNoAnswerIsNotTaken() throws Exception {
        recoversFrom(to -> to.write("<html>".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anAnswerThatTricklesIsGivenUp() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        recoversFrom(to -> {
            try {
                while (true) {
                    to.write(' ');
                    to.flush();
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            } catch (IOException e) {
                cut.countDown();
                throw e;
            }
        });
        assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aUrlThatCannotBeAskedIsForgotten() throws Exception {
        HttpServer honest = server(to -> to.write(answer(NOTE, NOTE.commitment())));
        try (PullSync pull = new PullSync(chain, this::take, true, PAUSE)) {
            chain.blocks.add(List.of(NOTE.commitment()));
            pull.source(LIAR, URI.create("http://127.0.0.1:99999/"));
            pull.start();
            TestSidecar.await("the URL to be forgotten", () -> pull.sources() == 0);
            pull.source(HONEST, url(honest));
            TestSidecar.await("the note", () -> taken.contains(NOTE));
        } finally {
            honest.stop(0);
        }
    }

    private NoteInbox.Fate take(EncryptedNote note) {
        taken.add(note);
        there.add(note.commitment());
        return NoteInbox.Fate.STORED;
    }

    private NoteInbox.Fate takeButFirst(EncryptedNote note, AtomicInteger failures) {
        if (failures.getAndIncrement() == 0) {
            throw new IllegalStateException("the disk is full");
        }
        return take(note);
    }

    private NoteInbox.Fate refuseFirst(EncryptedNote note) {
        return refusals.getAndIncrement() == 0 ? NoteInbox.Fate.REFUSED : take(note);
    }

    @Test
    void aNoteThatTheInboxRefusesForNowIsAskedForAgain() throws Exception {
        HttpServer honest = server(to -> to.write(answer(NOTE, NOTE.commitment())));
        try (PullSync pull = new PullSync(chain, this::refuseFirst, true, PAUSE)) {
            chain.blocks.add(List.of(NOTE.commitment()));
            pull.source(HONEST, url(honest));
            pull.start();
            TestSidecar.await("the note", () -> taken.contains(NOTE));
            assertThat(refusals).hasValueGreaterThan(1);
        } finally {
            honest.stop(0);
        }
    }

    @Test
    void whatNobodyHadIsAskedOfANewSourceHoweverMuchItIs() throws Exception {
        Map<String, EncryptedNote> all = new ConcurrentHashMap<>();
        for (int block = 0; block < MANY / 10; block++) {
            List<Hash256> commitments = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                EncryptedNote note = TestSidecar.note("many " + block + " " + i);
                all.put(note.commitment().hex(), note);
                commitments.add(note.commitment());
            }
            chain.blocks.add(commitments);
        }
        AtomicInteger asked = new AtomicInteger();
        HttpServer without = without(asked);
        HttpServer full = server(() -> 200, (commitment, to) -> {
            EncryptedNote note = all.get(commitment);
            to.write(answer(note, note.commitment()));
        });
        try (PullSync pull = new PullSync(new Missing(), this::take, true, PAUSE)) {
            pull.source(LIAR, url(without));
            pull.start();
            TestSidecar.await("everything to be asked for in vain", () -> asked.get() >= MANY);
            pull.lost(LIAR);
            pull.source(HONEST, url(full));
            TestSidecar.await("all notes", () -> taken.size() >= MANY);
            assertThat(taken).containsAll(all.values());
        } finally {
            without.stop(0);
            full.stop(0);
        }
    }

    /** Commitments whose notes were not taken yet. */
    private class Missing implements IndexedChain {
        @Override
        public int height() {
            return chain.height();
        }

        @Override
        public boolean hasCommitment(Hash256 commitment) {
            return chain.hasCommitment(commitment);
        }

        @Override
        public boolean hasNullifier(Hash256 nullifier) {
            return chain.hasNullifier(nullifier);
        }

        @Override
        public List<Hash256> missingAt(int height) {
            return chain.blocks.get(height).stream()
                    .filter(commitment -> !there.contains(commitment))
                    .toList();
        }
    }

    @Test
    void whoAnswersWhatNoSidecarWouldIsAskedOnce() throws Exception {
        assertThat(requestsUntilForgotten(404)).isEqualTo(1);
    }

    @Test
    void whoNeverCanAnswerForNowIsForgottenInTheEnd() throws Exception {
        assertThat(requestsUntilForgotten(503)).isEqualTo(PullSources.FAILURES_MAX);
    }

    private int requestsUntilForgotten(int status) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer stranger = server(() -> status, (_, _) -> asked.incrementAndGet());
        try (PullSync pull = new PullSync(chain, this::take, true, Duration.ofMillis(2))) {
            anchor(200);
            pull.source(LIAR, url(stranger));
            pull.start();
            TestSidecar.await("the stranger to be forgotten", () -> asked.get() > 0 && pull.sources() == 0);
            return asked.get();
        } finally {
            stranger.stop(0);
        }
    }

    @Test
    void whoIsBusyIsAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer busy = server(
                () -> asked.incrementAndGet() < 4 ? 503 : 200, (_, to) -> to.write(answer(NOTE, NOTE.commitment())));
        try (PullSync pull = new PullSync(chain, this::take, true, PAUSE)) {
            chain.blocks.add(List.of(NOTE.commitment()));
            pull.source(HONEST, url(busy));
            pull.start();
            TestSidecar.await("the note", () -> taken.contains(NOTE));
        } finally {
            busy.stop(0);
        }
    }

    /** Blocks of one note each, which nobody has. */
    private void anchor(int blocks) {
        for (int i = 0; i < blocks; i++) {
            chain.blocks.add(List.of(TestSidecar.note("block " + i).commitment()));
        }
    }

    private static HttpServer without(AtomicInteger asked) throws IOException {
        return server(to -> {
            asked.incrementAndGet();
            to.write(NONE);
        });
    }

    @Test
    void whoTellsOneUrlAfterTheOtherHasTheNextAskedAfterAPause() throws Exception {
        AtomicInteger next = new AtomicInteger();
        HttpServer first = without(lies);
        HttpServer second = without(next);
        anchor(500);
        try (PullSync pull = new PullSync(chain, this::take, true, LONG_PAUSE)) {
            long begin = System.nanoTime();
            pull.source(LIAR, url(first));
            pull.start();
            TestSidecar.await("the first URL to be asked", () -> lies.get() > 0);
            pull.source(LIAR, url(second));
            TestSidecar.await("the second URL to be asked", () -> next.get() > 0);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(BETWEEN_NEW_SOURCES);
        } finally {
            first.stop(0);
            second.stop(0);
        }
    }

    @Test
    void newSourcesAreAskedAloneAndOneAfterTheOther() throws Exception {
        AtomicInteger honestly = new AtomicInteger();
        HttpServer honest = without(honestly);
        HttpServer strangers = without(lies);
        int count = 50;
        anchor(count);
        try (PullSync pull = new PullSync(chain, this::take, true, LONG_PAUSE)) {
            pull.source(HONEST, url(honest));
            pull.start();
            TestSidecar.await("everything to be asked for in vain", () -> honestly.get() == count);
            long begin = System.nanoTime();
            pull.source(LIAR, url(strangers));
            pull.source(ANOTHER, url(strangers));
            TestSidecar.await("both strangers to be asked", () -> lies.get() > count);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(BETWEEN_NEW_SOURCES);
            assertThat(honestly).as("the others are asked nothing anew").hasValue(count);
        } finally {
            honest.stop(0);
            strangers.stop(0);
        }
    }

    @Test
    void aNoteThatCouldNotBeKeptIsAskedForAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        HttpServer without = without(asked);
        HttpServer honest = server(to -> to.write(answer(NOTE, NOTE.commitment())));
        try (PullSync pull = new PullSync(chain, note -> takeButFirst(note, failures), true, PAUSE)) {
            chain.blocks.add(List.of(NOTE.commitment()));
            pull.source(LIAR, url(without));
            pull.start();
            // From then on it is among the unanswered, which a new source is asked for.
            TestSidecar.await("no answer", () -> asked.get() > 0);
            pull.lost(LIAR);
            pull.source(HONEST, url(honest));
            TestSidecar.await("the failure", () -> failures.get() == 1);
            pull.source(LIAR, url(honest));
            TestSidecar.await("the note", () -> taken.contains(NOTE));
        } finally {
            without.stop(0);
            honest.stop(0);
        }
    }

    @Test
    void anErrorDoesNotEndTheLooks() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        IndexedChain failing = new Missing() {
            @Override
            public int height() {
                if (looks.getAndIncrement() == 0) {
                    throw new StackOverflowError("of the test");
                }
                return super.height();
            }
        };
        try (PullSync pull = new PullSync(failing, this::take, true, PAUSE)) {
            pull.start();
            TestSidecar.await("the next look", () -> looks.get() > 1);
        }
    }

    private interface Lie {
        void write(OutputStream to) throws IOException;
    }

    private void recoversFrom(Lie lie) throws Exception {
        HttpServer lying = server(to -> {
            lies.incrementAndGet();
            lie.write(to);
        });
        HttpServer honest = server(to -> to.write(answer(NOTE, NOTE.commitment())));
        try (PullSync pull = new PullSync(chain, this::take, true, PAUSE)) {
            chain.blocks.add(List.of(NOTE.commitment()));
            pull.source(LIAR, url(lying));
            pull.start();
            TestSidecar.await("the liar to be forgotten", () -> lies.get() == 1 && pull.sources() == 0);
            assertThat(taken).isEmpty();
            pull.source(HONEST, url(honest));
            TestSidecar.await("the note", () -> taken.contains(NOTE));
            assertThat(lies).hasValue(1);
        } finally {
            lying.stop(0);
            honest.stop(0);
        }
    }

    private static HttpServer server(Lie answer) throws IOException {
        return server(() -> 200, (_, to) -> answer.write(to));
    }

    private interface Answer {
        void write(String commitment, OutputStream to) throws IOException;
    }

    private static HttpServer server(IntSupplier status, Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.getAsInt(), 0);
            String path = exchange.getRequestURI().getPath();
            try (OutputStream to = exchange.getResponseBody()) {
                answer.write(path.substring(path.lastIndexOf('/') + 1), to);
            }
        });
        server.start();
        return server;
    }

    private static URI url(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private static byte[] answer(EncryptedNote note, Hash256 commitment) {
        return ("{\"notes\":[{\"ephemeral_pubkey\":\"" + note.ephemeralPubkey().hex() + "\",\"ciphertext\":\""
                        + Hex.encode(note.ciphertext()) + "\",\"commitment\":\"" + commitment.hex() + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
