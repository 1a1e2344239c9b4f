package org.vanta.appliance.smt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vanta.appliance.bytes.Hash256;

/** Against the second implementation that wrote {@code vectors/tree.json} (the script beside it). */
class TreeVectorsTest {
    static Stream<JsonNode> cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(TreeVectorsTest.class.getResourceAsStream("/vectors/tree.json"))) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheSecondImplementation(JsonNode vector) {
        SparseMerkleTree tree = new SparseMerkleTree();
        tree.insertAll(hashes(vector.get("keys")));
        Hash256 root = Hash256.fromHex(vector.get("root").asText());
        assertThat(tree.root()).isEqualTo(root);
        for (JsonNode expected : vector.get("proofs")) {
            Hash256 key = Hash256.fromHex(expected.get("commitment").asText());
            SmtProof proof = new SmtProof(
                    key, expected.get("present").asBoolean(), hashes(expected.get("siblings")), terminal(expected));
            assertThat(tree.prove(key)).isEqualTo(proof);
            assertThat(proof.verify(root)).isTrue();
        }
    }

    private static Terminal terminal(JsonNode proof) {
        return switch (proof.get("terminal").asText()) {
            case "leaf" -> new Terminal.Leaf();
            case "empty" -> new Terminal.Empty();
            default -> new Terminal.Other(Hash256.fromHex(proof.get("other_key").asText()));
        };
    }

    private static List<Hash256> hashes(JsonNode list) {
        List<Hash256> hashes = new ArrayList<>();
        list.forEach(text -> hashes.add(Hash256.fromHex(text.asText())));
        return hashes;
    }
}
