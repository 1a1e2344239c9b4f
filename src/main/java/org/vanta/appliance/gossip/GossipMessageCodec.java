package org.vanta.appliance.gossip;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.EnvelopeVersion;

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

        /** A note in an envelope of a newer version perhaps: to the network a ciphertext is an opaque blob. */
        record UnknownEnvelope(int ciphertextLength) implements Decoded {}

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
            Decoded decoded = switch ((int) variant) {
                case NEW_COMMITMENT -> new Decoded.Known(new GossipMessage.NewCommitment(in.hash256()));
                case NULLIFIER_REVEALED -> new Decoded.Known(new GossipMessage.NullifierRevealed(in.hash256()));
                default -> note(in);
            };
            in.expectEnd();
            return decoded;
        } catch (MalformedBytesException e) {
            return new Decoded.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static Decoded note(ByteReader in) {
        Hash256 ephemeralPubkey = in.hash256();
        long length = in.i64();
        if (length < 0 || length > in.remaining()) {
            throw new MalformedBytesException(
                    "ciphertext of " + Long.toUnsignedString(length) + " bytes where " + in.remaining() + " are left");
        }
        byte[] ciphertext = in.bytes((int) length);
        Hash256 commitment = in.hash256();
        return EnvelopeVersion.isKnownLength(ciphertext.length)
                ? new Decoded.Known(
                        new GossipMessage.NoteSent(new EncryptedNote(ephemeralPubkey, ciphertext, commitment)))
                : new Decoded.UnknownEnvelope(ciphertext.length);
    }
}
