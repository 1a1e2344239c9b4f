package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bytes.MalformedBytesException;

/** Frames of iroh-gossip/1 as postcard, without the stream's header and the length before each frame. */
public final class FrameCodec {
    /** The largest frame in bytes, read or written. */
    public static final int FRAME_MAX = 65_536;

    /** What a {@link Frame.Gossip} adds to its content at most: two tags, the id, the length, the scope. */
    public static final int GOSSIP_OVERHEAD_MAX = 2 + 32 + 3 + 4;

    /** Peers in one shuffle or reply that are looked at: iroh's peers pass on a shuffle of any length, so a longer one is no broken frame. */
    static final int PEERS_MAX = 256;

    private static final int MEMBERSHIP = 0;
    private static final int SPREAD = 1;
    private static final int PEER_INFO_MIN = 33;
    private static final int ANNOUNCEMENT_MIN = 33;

    private FrameCodec() {}

    public static byte[] encode(Frame frame) {
        PostcardWriter out = new PostcardWriter(
                frame instanceof Frame.Gossip gossip ? gossip.content().size() + GOSSIP_OVERHEAD_MAX : 256);
        out.varint(frame instanceof Frame.Spread ? SPREAD : MEMBERSHIP);
        switch (frame) {
            case Frame.Join(Optional<PeerAddress> address) -> address(out.varint(0), address);
            case Frame.ForwardJoin(PeerInfo peer, int ttl) ->
                peer(out.varint(1), peer).varint(ttl);
            case Frame.Shuffle(PeerId origin, List<PeerInfo> nodes, int ttl) ->
                peers(out.varint(2).hash256(origin.key()), nodes).varint(ttl);
            case Frame.ShuffleReply(List<PeerInfo> nodes) -> peers(out.varint(3), nodes);
            case Frame.Neighbor(Frame.Priority priority, Optional<PeerAddress> address) ->
                address(out.varint(4).varint(priority == Frame.Priority.HIGH ? 0 : 1), address);
            case Frame.Disconnect(boolean alive, boolean respond) ->
                out.varint(5).bool(alive).bool(respond);
            case Frame.Gossip(MessageId id, Content content, Scope scope) -> {
                content.writeTo(out.varint(0).hash256(id.bytes()));
                switch (scope) {
                    case Scope.Swarm(int round) -> out.varint(0).varint(round);
                    case Scope.Neighbors() -> out.varint(1);
                }
            }
            case Frame.Prune() -> out.varint(1);
            case Frame.Graft(Optional<MessageId> id, int round) -> {
                out.varint(2).option(id.isPresent());
                id.ifPresent(named -> out.hash256(named.bytes()));
                out.varint(round);
            }
            case Frame.IHave(List<Frame.Announcement> announcements) -> {
                out.varint(3).varint(announcements.size());
                announcements.forEach(
                        announcement -> out.hash256(announcement.id().bytes()).varint(announcement.round()));
            }
        }
        return out.toBytes();
    }

    private static PostcardWriter address(PostcardWriter out, Optional<PeerAddress> address) {
        out.option(address.isPresent());
        address.ifPresent(known -> out.byteString(PeerAddressCodec.encode(known)));
        return out;
    }

    private static PostcardWriter peer(PostcardWriter out, PeerInfo peer) {
        return address(out.hash256(peer.id().key()), peer.address());
    }

    private static PostcardWriter peers(PostcardWriter out, List<PeerInfo> peers) {
        out.varint(peers.size());
        peers.forEach(peer -> peer(out, peer));
        return out;
    }

    /** Never throws: whatever the bytes are, the answer says it. */
    public static Decoded decode(byte[] bytes) {
        if (bytes.length > FRAME_MAX) {
            return new Decoded.MalformedFrame("frame of " + bytes.length + " bytes, the limit is " + FRAME_MAX);
        }
        try {
            PostcardReader in = new PostcardReader(bytes);
            long layer = in.variant();
            long message = in.variant();
            Decoded decoded = switch ((int) layer) {
                case MEMBERSHIP -> membership(in, message);
                case SPREAD -> spread(in, message);
                default -> new Decoded.UnknownVariant(layer, message);
            };
            if (decoded instanceof Frame) {
                in.expectEnd();
            }
            return decoded;
        } catch (MalformedBytesException e) {
            return new Decoded.MalformedFrame(String.valueOf(e.getMessage()));
        }
    }

    private static Decoded membership(PostcardReader in, long message) {
        return switch ((int) message) {
            case 0 -> new Frame.Join(address(in));
            case 1 -> new Frame.ForwardJoin(peer(in), in.u16());
            case 2 -> new Frame.Shuffle(new PeerId(in.hash256()), peers(in), in.u16());
            case 3 -> new Frame.ShuffleReply(peers(in));
            case 4 -> new Frame.Neighbor(priority(in), address(in));
            case 5 -> new Frame.Disconnect(in.bool(), in.bool());
            default -> new Decoded.UnknownVariant(MEMBERSHIP, message);
        };
    }

    private static Decoded spread(PostcardReader in, long message) {
        return switch ((int) message) {
            case 0 -> new Frame.Gossip(id(in), Content.owning(in.byteString(FRAME_MAX)), scope(in));
            case 1 -> new Frame.Prune();
            case 2 -> new Frame.Graft(in.option() ? Optional.of(id(in)) : Optional.empty(), in.u16());
            case 3 -> {
                int count = in.length(FRAME_MAX, ANNOUNCEMENT_MIN);
                List<Frame.Announcement> announcements = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    announcements.add(new Frame.Announcement(id(in), in.u16()));
                }
                yield new Frame.IHave(announcements);
            }
            default -> new Decoded.UnknownVariant(SPREAD, message);
        };
    }

    private static MessageId id(PostcardReader in) {
        return new MessageId(in.hash256());
    }

    private static Scope scope(PostcardReader in) {
        long variant = in.variant();
        if (variant > 1) {
            throw new MalformedBytesException("a scope is of variant 0 or 1, got " + variant);
        }
        return variant == 0 ? new Scope.Swarm(in.u16()) : new Scope.Neighbors();
    }

    private static Frame.Priority priority(PostcardReader in) {
        long variant = in.variant();
        if (variant > 1) {
            throw new MalformedBytesException("a priority is of variant 0 or 1, got " + variant);
        }
        return variant == 0 ? Frame.Priority.HIGH : Frame.Priority.LOW;
    }

    private static Optional<PeerAddress> address(PostcardReader in) {
        return in.option() ? PeerAddressCodec.decode(in.byteString(FRAME_MAX)) : Optional.empty();
    }

    private static PeerInfo peer(PostcardReader in) {
        return new PeerInfo(new PeerId(in.hash256()), address(in));
    }

    private static List<PeerInfo> peers(PostcardReader in) {
        int count = in.length(FRAME_MAX, PEER_INFO_MIN);
        List<PeerInfo> peers = new ArrayList<>(Math.min(count, PEERS_MAX));
        for (int i = 0; i < count; i++) {
            PeerInfo peer = peer(in);
            if (i < PEERS_MAX) {
                peers.add(peer);
            }
        }
        return peers;
    }
}
