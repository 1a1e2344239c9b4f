package org.vanta.appliance.note;

import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * The commitments to the mining notes of one block, for one owner after the other: the same as {@link PoolSeed#miningNote} followed by
 * {@link Note#commitment}, without an object for each. For one thread.
 */
public final class MiningCommitments {
    private final Mac mac;
    private final byte[] message;
    private final int ownerInMessage;
    private final Sha256 digest = new Sha256();
    private final byte[] domain = Note.commitmentDomain();
    private final byte[] preimage;

    /**
     * @param mac keyed, and nobody else's
     * @param message what the randomness is derived of, with the owner at {@code ownerInMessage}
     */
    MiningCommitments(Mac mac, byte[] message, int ownerInMessage, long value) {
        this.mac = mac;
        this.message = message;
        this.ownerInMessage = ownerInMessage;
        this.preimage = Note.preimage(value, Hash256.ZERO, Note.NATIVE, Hash256.ZERO);
    }

    /** Writes the 32 bytes of the commitment to the note that pays {@code owner} to {@code out} at {@code offset}. */
    public void write(OwnerKey owner, byte[] out, int offset) {
        owner.value().copyTo(message, ownerInMessage);
        owner.value().copyTo(preimage, Note.OWNER_IN_PREIMAGE);
        try {
            mac.update(message);
            mac.doFinal(preimage, Note.RANDOMNESS_IN_PREIMAGE);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("the randomness ends the preimage", e);
        }
        digest.update(domain).update(preimage).finish(out, offset);
    }
}
