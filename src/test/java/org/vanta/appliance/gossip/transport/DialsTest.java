package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/** Goal: addresses that do not answer cost little time. Method: a clock that each attempt moves on. */
class DialsTest {
    private static final PeerAddress MANY = new PeerAddress(
            Optional.empty(),
            IntStream.range(1, 9)
                    .mapToObj(port -> new InetSocketAddress("127.0.0.1", port))
                    .toList());

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger direct = new AtomicInteger();
    private final AtomicInteger relayed = new AtomicInteger();

    private int attempts(Duration each, Duration patience) throws InterruptedException {
        Witness witness = new Witness();
        PeerConnections connections = new PeerConnections(TransportLimits.DEFAULT);
        connections.listener(witness);
        PeerId peer = EndpointKey.generate().id();
        new Dials(EndpointKey.generate().id(), connections, 16, now::get)
                .dial(
                        peer,
                        MANY,
                        patience,
                        (_, _) -> {
                            direct.incrementAndGet();
                            now.addAndGet(each.toNanos());
                            throw new IOException("no answer");
                        },
                        Optional.of(() -> {
                            relayed.incrementAndGet();
                            throw new IOException("no answer");
                        }));
        assertThat(witness.await("unreachable").peer()).isEqualTo(peer);
        assertThat(relayed.getAndSet(0)).isOne();
        return direct.getAndSet(0);
    }

    @Test
    void triesTheAddressesOfATaleOnlyWhileThereIsPatience() throws InterruptedException {
        assertThat(attempts(QuicDialer.CONNECT_TIMEOUT, Duration.ofSeconds(6))).isEqualTo(2);
        assertThat(attempts(Duration.ofMillis(1), Duration.ofSeconds(6))).isEqualTo(8);
        assertThat(attempts(QuicDialer.CONNECT_TIMEOUT, GossipTransport.PATIENT))
                .isEqualTo(8);
    }
}
