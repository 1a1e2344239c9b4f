package org.vanta.appliance.gossip.transport.rpk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.vanta.appliance.bytes.Hash256;

/** Ed25519 public keys as TLS carries them: 12 fixed bytes of SubjectPublicKeyInfo (RFC 8410) and the 32 bytes of the key. */
public final class RawPublicKey {
    private static final byte[] HEADER = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int BYTES = HEADER.length + 32;
    private static final int PADDING = 64;

    private RawPublicKey() {}

    static PublicKey parse(byte[] spki) throws GeneralSecurityException {
        if (spki.length != BYTES || !Arrays.equals(spki, 0, HEADER.length, HEADER, 0, HEADER.length)) {
            throw new InvalidKeyException("not an Ed25519 key");
        }
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    }

    /** @throws GeneralSecurityException if the bytes are no point of the curve */
    public static PublicKey of(Hash256 key) throws GeneralSecurityException {
        byte[] spki = Arrays.copyOf(HEADER, BYTES);
        key.copyTo(spki, HEADER.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    }

    static byte[] bytes(PublicKey key) {
        return Arrays.copyOfRange(key.getEncoded(), HEADER.length, BYTES);
    }

    static byte[] sign(Side side, PrivateKey key, byte[] transcriptHash) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(signed(side, transcriptHash));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 signing failed", e);
        }
    }

    static boolean verifies(Side side, PublicKey key, byte[] transcriptHash, byte[] signed) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(signed(side, transcriptHash));
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /** What a CertificateVerify message signs: 64 blanks, the context, a zero byte, the transcript's hash (RFC 8446, section 4.4.3). */
    private static byte[] signed(Side side, byte[] transcriptHash) {
        byte[] context = side.context.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[PADDING + context.length + 1 + transcriptHash.length];
        Arrays.fill(all, 0, PADDING, (byte) ' ');
        System.arraycopy(context, 0, all, PADDING, context.length);
        System.arraycopy(transcriptHash, 0, all, PADDING + context.length + 1, transcriptHash.length);
        return all;
    }

    enum Side {
        CLIENT("TLS 1.3, client CertificateVerify"),
        SERVER("TLS 1.3, server CertificateVerify");

        private final String context;

        Side(String context) {
            this.context = context;
        }
    }
}
