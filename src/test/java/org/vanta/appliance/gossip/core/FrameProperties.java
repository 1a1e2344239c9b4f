package org.vanta.appliance.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.vanta.appliance.bytes.Hash256;

class FrameProperties {
    private static final Arbitrary<Hash256> HASHES =
            Arbitraries.bytes().array(byte[].class).ofSize(32).map(Hash256::of);
    private static final Arbitrary<PeerId> PEERS = HASHES.map(PeerId::new);
    private static final Arbitrary<MessageId> IDS = HASHES.map(MessageId::new);
    private static final Arbitrary<Integer> U16 = Arbitraries.integers().between(0, 0xffff);

    private static Arbitrary<Optional<PeerAddress>> addresses() {
        Arbitrary<InetSocketAddress> sockets = Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofSize(4), U16)
                .as(FrameProperties::socket);
        Arbitrary<Optional<String>> relays =
                Arbitraries.strings().ofMaxLength(60).optional(0.3);
        // Read addresses are in ascending order, so only such come back as they were.
        return Combinators.combine(relays, sockets.list().uniqueElements().ofMaxSize(PeerAddress.DIRECT_MAX))
                .as((relay, direct) -> PeerAddressCodec.decode(PeerAddressCodec.encode(new PeerAddress(relay, direct))))
                .optional(0.5)
                .map(address -> address.flatMap(known -> known));
    }

    private static InetSocketAddress socket(byte[] host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Arbitrary<PeerInfo> infos() {
        return Combinators.combine(PEERS, addresses()).as(PeerInfo::new);
    }

    @Provide
    Arbitrary<Frame> frames() {
        Arbitrary<Scope> scopes = Arbitraries.oneOf(U16.map(Scope.Swarm::new), Arbitraries.just(new Scope.Neighbors()));
        Arbitrary<Content> contents =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Content::of);
        return Arbitraries.oneOf(
                addresses().map(Frame.Join::new),
                Combinators.combine(infos(), U16).as(Frame.ForwardJoin::new),
                Combinators.combine(PEERS, infos().list().ofMaxSize(9), U16).as(Frame.Shuffle::new),
                infos().list().ofMaxSize(9).map(Frame.ShuffleReply::new),
                Combinators.combine(Arbitraries.of(Frame.Priority.class), addresses())
                        .as(Frame.Neighbor::new),
                Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(true, false))
                        .as(Frame.Disconnect::new),
                Combinators.combine(IDS, contents, scopes).as(Frame.Gossip::new),
                Arbitraries.just(new Frame.Prune()),
                Combinators.combine(IDS.optional(), U16).as(Frame.Graft::new),
                Combinators.combine(IDS, U16)
                        .as(Frame.Announcement::new)
                        .list()
                        .ofMaxSize(20)
                        .map(Frame.IHave::new));
    }

    @Property
    void readsBackWhatItWrites(@ForAll("frames") Frame frame) {
        assertThat(FrameCodec.decode(FrameCodec.encode(frame))).isEqualTo(frame);
    }

    @Property
    void refusesWhatIsCutShortOrGoesOn(@ForAll("frames") Frame frame, @ForAll int cut) {
        byte[] bytes = FrameCodec.encode(frame);
        assertThat(FrameCodec.decode(Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length))))
                .isInstanceOf(Decoded.MalformedFrame.class);
        assertThat(FrameCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(Decoded.MalformedFrame.class);
    }

    @Property
    void answersWhateverArrives(
            @ForAll("frames") Frame frame, @ForAll int at, @ForAll byte change, @ForAll byte[] noise) {
        byte[] mutated = FrameCodec.encode(frame);
        mutated[Math.floorMod(at, mutated.length)] ^= change;
        for (byte[] input : new byte[][] {noise, mutated}) {
            if (FrameCodec.decode(input) instanceof Frame read) {
                byte[] written = FrameCodec.encode(read);
                assertThat(FrameCodec.decode(written))
                        .isInstanceOfSatisfying(
                                Frame.class,
                                again -> assertThat(FrameCodec.encode(again)).isEqualTo(written));
            }
        }
    }
}
