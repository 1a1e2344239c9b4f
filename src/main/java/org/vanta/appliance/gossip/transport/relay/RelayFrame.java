package org.vanta.appliance.gossip.transport.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * A message of the relay protocol: its type as QUIC varint (all are one byte), then what the type says. Source: the public documentation of
 * the crate iroh-relay 1.0. Ids are 32 bytes, lengths within are big-endian.
 */
sealed interface RelayFrame {
    String PROTOCOL = "iroh-relay-v2";
    int CHALLENGE_BYTES = 16;
    int SIGNATURE_BYTES = 64;
    int PING_BYTES = 8;
    /** The most a relay carries in one message. */
    int PACKET_MAX = 64 * 1024;

    /** The most packets in one message, as systems send them at once; one byte each would cost the reader a hundred times what it costs the sender. */
    int PACKETS_MAX = 128;

    int FRAME_MAX = 1 + Hash256.BYTES + 1 + 2 + PACKET_MAX;

    /** Relay to client: sign this. */
    record Challenge(byte[] bytes) implements RelayFrame {}

    /** Client to relay: this is my key and the challenge's signature. */
    record Proof(PeerId peer, byte[] signature) implements RelayFrame {}

    record Accepted() implements RelayFrame {}

    record Denied(String reason) implements RelayFrame {}

    /**
     * Packets to or from a peer.
     *
     * @param ecn congestion mark, passed on as it is
     * @param segment size of all packets but the last, 0 if there is one
     */
    record Packets(boolean toRelay, PeerId peer, byte ecn, int segment, byte[] content) implements RelayFrame {
        List<byte[]> split() {
            if (segment == 0) {
                return List.of(content);
            }
            List<byte[]> packets = new ArrayList<>();
            for (int at = 0; at < content.length; at += segment) {
                packets.add(Arrays.copyOfRange(content, at, Math.min(content.length, at + segment)));
            }
            return packets;
        }
    }

    /** Relay to client: a peer that packets went to is not here. */
    record Gone(PeerId peer) implements RelayFrame {}

    record Ping(byte[] bytes) implements RelayFrame {}

    record Pong(byte[] bytes) implements RelayFrame {}

    /** Relay to client, for people: it restarts, or has something to say. */
    record Notice(int type) implements RelayFrame {}

    default byte[] encoded() {
        return switch (this) {
            case Challenge(byte[] bytes) -> joined(0, bytes);
            case Proof(PeerId peer, byte[] signature) ->
                joined(1, peer.key().toBytes(), new byte[] {SIGNATURE_BYTES}, signature);
            case Accepted() -> joined(2);
            case Denied(String reason) -> {
                byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
                yield joined(3, new byte[] {(byte) text.length}, text);
            }
            case Packets(boolean toRelay, PeerId peer, byte ecn, int segment, byte[] content) -> {
                int type = (toRelay ? 4 : 6) + (segment == 0 ? 0 : 1);
                byte[] size = segment == 0 ? new byte[0] : new byte[] {(byte) (segment >> 8), (byte) segment};
                yield joined(type, peer.key().toBytes(), new byte[] {ecn}, size, content);
            }
            case Gone(PeerId peer) -> joined(8, peer.key().toBytes());
            case Ping(byte[] bytes) -> joined(9, bytes);
            case Pong(byte[] bytes) -> joined(10, bytes);
            case Notice(int type) -> joined(type);
        };
    }

    /** Empty if the bytes are none of these messages. */
    static Optional<RelayFrame> decode(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > FRAME_MAX) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        int rest = in.remaining();
        return Optional.ofNullable(
                switch (bytes[0]) {
                    case 0 -> rest == CHALLENGE_BYTES ? new Challenge(take(in, rest)) : null;
                    case 1 ->
                        rest == Hash256.BYTES + 1 + SIGNATURE_BYTES && bytes[1 + Hash256.BYTES] == SIGNATURE_BYTES
                                ? new Proof(peer(in), take(in.position(in.position() + 1), SIGNATURE_BYTES))
                                : null;
                    case 2 -> rest == 0 ? new Accepted() : null;
                    case 3 -> new Denied(new String(take(in, Math.min(rest, 128)), StandardCharsets.US_ASCII).strip());
                    case 4, 6 -> rest > Hash256.BYTES + 1 ? packets(bytes[0], in, false) : null;
                    case 5, 7 -> rest > Hash256.BYTES + 3 ? packets(bytes[0] - 1, in, true) : null;
                    case 8 -> rest == Hash256.BYTES ? new Gone(peer(in)) : null;
                    case 9 -> rest == PING_BYTES ? new Ping(take(in, rest)) : null;
                    case 10 -> rest == PING_BYTES ? new Pong(take(in, rest)) : null;
                    case 11, 12, 13 -> new Notice(bytes[0]);
                    default -> null;
                });
    }

    private static @Nullable RelayFrame packets(int type, ByteBuffer in, boolean batch) {
        PeerId peer = peer(in);
        byte ecn = in.get();
        int segment = batch ? in.getShort() & 0xffff : 0;
        if (batch && (segment == 0 || in.remaining() > segment * PACKETS_MAX)) {
            return null;
        }
        return new Packets(type == 4, peer, ecn, segment, take(in, in.remaining()));
    }

    private static PeerId peer(ByteBuffer in) {
        return new PeerId(Hash256.of(take(in, Hash256.BYTES)));
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] joined(int type, byte[]... parts) {
        int length = 1;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).put((byte) type);
        for (byte[] part : parts) {
            out.put(part);
        }
        return out.array();
    }
}
