package org.vanta.appliance.gossip;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Gossip messages as bincode 1 with its default settings: the variant as u32, integers little-endian, hashes raw, the ciphertext behind its
 * length as u64. Stricter than bincode: nothing may follow.
 */
public final class GossipMessageCodec {
    private static final int NEW_COMMITMENT = 0;
    private static final int NULLIFIER_REVEALED = 1;
    private static final int ENCRYPTED_NOTE = 2;
    private static final int VARIANTS = 3;

    private GossipMessageCodec() {}

    /** What a gossip message's content turned out to be. */
    public sealed interface Decoded {
        record Known(GossipMessage message) implements Decoded {}

        /** Of a newer version perhaps. */
        record UnknownVariant(long variant) implements Decoded {}

        /** Bytes that no version writes; the reason is for the log. */
        record Malformed(String reason) implements Decoded {}
    }

    public static byte[] encode(GossipMessage message) {
        ByteWriter out = new ByteWriter(144);
        switch (message) {
            case GossipMessage.NewCommitment(Hash256 commitment) ->
                out.i32(NEW_COMMITMENT).hash256(commitment);
            case GossipMessage.NullifierRevealed(Hash256 nullifier) ->
                out.i32(NULLIFIER_REVEALED).hash256(nullifier);
            case GossipMessage.NoteSent(EncryptedNote note) -> {
                byte[] ciphertext = note.ciphertext();
                out.i32(ENCRYPTED_NOTE)
                        .hash256(note.ephemeralPubkey())
                        .i64(ciphertext.length)
                        .bytes(ciphertext)
                        .hash256(note.commitment());
            }
        }
        return out.toBytes();
    }

    /** Never throws: whatever the bytes are, the answer says it. */
    public static Decoded decode(byte[] bytes) {
        try {
            ByteReader in = new ByteReader(bytes);
            long variant = in.u32();
            if (variant >= VARIANTS) {
                return new Decoded.UnknownVariant(variant);
            }
            GossipMessage message = switch ((int) variant) {
                case NEW_COMMITMENT -> new GossipMessage.NewCommitment(in.hash256());
                case NULLIFIER_REVEALED -> new GossipMessage.NullifierRevealed(in.hash256());
                default -> new GossipMessage.NoteSent(note(in));
            };
            in.expectEnd();
            return new Decoded.Known(message);
        } catch (MalformedBytesException e) {
            return new Decoded.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static EncryptedNote note(ByteReader in) {
        Hash256 ephemeralPubkey = in.hash256();
        long length = in.i64();
        if (length < 0 || length > in.remaining()) {
            throw new MalformedBytesException(
                    "ciphertext of " + Long.toUnsignedString(length) + " bytes where " + in.remaining() + " are left");
        }
        return new EncryptedNote(ephemeralPubkey, in.bytes((int) length), in.hash256());
    }
}
