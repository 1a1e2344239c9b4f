package org.vanta.appliance.note;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import org.vanta.appliance.bytes.Hash256;

/** The X25519 function of RFC 7748 on raw little-endian bytes, computed by the JDK. */
final class X25519 {
    private static final String ALGORITHM = "X25519";
    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private X25519() {}

    /** The public key of a 32-byte secret scalar. */
    static Hash256 publicKey(byte[] secret) {
        return multiply(secret, BASE_POINT)
                .map(Hash256::of)
                .orElseThrow(() -> new IllegalStateException("the base point has a large order"));
    }

    /** The shared secret, or nothing when {@code peer} is a point of small order. */
    static Optional<byte[]> agree(byte[] secret, Hash256 peer) {
        byte[] bigEndian = reversed(peer.toBytes());
        bigEndian[0] &= 0x7f;
        return multiply(secret, new BigInteger(1, bigEndian));
    }

    private static Optional<byte[]> multiply(byte[] secret, BigInteger u) {
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            PrivateKey scalar = keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
            KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
            agreement.init(scalar);
            try {
                agreement.doPhase(keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u)), true);
            } catch (InvalidKeyException e) {
                return Optional.empty();
            }
            return Optional.of(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has X25519", e);
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }
}
