package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;

class NoteTest {
    private static final OwnerKey OWNER = OwnerKey.parse("11".repeat(32));
    private static final Hash256 RANDOMNESS = Hash256.fromHex("22".repeat(32));

    @Test
    void commitsToTheChecksumOfTheFormat() {
        assertThat(new Note(10_000_000_000_000L, OWNER, Note.NATIVE, RANDOMNESS).commitment().hex())
                .isEqualTo("0aae007f02fbdb7372d65eca69cc09bbbb345cf0b5be7d36432c054743e5f555");
    }

    @Test
    void refusesNegativeValues() {
        assertThatThrownBy(() -> new Note(-1, OWNER, Note.NATIVE, RANDOMNESS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void keepsItsRandomnessOutOfItsText() {
        assertThat(new Note(5, OWNER, Note.NATIVE, RANDOMNESS).toString())
                .contains("value=5")
                .doesNotContain(RANDOMNESS.hex());
    }
}
