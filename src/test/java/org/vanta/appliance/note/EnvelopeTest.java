package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;

class EnvelopeTest {
    private final SecureRandom random = new SecureRandom();
    private final WalletSecret secret = WalletSecret.generate(random);
    private final Note note = new Note(10_000_000_000_000L, secret.ownerKey(), Note.NATIVE, Hash256.ZERO);

    @Test
    void hidesNothingInALegacyEnvelopeFromThoseWhoKnowTheOwnerKey() {
        EncryptedNote envelope = EnvelopeVersion.LEGACY.seal(note, random);
        assertThat(LegacyEnvelope.open(secret.ownerKey(), envelope)).hasValue(note);
    }

    @Test
    void looksDifferentEachTime() {
        for (EnvelopeVersion version : EnvelopeVersion.values()) {
            EncryptedNote first = version.seal(note, random);
            EncryptedNote second = version.seal(note, random);
            assertThat(first).isNotEqualTo(second);
        }
    }

    @Test
    void takesAnEphemeralKeyOfSmallOrderForNothing() {
        EncryptedNote envelope = new EncryptedNote(Hash256.ZERO, new byte[60], note.commitment());
        assertThat(NoteScanner.open(secret, envelope)).isEmpty();
    }

    @Test
    void takesAmountsAbove63BitsForNothing() {
        byte[] plaintext = new byte[NotePlaintext.BYTES];
        plaintext[7] = (byte) 0x80;
        assertThat(NotePlaintext.decode(plaintext, secret.ownerKey(), note.commitment()))
                .isEmpty();
    }

    @Test
    void copiesTheCiphertextInAndOut() {
        byte[] ciphertext = new byte[60];
        EncryptedNote envelope = new EncryptedNote(Hash256.ZERO, ciphertext, Hash256.ZERO);
        ciphertext[0] = 1;
        envelope.ciphertext()[1] = 1;
        assertThat(envelope.ciphertext()).isEqualTo(new byte[60]);
        assertThat(envelope)
                .isEqualTo(new EncryptedNote(Hash256.ZERO, new byte[60], Hash256.ZERO))
                .hasSameHashCodeAs(new EncryptedNote(Hash256.ZERO, new byte[60], Hash256.ZERO));
    }
}
