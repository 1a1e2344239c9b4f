package org.vanta.appliance.note;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * The pool's 32-byte secret from which the randomness of every mining note is derived, so that the seed and the chain together restore each
 * reward although everything else is lost. Safe to use from many threads; never printed.
 */
public final class PoolSeed {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] DOMAIN = "Vanta/MiningNote/v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECOVERED_DOMAIN = "Vanta/RecoveredNote/v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MARK_DOMAIN = "Vanta/PoolSeedMark/v1".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_BYTES = 4 + 32 + 8 + 32 + 8;

    private final Mac keyed;

    private PoolSeed(byte[] seed) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(seed, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    public static PoolSeed generate(SecureRandom random) {
        return new PoolSeed(draw(random));
    }

    /**
     * The seed of these 32 bytes.
     *
     * @throws MalformedBytesException unless {@code seed} has 32 bytes
     */
    public static PoolSeed ofBytes(byte[] seed) {
        if (seed.length != Hash256.BYTES) {
            throw new MalformedBytesException("a pool seed has 32 bytes, got " + seed.length);
        }
        return new PoolSeed(seed);
    }

    /**
     * Reads the seed's file (64 hex digits and a line end), or makes one that only its owner may read (mode 0600). A new seed is on the disk
     * before this returns, whole or not at all; of two processes that start at once, both get the one seed that was written.
     *
     * @throws IOException if the file can be neither read nor made
     * @throws MalformedBytesException naming the file, if it holds anything else; it is never overwritten
     */
    public static PoolSeed loadOrCreate(Path file) throws IOException {
        SecureRandom random = new SecureRandom();
        SecretFile.createNew(file, draw(random));
        return new PoolSeed(SecretFile.read(file, "a pool seed"));
    }

    /**
     * Reads a seed that must be there.
     *
     * @throws IOException if the file can't be read
     * @throws MalformedBytesException naming the file, if it holds anything else
     */
    public static PoolSeed load(Path file) throws IOException {
        return new PoolSeed(SecretFile.read(file, "a pool seed"));
    }

    /**
     * {@code HMAC-SHA256(seed, "Vanta/MiningNote/v1" || network || height u32 LE || prevhash 32 || value u64 LE || owner 32 || tag u64 LE)}.
     *
     * @param network the network's name in ASCII, as in {@code VANTA_NETWORK}
     * @param height height of the block that will pay the note
     * @param prevHash hash of the block before, in internal order
     * @param value amount in base units
     * @param tag the tag that stands in the coinbase's scriptSig
     */
    public Hash256 randomness(String network, int height, Hash256 prevHash, long value, OwnerKey owner, long tag) {
        return Hash256.of(mac().doFinal(message(network, height, prevHash, value, owner.value(), tag)));
    }

    private static byte[] message(String network, int height, Hash256 prevHash, long value, Hash256 owner, long tag) {
        byte[] name = network.getBytes(StandardCharsets.US_ASCII);
        return new ByteWriter(DOMAIN.length + name.length + FIXED_BYTES)
                .bytes(DOMAIN)
                .bytes(name)
                .i32(height)
                .hash256(prevHash)
                .i64(value)
                .hash256(owner)
                .i64(tag)
                .toBytes();
    }

    /** The native note that pays {@code owner} for a block: its randomness is {@link #randomness}. */
    public Note miningNote(String network, int height, Hash256 prevHash, long value, OwnerKey owner, long tag) {
        return new Note(value, owner, Note.NATIVE, randomness(network, height, prevHash, value, owner, tag));
    }

    /** The commitments to the {@link #miningNote}s of a block, for as many owners as are asked for. */
    public MiningCommitments miningCommitments(String network, int height, Hash256 prevHash, long value, long tag) {
        byte[] message = message(network, height, prevHash, value, Hash256.ZERO, tag);
        return new MiningCommitments(mac(), message, message.length - Long.BYTES - Hash256.BYTES, value);
    }

    /**
     * Seals a note to its owner once more, after its first envelope was lost. The ephemeral secret is
     * {@code HMAC-SHA256(seed, "Vanta/RecoveredNote/v1" || commitment)}, so that sealing again gives the very same envelope, which an inbox
     * takes only once.
     */
    public EncryptedNote sealAgain(Note note, EnvelopeVersion version) {
        Hash256 commitment = note.commitment();
        byte[] message = new ByteWriter(RECOVERED_DOMAIN.length + Hash256.BYTES)
                .bytes(RECOVERED_DOMAIN)
                .hash256(commitment)
                .toBytes();
        return version.seal(note, mac().doFinal(message));
    }

    /** {@code HMAC-SHA256(seed, "Vanta/PoolSeedMark/v1")}: tells one seed from another and gives nothing of it away. */
    public Hash256 mark() {
        return Hash256.of(mac().doFinal(MARK_DOMAIN));
    }

    /** A copy of the keyed instance, which itself is never fed: cheaper than keying anew, and no lock between threads. */
    private Mac mac() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " can be copied", e);
        }
    }

    private static byte[] draw(SecureRandom random) {
        byte[] seed = new byte[Hash256.BYTES];
        random.nextBytes(seed);
        return seed;
    }

    /** Nothing of the seed. */
    @Override
    public String toString() {
        return "PoolSeed[hidden]";
    }
}
