package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hex;

class XChaCha20Poly1305Test {
    private static final byte[] SUNSCREEN = ("Ladies and Gentlemen of the class of '99: If I could offer you "
                    + "only one tip for the future, sunscreen would be it.")
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEY = Hex.decode("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    private static final byte[] ASSOCIATED = Hex.decode("50515253c0c1c2c3c4c5c6c7");

    /** draft-irtf-cfrg-xchacha-03, section 2.2.1. */
    @Test
    void derivesTheSubkeyOfTheDraft() {
        assertThat(Hex.encode(XChaCha20Poly1305.hChaCha20(
                        Hex.decode("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                        Hex.decode("000000090000004a0000000031415927"))))
                .isEqualTo("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
    }

    /** draft-irtf-cfrg-xchacha-03, appendix A.3.1. */
    @Test
    void sealsAndOpensTheMessageOfTheDraft() {
        byte[] nonce = Hex.decode("404142434445464748494a4b4c4d4e4f5051525354555657");
        byte[] ciphertext = Hex.decode("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
                + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
                + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                + "21f9664c97637da9768812f615c68b13b52e"
                + "c0875924c1c7987947deafd8780acf49");
        XChaCha20Poly1305 cipher = new XChaCha20Poly1305(KEY, nonce);
        assertThat(cipher.seal(SUNSCREEN, ASSOCIATED)).isEqualTo(ciphertext);
        assertThat(cipher.open(ciphertext, ASSOCIATED)).get().isEqualTo(SUNSCREEN);
        ciphertext[5] ^= 1;
        assertThat(cipher.open(ciphertext, ASSOCIATED)).isEmpty();
        ciphertext[5] ^= 1;
        assertThat(cipher.open(ciphertext, new byte[12])).isEmpty();
    }

    /** RFC 8439, section 2.8.2: what the JDK does below. */
    @Test
    void standsOnTheCipherOfTheRfc() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(KEY, "ChaCha20"),
                new IvParameterSpec(Hex.decode("070000004041424344454647")));
        cipher.updateAAD(ASSOCIATED);
        assertThat(Hex.encode(cipher.doFinal(SUNSCREEN)))
                .isEqualTo("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                        + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                        + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                        + "3ff4def08e4b7a9de576d26586cec64b6116"
                        + "1ae10b594f09e26a7e902ecbd0600691");
    }

    /** RFC 5869, appendix A.1. */
    @Test
    void standsOnTheKeyDerivationOfTheRfc() {
        assertThat(Hex.encode(SealedEnvelope.hkdf(
                        Hex.decode("0b".repeat(22)),
                        Hex.decode("000102030405060708090a0b0c"),
                        Hex.decode("f0f1f2f3f4f5f6f7f8f9"),
                        42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }
}
