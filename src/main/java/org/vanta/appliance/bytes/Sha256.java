package org.vanta.appliance.bytes;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 (FIPS 180-4), Bitcoin's double SHA-256, and the domain-separated form of the shielded layer. An instance is a reusable digest for
 * one thread; the static methods are for occasional use.
 */
public final class Sha256 {
    private final MessageDigest digest = newDigest();

    /** A fresh JDK digest. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static Hash256 hash(byte[] data) {
        return Hash256.owning(newDigest().digest(data));
    }

    /** SHA-256 of SHA-256: block hashes, transaction ids, merkle nodes. */
    public static Hash256 twice(byte[] data) {
        MessageDigest digest = newDigest();
        return Hash256.owning(digest.digest(digest.digest(data)));
    }

    /** SHA-256 of the concatenation of {@code parts}. */
    public static Hash256 ofParts(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return Hash256.owning(digest.digest());
    }

    /** {@code SHA-256(domain as ASCII || data)}: the shielded layer's domain hash; no length prefix (docs/formats.md). */
    public static Hash256 withDomain(String domain, byte[]... data) {
        MessageDigest digest = newDigest();
        digest.update(domain.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : data) {
            digest.update(part);
        }
        return Hash256.owning(digest.digest());
    }

    public Sha256 update(byte[] data) {
        digest.update(data);
        return this;
    }

    /** Writes the 32-byte digest of what was updated to {@code out} at {@code offset} and resets. */
    public void finish(byte[] out, int offset) {
        try {
            digest.digest(out, offset, Hash256.BYTES);
        } catch (DigestException e) {
            throw new IllegalArgumentException("needs 32 bytes of room at " + offset + " of " + out.length, e);
        }
    }

    /** As {@link #finish}, hashed a second time. */
    public void finishTwice(byte[] out, int offset) {
        finish(out, offset);
        digest.update(out, offset, Hash256.BYTES);
        finish(out, offset);
    }
}
