package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

class NoteEnvelopeProperties {
    private static final int TRIES = 200;
    private static final SecureRandom RANDOM = new SecureRandom();

    @Property(tries = TRIES)
    void opensWhatWasSealedToItsOwner(
            @ForAll("secrets") byte[] secretBytes,
            @ForAll @LongRange(min = 0) long value,
            @ForAll int asset,
            @ForAll("secrets") byte[] randomness,
            @ForAll EnvelopeVersion version) {
        WalletSecret secret = WalletSecret.ofBytes(secretBytes);
        Note note = new Note(value, secret.ownerKey(), asset, Hash256.of(randomness));
        EncryptedNote envelope = version.seal(note, RANDOM);
        assertThat(envelope.version()).isEqualTo(version);
        assertThat(envelope.commitment()).isEqualTo(note.commitment());
        assertThat(NoteScanner.open(secret, envelope)).hasValue(note);
    }

    @Property(tries = TRIES)
    void opensNothingForAnotherWallet(@ForAll("notes") Note note, @ForAll EnvelopeVersion version) {
        WalletSecret stranger = WalletSecret.generate(RANDOM);
        assertThat(NoteScanner.open(stranger, version.seal(note, RANDOM))).isEmpty();
    }

    @Property(tries = TRIES)
    void opensNothingOnceAnyBitIsFlipped(
            @ForAll("secrets") byte[] secretBytes,
            @ForAll EnvelopeVersion version,
            @ForAll @IntRange(max = 8 * (32 + 60 + 32) - 1) int chosen) {
        // Bit 255 is one that X25519 ignores; the salt covers it.
        WalletSecret secret = WalletSecret.ofBytes(secretBytes);
        EncryptedNote sealed = version.seal(new Note(1, secret.ownerKey(), 0, Hash256.ZERO), RANDOM);
        byte[] ephemeral = sealed.ephemeralPubkey().toBytes();
        byte[] ciphertext = sealed.ciphertext();
        byte[] commitment = sealed.commitment().toBytes();
        int bit = chosen % (8 * (64 + ciphertext.length));
        byte[] part = bit < 256 ? ephemeral : bit < 512 ? commitment : ciphertext;
        int at = bit < 512 ? bit % 256 : bit - 512;
        part[at / 8] ^= (byte) (1 << at % 8);
        EncryptedNote forged = new EncryptedNote(Hash256.of(ephemeral), ciphertext, Hash256.of(commitment));
        assertThat(NoteScanner.open(secret, forged)).as("bit %d", bit).isEmpty();
    }

    @Property(tries = TRIES)
    void refusesCiphertextsOfOtherLengths(@ForAll @IntRange(max = 200) int length) {
        if (length == 44 || length == 60) {
            return;
        }
        assertThatThrownBy(() -> new EncryptedNote(Hash256.ZERO, new byte[length], Hash256.ZERO))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("got " + length);
    }

    @Property(tries = TRIES)
    void takesArbitraryEnvelopesForNothing(
            @ForAll("secrets") byte[] ephemeral, @ForAll("secrets") byte[] filling, @ForAll EnvelopeVersion version) {
        byte[] ciphertext = new byte[version.ciphertextLength()];
        System.arraycopy(filling, 0, ciphertext, 0, filling.length);
        EncryptedNote envelope = new EncryptedNote(Hash256.of(ephemeral), ciphertext, Hash256.ZERO);
        assertThat(NoteScanner.open(WalletSecret.generate(RANDOM), envelope)).isEmpty();
    }

    @Provide
    Arbitrary<byte[]> secrets() {
        return Arbitraries.bytes().array(byte[].class).ofSize(Hash256.BYTES);
    }

    @Provide
    Arbitrary<Note> notes() {
        return Combinators.combine(
                        secrets(), Arbitraries.longs().greaterOrEqual(0), Arbitraries.integers(), secrets())
                .as((secret, value, asset, randomness) ->
                        new Note(value, WalletSecret.ofBytes(secret).ownerKey(), asset, Hash256.of(randomness)));
    }
}
