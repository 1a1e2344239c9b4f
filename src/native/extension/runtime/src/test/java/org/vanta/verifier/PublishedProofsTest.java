package org.vanta.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: proofs that people published get through Java the answer they get in C. Method: the same files, the same build. */
class PublishedProofsTest {
    private final Verifier verifier = Vectors.testBuild();

    private static Sp1Proof proof(JsonNode entry) {
        return new Sp1Proof(
                Vectors.bytes(entry, "program_vkey"),
                Vectors.bytes(entry, "public_values"),
                Vectors.bytes(entry, "proof"));
    }

    @Test
    void sp1ProofsGetTheirExpectedAnswerAloneAndInBatches() throws IOException {
        for (Path folder : Vectors.folders()) {
            List<Sp1Proof> proofs = new ArrayList<>();
            List<VerificationStatus> alone = new ArrayList<>();
            for (String file : List.of("accept", "malleated-accept", "negatives")) {
                for (JsonNode entry : Vectors.read(folder.resolve("sp1/" + file + ".json"))) {
                    VerificationStatus status = verifier.sp1().verify(proof(entry));
                    assertThat(status.isOk())
                            .as("%s: %s", entry.get("name").asText(), status.text())
                            .isEqualTo(entry.get("expect").asText().equals("accept"));
                    proofs.add(proof(entry));
                    alone.add(status);
                }
            }
            assertThat(proofs).isNotEmpty();
            assertThat(verifier.sp1().verifyBatch(proofs)).isEqualTo(alone);
        }
    }

    @Test
    void risc0ReceiptsAreAcceptedAndTheirChangedJournalsRefused() throws IOException {
        for (Path folder : Vectors.folders()) {
            List<JsonNode> receipts = Vectors.read(folder.resolve("risc0/receipts.json"));
            assertThat(receipts).isNotEmpty();
            for (JsonNode entry : receipts) {
                byte[] imageId = Vectors.bytes(entry, "image_id");
                byte[] journal = Vectors.bytes(entry, "journal");
                byte[] seal = Vectors.bytes(entry, "seal");
                assertThat(verifier.risc0().verify(imageId, journal, seal)).isEqualTo(VerificationStatus.OK);
                journal[0] ^= 1;
                assertThat(verifier.risc0().verify(imageId, journal, seal))
                        .isEqualTo(VerificationStatus.PAIRING_MISMATCH);
            }
        }
    }

    @Test
    void anEmptyBatchHasNoAnswers() {
        assertThat(verifier.sp1().verifyBatch(List.of())).isEmpty();
    }
}
