package org.vanta.appliance.note;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): HChaCha20 makes a subkey from the key and the nonce's first 16 bytes, the JDK's
 * ChaCha20-Poly1305 (RFC 8439) does the rest under four zero bytes and the nonce's last 8. One instance is one key with one nonce: it must seal
 * at most one message.
 */
final class XChaCha20Poly1305 {
    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 24;

    private static final int HNONCE_BYTES = 16;
    private static final int IETF_NONCE_BYTES = 12;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final SecretKeySpec subkey;
    private final IvParameterSpec iv;

    XChaCha20Poly1305(byte[] key, byte[] nonce) {
        if (key.length != KEY_BYTES || nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("needs a key of 32 and a nonce of 24 bytes");
        }
        subkey = new SecretKeySpec(hChaCha20(key, nonce), "ChaCha20");
        byte[] ietfNonce = new byte[IETF_NONCE_BYTES];
        System.arraycopy(nonce, HNONCE_BYTES, ietfNonce, 4, NONCE_BYTES - HNONCE_BYTES);
        iv = new IvParameterSpec(ietfNonce);
    }

    /** The ciphertext with the 16-byte tag appended. */
    byte[] seal(byte[] plaintext, byte[] associated) {
        try {
            return run(Cipher.ENCRYPT_MODE, plaintext, associated);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ChaCha20-Poly1305", e);
        }
    }

    /** The plaintext, or nothing if ciphertext, tag or associated data are not what was sealed under this key and nonce. */
    Optional<byte[]> open(byte[] ciphertext, byte[] associated) {
        try {
            return Optional.of(run(Cipher.DECRYPT_MODE, ciphertext, associated));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ChaCha20-Poly1305", e);
        }
    }

    private byte[] run(int mode, byte[] data, byte[] associated) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, subkey, iv);
        cipher.updateAAD(associated);
        return cipher.doFinal(data);
    }

    /** Section 2.2 of the draft: the ChaCha20 rounds without the final addition, first and last row of the state. */
    static byte[] hChaCha20(byte[] key, byte[] nonce) {
        int[] s = new int[16];
        s[0] = 0x61707865;
        s[1] = 0x3320646e;
        s[2] = 0x79622d32;
        s[3] = 0x6b206574;
        for (int i = 0; i < 8; i++) {
            s[4 + i] = (int) INT.get(key, 4 * i);
        }
        for (int i = 0; i < 4; i++) {
            s[12 + i] = (int) INT.get(nonce, 4 * i);
        }
        for (int round = 0; round < 10; round++) {
            for (int column = 0; column < 4; column++) {
                quarterRound(s, column, 4 + column, 8 + column, 12 + column);
            }
            for (int diagonal = 0; diagonal < 4; diagonal++) {
                quarterRound(s, diagonal, 4 + (diagonal + 1) % 4, 8 + (diagonal + 2) % 4, 12 + (diagonal + 3) % 4);
            }
        }
        byte[] out = new byte[KEY_BYTES];
        for (int i = 0; i < 4; i++) {
            INT.set(out, 4 * i, s[i]);
            INT.set(out, 16 + 4 * i, s[12 + i]);
        }
        return out;
    }

    private static void quarterRound(int[] s, int a, int b, int c, int d) {
        s[a] += s[b];
        s[d] = Integer.rotateLeft(s[d] ^ s[a], 16);
        s[c] += s[d];
        s[b] = Integer.rotateLeft(s[b] ^ s[c], 12);
        s[a] += s[b];
        s[d] = Integer.rotateLeft(s[d] ^ s[a], 8);
        s[c] += s[d];
        s[b] = Integer.rotateLeft(s[b] ^ s[c], 7);
    }
}
