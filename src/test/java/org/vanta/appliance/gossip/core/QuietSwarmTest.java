package org.vanta.appliance.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vanta.appliance.gossip.core.SimulatedNetwork.MILLI;
import static org.vanta.appliance.gossip.core.SimulatedNetwork.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.Hash256;

/**
 * Goal: where nothing goes wrong, messages take the tree and peers leave each other in peace. Method: 20 simulated peers a millisecond apart, 100
 * messages a second, each from another peer, from the first second on.
 */
class QuietSwarmTest {
    private static final int PEERS = 20;
    private static final int PER_SECOND = 100;
    private static final int SECONDS = 20;
    private static final int SETTLING = 3;
    /** Far above what the longest way through the tree takes, and below what asking for an announced message does. */
    private static final long LATE = 60 * MILLI;

    private final List<SimulatedPeer> peers = new ArrayList<>();
    private final Map<MessageId, Long> published = new HashMap<>();
    private long deliveries;
    private long late;
    private long contents;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void settlesOnATreeThatIsRarelyBroken(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedNetwork network = swarm(random);
        for (int i = 0; i < PER_SECOND * SECONDS; i++) {
            int number = i;
            network.in(SECOND + i * SECOND / PER_SECOND, () -> publish(number, network.now()));
        }
        network.runUntil((SECONDS + 2) * SECOND);
        int counted = PER_SECOND * (SECONDS - SETTLING);
        assertThat(deliveries).isEqualTo((long) counted * (PEERS - 1));
        assertThat(late).as("of %d deliveries", deliveries).isLessThan(deliveries / 50);
        assertThat(contents / (double) counted).as("copies of a message").isLessThan(1.4 * (PEERS - 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void peersThatAreRefusedEverywhereAskEverMoreSeldom(long seed) {
        SimulatedNetwork network = swarm(new SplittableRandom(seed));
        network.runUntil(300 * SECOND);
        long before = network.dials();
        network.runUntil(600 * SECOND);
        // Each peer makes a new neighbour once a minute, who dismisses one of its own, and both who lost one look for
        // another.
        assertThat((network.dials() - before) / (PEERS * 5.0))
                .as("dials a minute and peer")
                .isLessThan(8);
    }

    private SimulatedNetwork swarm(SplittableRandom random) {
        SimulatedNetwork network = new SimulatedNetwork(random, 1);
        for (int i = 0; i < PEERS; i++) {
            byte[] key = new byte[Hash256.BYTES];
            random.nextBytes(key);
            List<PeerId> contacts =
                    i == 0 ? List.of() : List.of(peers.get((i - 1) / 2).id());
            SimulatedPeer peer = new Counted(
                    new PeerId(Hash256.of(key)), network, new SplittableRandom(random.nextLong()), contacts);
            peers.add(peer);
            network.add(peer);
            network.in(i * 10 * MILLI, peer::start);
        }
        return network;
    }

    private void publish(int number, long now) {
        Content content = Content.of(
                ByteBuffer.allocate(8).put(SimulatedPeer.VALID).putInt(number).array());
        if (number >= PER_SECOND * SETTLING) {
            published.put(content.id(), now);
        }
        peers.get(number % PEERS).publish(content);
    }

    /** A peer whose contents are counted on their way, and when they arrive. */
    private final class Counted extends SimulatedPeer {
        Counted(PeerId id, SimulatedNetwork network, SplittableRandom random, List<PeerId> contacts) {
            super(id, network, random, contacts);
        }

        @Override
        void send(PeerId peer, Frame frame, byte[] bytes) {
            if (frame instanceof Frame.Gossip gossip && published.containsKey(gossip.id())) {
                contents++;
            }
            super.send(peer, frame, bytes);
        }

        @Override
        public void received(PeerId from, byte[] frame) {
            int before = delivered().size();
            super.received(from, frame);
            if (delivered().size() > before
                    && FrameCodec.decode(frame) instanceof Frame.Gossip gossip
                    && published.containsKey(gossip.id())) {
                deliveries++;
                late += network.now() - published.get(gossip.id()) > LATE ? 1 : 0;
            }
        }
    }
}
