package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.core.Content;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/** Goal: nothing that peers send grows without bound or leads where it should not. Method: each bound is reached and gone beyond. */
class BoundsTest {
    private static final long SECOND = 1_000_000_000L;

    private static PeerId peer(int number) {
        return new PeerId(Sha256.hash(new byte[] {(byte) (number >> 8), (byte) number}));
    }

    @Test
    void aPeerKeepsItsOwnShareWhileAnotherUsesUpWhatIsShared() {
        InboundLimits limits = new InboundLimits(
                new InboundLimits.Rate(2, 1, 1_000, 1_000), new InboundLimits.Rate(3, 1, 1_000, 1_000), 2, 1, 1);
        Throttle throttle = new Throttle(limits, 0);
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.takes(peer(1), 10, 0)).isTrue();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(throttle.takes(peer(1), 10, 0)).isFalse();
        }
        assertThat(throttle.takes(peer(2), 10, 0)).isTrue();
        assertThat(throttle.takes(peer(2), 1_001, 0)).isFalse();
        assertThat(throttle.takes(peer(1), 10, SECOND)).isTrue();
        throttle.takes(peer(3), 10, 0);
        assertThat(throttle.size()).isEqualTo(2);
    }

    @Test
    void framesThatWaitAreBoundedInNumberAndBytesAndOtherMailIsNot() throws InterruptedException {
        InboundLimits.Rate any = new InboundLimits.Rate(1, 1, 1, 1);
        Mailbox mailbox = new Mailbox(new InboundLimits(any, any, 1, 2, 100));
        assertThat(mailbox.offer(100, () -> {})).isTrue();
        assertThat(mailbox.offer(1, () -> {})).isFalse();
        mailbox.put(() -> {});
        assertThat(mailbox.take(0)).isNotNull();
        assertThat(mailbox.offer(50, () -> {})).isTrue();
        assertThat(mailbox.offer(50, () -> {})).isTrue();
        assertThat(mailbox.offer(0, () -> {})).isFalse();
        assertThat(mailbox.frames()).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            assertThat(mailbox.take(0)).isNotNull();
        }
        assertThat(mailbox.take(0)).isNull();
    }

    @Test
    void dialsAreFewAndEverMoreSeldomToAPeerThatDoesNotAnswer() {
        DialGuard guard = new DialGuard(new SplittableRandom(1), 0);
        assertThat(guard.allows(peer(1), 0)).isTrue();
        guard.failed(peer(1), 0);
        assertThat(guard.allows(peer(1), 1)).isFalse();
        assertThat(guard.allows(peer(1), 2 * SECOND)).isTrue();
        for (int i = 0; i < 30; i++) {
            guard.failed(peer(1), 2 * SECOND);
        }
        assertThat(guard.allows(peer(1), 20 * SECOND)).isFalse();
        assertThat(guard.allows(peer(1), 100 * SECOND)).isTrue();
        guard.connected(peer(1));
        int allowed = 0;
        for (int i = 0; i < 100; i++) {
            allowed += guard.allows(peer(i), 100 * SECOND) ? 1 : 0;
        }
        assertThat(allowed).isLessThan(50);
        for (int i = 0; i < DialGuard.PEERS_MAX + 10; i++) {
            guard.failed(peer(i), 0);
        }
        assertThat(guard.size()).isEqualTo(DialGuard.PEERS_MAX);
    }

    @Test
    void hintsAreForgottenOldestFirst() {
        Hints hints = new Hints();
        for (int i = 0; i < Hints.MAX + 10; i++) {
            hints.heard(peer(i).key());
        }
        assertThat(hints.size()).isEqualTo(Hints.MAX);
        hints.onChain(List.of(peer(0).key(), peer(Hints.MAX).key()));
        assertThat(hints.size()).isEqualTo(Hints.MAX - 1);
    }

    @Test
    void privateAddressesAreBelievedOnLocalNetworksAlone() {
        PeerAddress told = new PeerAddress(
                Optional.of("https://relay.example/"),
                List.of(
                        new InetSocketAddress("127.0.0.1", 1),
                        new InetSocketAddress("192.168.0.1", 1),
                        new InetSocketAddress("169.254.169.254", 80),
                        new InetSocketAddress("0.0.0.0", 1),
                        new InetSocketAddress("203.0.113.1", 0),
                        new InetSocketAddress("203.0.113.1", 1)));
        Reputation reputation = new Reputation(() -> Instant.EPOCH);
        Routes routes = new Routes(List.of());
        assertThat(new Reachability(reputation, false, routes).reachable(told))
                .isEqualTo(new PeerAddress(told.relay(), List.of(new InetSocketAddress("203.0.113.1", 1))));
        assertThat(new Reachability(reputation, true, routes).reachable(told).direct())
                .hasSize(4);
    }

    @Test
    void aPeersUrlIsReadStrictlyAndAskedOnlyWhereItMayBe() {
        URI url = URI.create("https://sidecar.example/vanta/");
        assertThat(PeerUrl.decode(PeerUrl.encode(url))).contains(url);
        assertThat(PeerUrl.isOne(PeerUrl.encode(url))).isTrue();
        assertThat(GossipMessageCodec.decode(PeerUrl.encode(url).toBytes()))
                .isInstanceOf(GossipMessageCodec.Decoded.UnknownVariant.class);
        byte[] more = java.util.Arrays.copyOf(PeerUrl.encode(url).toBytes(), 100);
        assertThat(PeerUrl.decode(Content.of(more))).isEmpty();
        assertThat(PeerUrl.decode(Content.of("VURL".getBytes(StandardCharsets.US_ASCII))))
                .isEmpty();
        for (String bad : List.of(
                "ftp://host/",
                "http://user@host/",
                "http://host/?q",
                "http://host/#f",
                "http:///x",
                "http://host:0/",
                "http://host:65536/",
                "host",
                "http://h/" + "x".repeat(300))) {
            assertThatThrownBy(() -> PeerUrl.parse(bad)).hasMessageContaining("is not of the form");
        }
        assertThat(PeerUrl.isAskable(URI.create("http://127.0.0.1:8332/"), false))
                .isFalse();
        assertThat(PeerUrl.isAskable(URI.create("http://169.254.169.254/"), false))
                .isFalse();
        assertThat(PeerUrl.isAskable(URI.create("http://127.0.0.1:8332/"), true))
                .isTrue();
        assertThat(PeerUrl.isAskable(URI.create("http://203.0.113.1/"), false)).isTrue();
    }

    @Test
    void envelopesOfAnotherCommitmentAreNotTaken() {
        Hash256 asked = peer(1).key();
        String other = "{\"notes\":[{\"commitment\":\"" + peer(2).hex() + "\"}]}";
        assertThatThrownBy(() -> PullRequest.notes(other.getBytes(StandardCharsets.UTF_8), asked))
                .isInstanceOf(MalformedBytesException.class);
    }
}
