package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.gossip.TestSidecar.Options;
import org.vanta.appliance.gossip.TestSidecar.Wire;
import org.vanta.appliance.gossip.transport.EndpointKey;
import org.vanta.appliance.note.EncryptedNote;

/** Goal: what one sidecar has, all get, and nobody can make them suffer. Method: nodes on real sockets of this machine. */
class GossipNodeTest {
    private static final int NODES = 20;
    private static final int NOTES = 200;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void everyNodeGetsEveryNote(Wire wire) throws InterruptedException {
        List<TestSidecar> nodes = new ArrayList<>();
        try {
            nodes.add(new TestSidecar(Options.of(wire)));
            for (int i = 1; i < NODES; i++) {
                nodes.add(new TestSidecar(Options.of(wire).bootstrap(nodes.get((i - 1) / 2))));
            }
            for (TestSidecar each : nodes) {
                TestSidecar.await("a neighbour", () -> !each.node.neighbours().isEmpty());
            }
            for (int i = 0; i < NOTES; i++) {
                nodes.get(i % NODES).publish(TestSidecar.note("swarm " + i));
            }
            for (TestSidecar each : nodes) {
                TestSidecar.await("all notes", () -> each.inbox.size() == NOTES);
                assertThat(each.tally.bans()).isZero();
                assertThat(each.tally.offences()).as(each.tally.toString()).isZero();
                assertThat(each.node.neighbours()).hasSizeLessThanOrEqualTo(5);
            }
        } finally {
            nodes.parallelStream().forEach(TestSidecar::close);
        }
    }

    @Test
    void findsItsPeersAgainAfterARestartWithoutBootstrap() throws InterruptedException {
        try (TestSidecar other = new TestSidecar(Options.of(Wire.QUIC))) {
            Options options = Options.of(Wire.QUIC);
            EndpointKey key = options.key();
            try (TestSidecar first = new TestSidecar(options.bootstrap(other))) {
                assertThat(first.node.awaitNeighbour(TestSidecar.PATIENCE)).isTrue();
            }
            try (TestSidecar again = new TestSidecar(options.at(options.directory(), key))) {
                assertThat(again.node.awaitNeighbour(TestSidecar.PATIENCE)).isTrue();
                again.publish(TestSidecar.note("after"));
                TestSidecar.await("the note", () -> other.inbox.containsKey(TestSidecar.note("after")));
            }
        }
    }

    @Test
    void aBannedPeerIsDismissedAndStaysOutUntilItIsUnbanned() throws InterruptedException {
        try (TestSidecar strict = new TestSidecar(Options.of(Wire.QUIC));
                TestSidecar other = new TestSidecar(Options.of(Wire.QUIC).bootstrap(strict))) {
            TestSidecar.await("neighbours", () -> !strict.node.neighbours().isEmpty());
            BanSubject subject = new BanSubject.Key(other.node.self());
            strict.node.ban(subject, "test", Optional.of(Duration.ofHours(1)));
            TestSidecar.await(
                    "parted",
                    () -> strict.node.neighbours().isEmpty()
                            && other.node.neighbours().isEmpty());
            other.publish(TestSidecar.note("unheard"));
            strict.node.unban(subject);
            TestSidecar.await(
                    "neighbours again", () -> !strict.node.neighbours().isEmpty());
        }
    }

    @Test
    void aLateJoinerFetchesWhatItMissedFromAPeerWithAUrl() throws Exception {
        EncryptedNote note = TestSidecar.note("old");
        AtomicInteger asked = new AtomicInteger();
        HttpServer rest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        rest.createContext("/notes/" + note.commitment().hex(), exchange -> {
            asked.incrementAndGet();
            byte[] body = ("{\"notes\":[{\"ephemeral_pubkey\":\""
                            + note.ephemeralPubkey().hex() + "\",\"ciphertext\":\"" + Hex.encode(note.ciphertext())
                            + "\",\"commitment\":\"" + note.commitment().hex() + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        rest.start();
        URI url = URI.create("http://127.0.0.1:" + rest.getAddress().getPort() + "/");
        try (TestSidecar early = new TestSidecar(Options.of(Wire.QUIC).url(url));
                TestSidecar late = new TestSidecar(Options.of(Wire.QUIC).bootstrap(early))) {
            late.blocks.add(List.of(note.commitment(), Hash256.ZERO));
            TestSidecar.await("the note", () -> late.inbox.containsKey(note));
            assertThat(asked).hasValue(1);
        } finally {
            rest.stop(0);
        }
    }

    @Test
    void anErrorDoesNotEndTheGossipThread() throws InterruptedException {
        try (TestSidecar sidecar = new TestSidecar(Options.of(Wire.TLS))) {
            CountDownLatch after = new CountDownLatch(1);
            sidecar.node.post(() -> {
                throw new StackOverflowError("of the test");
            });
            sidecar.node.post(after::countDown);
            assertThat(after.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void hearsayOfTheChainIsCountedAndForgottenWhenTheChainSaysIt() throws InterruptedException {
        try (TestSidecar ahead = new TestSidecar(Options.of(Wire.QUIC));
                TestSidecar behind = new TestSidecar(Options.of(Wire.QUIC).bootstrap(ahead))) {
            TestSidecar.await("a neighbour", () -> !ahead.node.neighbours().isEmpty());
            Hash256 commitment = TestSidecar.note("hint").commitment();
            ahead.node.publish(new GossipMessage.NewCommitment(commitment));
            ahead.node.publish(new GossipMessage.NullifierRevealed(commitment));
            TestSidecar.await(
                    "both hints", () -> behind.node.hintedCommitments() == 1 && behind.node.hintedNullifiers() == 1);
            behind.node.onChain(List.of(commitment), List.of(commitment));
            assertThat(behind.node.hintedCommitments()).isZero();
            assertThat(behind.node.hintedNullifiers()).isZero();
            assertThat(behind.inbox).isEmpty();
        }
    }
}
