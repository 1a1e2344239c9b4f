package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.note.SecretFile;

/**
 * The Ed25519 key (RFC 8032) that names this endpoint to its peers. It is drawn once and kept in a file of mode 0600 that holds the seed
 * as 64 hex digits and a line feed; who has the file is this endpoint.
 */
public final class EndpointKey {
    private static final int SEED_BYTES = 32;
    /** X.509's SubjectPublicKeyInfo of an Ed25519 key is 12 fixed bytes and the key (RFC 8410, section 4). */
    private static final int SPKI_HEADER_BYTES = 12;

    private final KeyPair pair;
    private final PeerId id;
    private final X509Certificate certificate;

    private EndpointKey(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
            pair = generator.generateKeyPair();
            id = new PeerId(Hash256.of(pair.getPublic().getEncoded(), SPKI_HEADER_BYTES, Hash256.BYTES));
            certificate = SelfSignedCertificate.of(pair);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks Ed25519", e);
        }
    }

    /** A key that lives as long as the process. */
    public static EndpointKey generate() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return ofSeed(seed);
    }

    /** The key of a 32-byte seed; the seed is wiped. */
    public static EndpointKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, got " + seed.length);
        }
        try {
            return new EndpointKey(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /**
     * Reads the key, or draws it and writes the file if there is none.
     *
     * @throws org.vanta.appliance.bytes.MalformedBytesException if the file holds something else; it is never replaced
     */
    public static EndpointKey loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] seed = new byte[SEED_BYTES];
            new SecureRandom().nextBytes(seed);
            SecretFile.createNew(file, seed);
            Arrays.fill(seed, (byte) 0);
        }
        // Read back also what was just written: another process may have been first.
        return ofSeed(SecretFile.read(file, "the endpoint key"));
    }

    public PeerId id() {
        return id;
    }

    /** Ed25519 signature of 64 bytes. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 signing failed", e);
        }
    }

    PrivateKey privateKey() {
        return pair.getPrivate();
    }

    /** Carries the public key where a library asks for a certificate. */
    X509Certificate certificate() {
        return certificate;
    }

    @Override
    public String toString() {
        return "EndpointKey[" + id + "]";
    }

    /** Java makes a public key from a seed only while generating a pair, so the generator is given this seed. */
    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("the generator asked for " + bytes.length + " bytes");
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
