package org.vanta.verifier.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A proof that people published, as it is and for another program. */
final class PublishedProof {
    private PublishedProof() {}

    /**
     * @param resource what {@link ProofResource#verify} is reached by
     * @param build what its answers begin with
     */
    static void assertVerified(UnaryOperator<String> resource, String build) throws IOException {
        Path file = Path.of(System.getProperty("verifier.vectors"), "sp1", "accept.json");
        JsonNode entry = new ObjectMapper().readTree(file.toFile()).get(0);
        String values = hex(entry, "public_values");
        String proof = hex(entry, "proof");
        String vkey = hex(entry, "program_vkey");
        assertThat(resource.apply(lines(vkey, values, proof))).isEqualTo(build + ": OK");
        assertThat(resource.apply(lines("00" + "11".repeat(31), values, proof)))
                .isEqualTo(build + ": PAIRING_MISMATCH");
    }

    private static String lines(String... parts) {
        return Stream.of(parts).collect(Collectors.joining("\n"));
    }

    private static String hex(JsonNode entry, String field) {
        return entry.get(field).asText().replaceFirst("^0x", "");
    }
}
