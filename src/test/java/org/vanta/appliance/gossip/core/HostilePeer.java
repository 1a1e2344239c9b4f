package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.vanta.appliance.bytes.Hash256;

/** Behaves in the overlay so as to have neighbours, passes no message on, and attacks those of its neighbours that are not its like. */
final class HostilePeer extends SimulatedPeer {
    enum Attack {
        INVALID_CONTENT,
        MALFORMED_FRAMES,
        SPOOFED_IDS,
        WITHHELD_MESSAGES,
        SHUFFLE_FLOOD,
        REPEATED_MESSAGES,
        ADDRESS_FLOOD;

        /** Whether no honest peer can have been made to send it, so that it is named. */
        boolean isProof() {
            return switch (this) {
                case MALFORMED_FRAMES, SPOOFED_IDS, WITHHELD_MESSAGES, REPEATED_MESSAGES -> true;
                case INVALID_CONTENT, SHUFFLE_FLOOD, ADDRESS_FLOOD -> false;
            };
        }
    }

    private static final long PAUSE = 100 * SimulatedNetwork.MILLI;

    private final Attack attack;
    private final Set<PeerId> accomplices;
    private final Content repeated;
    private final byte[][] strangers = new byte[8][];
    private int attacks;

    HostilePeer(
            PeerId id,
            SimulatedNetwork network,
            RandomGenerator random,
            List<PeerId> contacts,
            Attack attack,
            List<PeerId> accomplices) {
        super(id, network, random, contacts);
        this.attack = attack;
        this.accomplices = new LinkedHashSet<>(accomplices);
        byte[] bytes = drawn(16);
        bytes[0] = OF_A_NEWER_VERSION;
        repeated = Content.of(bytes);
        for (int i = 0; i < strangers.length && attack == Attack.ADDRESS_FLOOD; i++) {
            strangers[i] = FrameCodec.encode(new Frame.ShuffleReply(strangers(100)));
        }
    }

    private List<PeerInfo> strangers(int count) {
        List<PeerInfo> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new PeerInfo(new PeerId(Hash256.of(drawn(32))), Optional.empty()));
        }
        return nodes;
    }

    Attack attack() {
        return attack;
    }

    /** Frames sent in attack. */
    int attacks() {
        return attacks;
    }

    @Override
    void start() {
        super.start();
        network.in(PAUSE, this::attackAll);
    }

    @Override
    void send(PeerId peer, Frame frame, byte[] bytes) {
        if (!(frame instanceof Frame.Gossip)) {
            super.send(peer, frame, bytes);
        }
    }

    @Override
    void misbehaved(PeerId peer, Misbehaviour how) {}

    private void attackAll() {
        for (PeerId peer : topic().neighbours()) {
            if (!accomplices.contains(peer)) {
                attacks++;
                attackFrames().forEach(frame -> network.send(id(), peer, frame));
            }
        }
        network.in(PAUSE, this::attackAll);
    }

    private Stream<byte[]> attackFrames() {
        return switch (attack) {
            case INVALID_CONTENT -> {
                byte[] bytes = drawn(32);
                bytes[0] = 0;
                Content content = Content.of(bytes);
                yield frames(new Frame.Gossip(content.id(), content, new Scope.Swarm(0)));
            }
            case MALFORMED_FRAMES -> Stream.of(new byte[] {0, 5, 2, 0});
            case SPOOFED_IDS -> frames(new Frame.Gossip(drawnId(), Content.of(new byte[] {VALID}), new Scope.Swarm(0)));
            case WITHHELD_MESSAGES ->
                frames(new Frame.IHave(
                        List.of(new Frame.Announcement(drawnId(), 0), new Frame.Announcement(drawnId(), 1))));
            case SHUFFLE_FLOOD -> {
                List<PeerInfo> nodes = strangers(6);
                accomplices.stream().limit(2).forEach(peer -> nodes.add(new PeerInfo(peer, Optional.empty())));
                Frame shuffle = new Frame.Shuffle(id(), nodes, random.nextInt(7));
                byte[] frame = FrameCodec.encode(shuffle);
                yield Stream.of(frame, frame, frame);
            }
            case REPEATED_MESSAGES -> frames(new Frame.Gossip(repeated.id(), repeated, new Scope.Swarm(0)));
            case ADDRESS_FLOOD -> Stream.of(strangers[attacks % strangers.length]);
        };
    }

    private static Stream<byte[]> frames(Frame frame) {
        return Stream.of(FrameCodec.encode(frame));
    }

    private MessageId drawnId() {
        return new MessageId(Hash256.of(drawn(32)));
    }

    private byte[] drawn(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
