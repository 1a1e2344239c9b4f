package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the packaged program checks real proofs through the C library it carries. Method: its own command on published proofs. */
class VerifyIT {
    private static final Path PUBLISHED = Path.of("native/tests/vectors/sp1/accept.json");

    @TempDir
    Path directory;

    @Test
    void acceptsAPublishedProofAndRefusesItForAnotherProgram() throws Exception {
        JsonNode entry = new ObjectMapper().readTree(PUBLISHED.toFile()).get(0);
        String vkey = entry.path("program_vkey").asText();
        Path proof = directory.resolve("proof");
        Files.write(proof, HexFormat.of().parseHex(entry.path("proof").asText().replaceFirst("^0x", "")));
        assertThat(verify(vkey, entry, "@" + proof, 0)).contains("accepted");

        String otherVkey = vkey.substring(0, vkey.length() - 2) + "00";
        assertThat(verify(otherVkey, entry, "@" + proof, 1)).contains("refused: ");
    }

    @Test
    void saysWhatIsWrongWithAnOption() throws Exception {
        JsonNode entry = new ObjectMapper().readTree(PUBLISHED.toFile()).get(0);
        assertThat(verify("abcd", entry, "00", 2)).contains("--vkey").contains("64 hex digits");
        assertThat(verify(entry.path("program_vkey").asText(), entry, "@" + directory.resolve("absent"), 2))
                .contains("--proof")
                .contains("absent");
    }

    private static String verify(String vkey, JsonNode entry, String proof, int exitCode) throws Exception {
        try (VantaProgram program = VantaProgram.start(
                Map.of(),
                "verify",
                "--sp1",
                "--vkey",
                vkey,
                "--public-values",
                entry.path("public_values").asText(),
                "--proof",
                proof)) {
            assertThat(program.exitCode()).as(program.output()).isEqualTo(exitCode);
            return program.output();
        }
    }
}
