package org.vanta.appliance.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

/** Goal: iroh's own bytes. Method: frames recorded from iroh 1.1 with iroh-gossip 0.101, and the postcard specification's rules. */
class FrameCodecTest {
    private static final PeerId PEER = PeerId.fromHex("11".repeat(32));
    private static final MessageId ID = new MessageId(Hash256.fromHex("22".repeat(32)));

    private static void assertWire(Frame frame, String hex) {
        assertThat(Hex.encode(FrameCodec.encode(frame))).isEqualTo(hex);
        assertThat(FrameCodec.decode(Hex.decode(hex))).isEqualTo(frame);
    }

    private static Decoded decode(String hex) {
        return FrameCodec.decode(Hex.decode(hex));
    }

    @Test
    void speaksAsIrohDoesWhenItJoins() {
        assertWire(new Frame.Join(Optional.of(PeerAddress.UNKNOWN)), "000001020000");
        assertWire(new Frame.Neighbor(Frame.Priority.HIGH, Optional.of(PeerAddress.UNKNOWN)), "00040001020000");
        assertThat(decode("0004000100"))
                .isEqualTo(new Frame.Neighbor(Frame.Priority.HIGH, Optional.of(PeerAddress.UNKNOWN)));
    }

    @Test
    void writesEveryMembershipMessage() {
        assertWire(new Frame.Join(Optional.empty()), "000000");
        assertWire(
                new Frame.ForwardJoin(new PeerInfo(PEER, Optional.empty()), 300), "0001" + PEER.hex() + "00" + "ac02");
        assertWire(
                new Frame.Shuffle(PEER, List.of(new PeerInfo(PEER, Optional.empty())), 6),
                "0002" + PEER.hex() + "01" + PEER.hex() + "0006");
        assertWire(new Frame.ShuffleReply(List.of()), "000300");
        assertWire(new Frame.Neighbor(Frame.Priority.LOW, Optional.empty()), "00040100");
        assertWire(new Frame.Disconnect(true, false), "00050100");
    }

    @Test
    void writesEverySpreadMessage() {
        Content content = Content.of(new byte[] {7});
        assertWire(new Frame.Gossip(ID, content, new Scope.Swarm(2)), "0100" + ID + "0107" + "0002");
        assertWire(new Frame.Gossip(ID, content, new Scope.Neighbors()), "0100" + ID + "0107" + "01");
        assertWire(new Frame.Prune(), "0101");
        assertWire(new Frame.Graft(Optional.of(ID), 3), "010201" + ID + "03");
        assertWire(new Frame.Graft(Optional.empty(), 3), "01020003");
        assertWire(new Frame.IHave(List.of(new Frame.Announcement(ID, 65535))), "010301" + ID + "ffff03");
    }

    @Test
    void needs38BytesAroundAMessageOf200() {
        Content content = Content.of(new byte[200]);
        assertThat(FrameCodec.encode(new Frame.Gossip(content.id(), content, new Scope.Swarm(0))))
                .hasSize(238);
    }

    @Test
    void writesAddressesInIrohsOrder() {
        PeerAddress address = new PeerAddress(
                Optional.of("https://r/"),
                List.of(new InetSocketAddress("::1", 443), new InetSocketAddress("127.0.0.1", 4433)));
        String relay = "01" + "0a" + Hex.encode("https://r/".getBytes(StandardCharsets.US_ASCII));
        String data = relay + "02" + "007f000001d122" + "01" + "00".repeat(15) + "01" + "bb03";
        assertThat(Hex.encode(PeerAddressCodec.encode(address))).isEqualTo(data);
        assertThat(PeerAddressCodec.decode(Hex.decode(data)).orElseThrow().direct())
                .containsExactlyInAnyOrderElementsOf(address.direct());
    }

    @Test
    void takesAnAddressItCannotReadForNone() {
        assertThat(decode("000001" + "03" + "ff0000")).isEqualTo(new Frame.Join(Optional.empty()));
        assertThat(PeerAddressCodec.decode(new byte[PeerAddressCodec.ENCODED_MAX + 1]))
                .isEmpty();
    }

    @Test
    void remembersEightAddressesOfAPeerWithMore() {
        String many = "00" + "0a" + String.join("", Collections.nCopies(9, "007f00000101")) + "007f00000102";
        assertThat(PeerAddressCodec.decode(Hex.decode(many)).orElseThrow().direct())
                .hasSize(PeerAddress.DIRECT_MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                // something follows
                "010100",
                "0005010000",
                // a truth value of 2
                "00050200",
                // a scope, a priority and a socket address of no kind
                "00040200",
                // integers not in their shortest form, or too large
                "8000050100",
                "01020083808000",
                "010200808004",
                "01ffffffffff0f",
                // lengths beyond the end
                "0103ffffffff0f",
                "0103ff7f",
                "0003ff01",
                "000001ffffff7f00"
            })
    void namesWhatIsWrongWithAFrame(String hex) {
        assertThat(decode(hex))
                .isInstanceOfSatisfying(
                        Decoded.MalformedFrame.class,
                        malformed -> assertThat(malformed.reason()).isNotEmpty());
    }

    @Test
    void refusesAFrameBeyondTheLimit() {
        Content largest = Content.of(new byte[FrameCodec.FRAME_MAX - FrameCodec.GOSSIP_OVERHEAD_MAX]);
        byte[] frame = FrameCodec.encode(new Frame.Gossip(ID, largest, new Scope.Swarm(65535)));
        assertThat(frame).hasSize(FrameCodec.FRAME_MAX);
        assertThat(FrameCodec.decode(frame)).isInstanceOf(Frame.Gossip.class);
        assertThat(FrameCodec.decode(new byte[FrameCodec.FRAME_MAX + 1])).isInstanceOf(Decoded.MalformedFrame.class);
    }

    /** iroh forwards a shuffle of any length. */
    @Test
    void readsTheFirstPeersOfASampleThatNobodyMakes() {
        List<PeerInfo> nodes =
                Collections.nCopies(FrameCodec.FRAME_MAX / 33 - 10, new PeerInfo(PEER, Optional.empty()));
        Frame shuffle = new Frame.Shuffle(PEER, nodes, 7);
        assertThat(FrameCodec.decode(FrameCodec.encode(shuffle)))
                .isEqualTo(new Frame.Shuffle(PEER, nodes.subList(0, FrameCodec.PEERS_MAX), 7));
    }

    @Test
    void leavesKindsItDoesNotKnowAlone() {
        assertThat(decode("000600")).isEqualTo(new Decoded.UnknownVariant(0, 6));
        assertThat(decode("0104ff")).isEqualTo(new Decoded.UnknownVariant(1, 4));
        assertThat(decode("0200")).isEqualTo(new Decoded.UnknownVariant(2, 0));
    }
}
