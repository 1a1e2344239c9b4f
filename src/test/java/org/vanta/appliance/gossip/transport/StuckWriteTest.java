package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.core.TopicId;

/** Goal: a write that gets nowhere is pushed, and given up if that does not help. Method: a connection whose writes wait; a clock of the test's. */
@Timeout(30)
class StuckWriteTest {
    private final PeerConnections connections = new PeerConnections(TransportLimits.ONE_MACHINE);
    private final Stuck connection = new Stuck();

    private final class Stuck extends PeerConnection {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        final AtomicInteger nudges = new AtomicInteger();

        Stuck() {
            super(connections, EndpointKey.generate().id(), new InetSocketAddress("127.0.0.1", 1), false);
        }

        @Override
        void write(TopicId topic, List<byte[]> frames) {
            begun.countDown();
            try {
                closed.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        void nudge() {
            nudges.incrementAndGet();
        }

        @Override
        void finish() {}

        @Override
        void shut(String reason) {
            closed.countDown();
        }

        @Override
        boolean isAlive() {
            return true;
        }

        @Override
        void keepAlive() {}
    }

    @Test
    void isPushedThenTheConnectionIsClosed() throws InterruptedException {
        assertThat(connections.add(connection)).isEmpty();
        long before = System.nanoTime();
        connections.tend(before + PeerConnections.STUCK.toNanos());
        assertThat(connection.nudges).as("with nothing to write").hasValue(0);
        assertThat(connection.send(Node.TOPIC, new byte[] {1})).isTrue();
        assertThat(connection.begun.await(20, TimeUnit.SECONDS)).isTrue();
        connections.tend(before);
        assertThat(connection.nudges).hasValue(0);
        long after = System.nanoTime();
        connections.tend(after + PeerConnections.SLOW.plusMillis(1).toNanos());
        assertThat(connection.nudges).hasValue(1);
        assertThat(connections.isConnected(connection.peer())).isTrue();
        connections.tend(after + PeerConnections.STUCK.plusMillis(1).toNanos());
        assertThat(connections.isConnected(connection.peer())).isFalse();
        assertThat(connection.closed.getCount()).isZero();
    }
}
