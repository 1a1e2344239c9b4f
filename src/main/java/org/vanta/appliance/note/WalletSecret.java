package org.vanta.appliance.note;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;

/**
 * A wallet's secret: an X25519 private key (RFC 7748), 32 bytes. Only the wallet's commands hold one, never the appliance. It opens envelopes
 * sealed to its {@link #ownerKey()} and makes the nullifiers of its notes. It is never printed, and {@link #close()} wipes it.
 */
public final class WalletSecret implements AutoCloseable {
    private static final String NULLIFIER_DOMAIN = "Vanta/Nullifier/v1";

    private final byte[] secret;
    private final OwnerKey ownerKey;

    private WalletSecret(byte[] secret) {
        this.secret = secret;
        this.ownerKey = new OwnerKey(X25519.publicKey(secret));
    }

    /** A new secret, clamped as RFC 7748 section 5 has it, so that one owner key has one secret and one nullifier per note. */
    public static WalletSecret generate(SecureRandom random) {
        byte[] secret = new byte[Hash256.BYTES];
        random.nextBytes(secret);
        secret[0] &= (byte) 0xf8;
        secret[31] = (byte) ((secret[31] & 0x7f) | 0x40);
        return new WalletSecret(secret);
    }

    /**
     * A copy of the 32 bytes of a secret.
     *
     * @throws MalformedBytesException unless {@code secret} has 32 bytes
     */
    public static WalletSecret ofBytes(byte[] secret) {
        if (secret.length != Hash256.BYTES) {
            throw new MalformedBytesException("a wallet secret has 32 bytes, got " + secret.length);
        }
        return new WalletSecret(secret.clone());
    }

    /**
     * Reads 64 hex digits.
     *
     * @throws MalformedBytesException without repeating the text, which may be most of a secret
     */
    public static WalletSecret fromHex(String hex64) {
        return new WalletSecret(SecretFile.decode(hex64, "a wallet secret"));
    }

    /**
     * Reads a secret from its file: 64 hex digits and a line end.
     *
     * @throws IOException if the file cannot be read
     * @throws MalformedBytesException naming the file, if it holds anything else
     */
    public static WalletSecret load(Path file) throws IOException {
        return new WalletSecret(SecretFile.read(file, "a wallet secret"));
    }

    /**
     * Writes the secret to a new file that only its owner may read (mode 0600), forced to disk before this returns.
     *
     * @throws FileAlreadyExistsException if the file exists; it is left as it was
     */
    public void saveNew(Path file) throws IOException {
        if (!SecretFile.createNew(file, secret)) {
            throw new FileAlreadyExistsException(file.toString());
        }
    }

    /** The public key that receives this wallet's notes. */
    public OwnerKey ownerKey() {
        return ownerKey;
    }

    /** {@code SHA-256("Vanta/Nullifier/v1" || secret 32 || commitment 32)}: published once, when the note is spent. */
    public Hash256 nullifier(Hash256 commitment) {
        return Sha256.withDomain(NULLIFIER_DOMAIN, secret, commitment.toBytes());
    }

    /** The shared secret with an ephemeral key, or nothing when that key is a point of small order. */
    Optional<byte[]> agree(Hash256 ephemeralPubkey) {
        return X25519.agree(secret, ephemeralPubkey);
    }

    /** Overwrites the secret; the object is of no use afterwards. */
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    /** The owner key, never the secret. */
    @Override
    public String toString() {
        return "WalletSecret[owner " + ownerKey + "]";
    }
}
