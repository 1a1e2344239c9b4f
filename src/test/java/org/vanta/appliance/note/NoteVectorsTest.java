package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

/** Against the second implementation that wrote {@code vectors/note.json} (the script beside it). */
class NoteVectorsTest {
    static Stream<JsonNode> cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(NoteVectorsTest.class.getResourceAsStream("/vectors/note.json"))) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheSecondImplementation(JsonNode vector) {
        WalletSecret secret = WalletSecret.fromHex(vector.get("secret").asText());
        assertThat(secret.ownerKey()).isEqualTo(OwnerKey.parse(vector.get("owner").asText()));

        long value = Long.parseLong(vector.get("value").asText());
        Hash256 randomness = PoolSeed.ofBytes(bytes(vector, "seed"))
                .randomness(
                        vector.get("network").asText(),
                        vector.get("height").asInt(),
                        hash(vector, "prev_hash"),
                        value,
                        secret.ownerKey(),
                        Long.parseUnsignedLong(vector.get("tag").asText()));
        assertThat(randomness).isEqualTo(hash(vector, "randomness"));

        int asset = (int) vector.get("asset").asLong();
        Note note = new Note(value, secret.ownerKey(), asset, randomness);
        assertThat(note.commitment()).isEqualTo(hash(vector, "commitment"));
        assertThat(secret.nullifier(note.commitment())).isEqualTo(hash(vector, "nullifier"));

        EncryptedNote legacy = new EncryptedNote(
                hash(vector, "legacy_ephemeral_pubkey"), bytes(vector, "legacy_ciphertext"), note.commitment());
        assertThat(NoteScanner.open(secret, legacy)).hasValue(note);

        EncryptedNote version1 = SealedEnvelope.seal(note, bytes(vector, "ephemeral_secret"));
        assertThat(version1.ephemeralPubkey()).isEqualTo(hash(vector, "v1_ephemeral_pubkey"));
        assertThat(version1.ciphertext()).isEqualTo(bytes(vector, "v1_ciphertext"));
        assertThat(NoteScanner.open(secret, version1)).hasValue(note);
    }

    private static byte[] bytes(JsonNode vector, String field) {
        return Hex.decode(vector.get(field).asText());
    }

    private static Hash256 hash(JsonNode vector, String field) {
        return Hash256.fromHex(vector.get(field).asText());
    }
}
