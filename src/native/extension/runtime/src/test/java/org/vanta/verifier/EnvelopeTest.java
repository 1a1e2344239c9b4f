package org.vanta.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: envelopes made by the tests in C are answered and decoded the same in Java. */
class EnvelopeTest {
    private final Verifier verifier = Vectors.testBuild();
    private final List<JsonNode> cases;

    EnvelopeTest() throws IOException {
        cases = Vectors.read(Vectors.build().resolve("tests/envelopes.json"));
    }

    @Test
    void eachEnvelopeGetsTheAnswerItGetsInC() {
        assertThat(cases).hasSizeGreaterThan(5);
        for (JsonNode entry : cases) {
            VerificationStatus expected =
                    VerificationStatus.ofCode(entry.get("status").asInt());
            Verification answer = verifier.verifyAndDecode(Vectors.bytes(entry, "envelope"));
            VerificationStatus found = switch (answer) {
                case Verification.Accepted accepted -> VerificationStatus.OK;
                case Verification.Refused(VerificationStatus reason) -> reason;
            };
            assertThat(found).as(entry.get("name").asText()).isEqualTo(expected);
        }
    }

    @Test
    void decodesTheJournal() {
        Verification answer = verifier.verifyAndDecode(Vectors.bytes(cases.getFirst(), "envelope"));
        assertThat(answer).isInstanceOfSatisfying(Verification.Accepted.class, accepted -> {
            Journal journal = accepted.journal();
            assertThat(journal.smtRoot()).hasToString("11".repeat(32));
            assertThat(journal.inputCommitments())
                    .hasSize(2)
                    .allMatch(c -> c.toString().equals("22".repeat(32)));
            assertThat(journal.nullifiers())
                    .hasSize(2)
                    .allMatch(n -> n.toString().equals("33".repeat(32)));
            assertThat(journal.commitments())
                    .hasSize(1)
                    .allMatch(c -> c.toString().equals("44".repeat(32)));
            assertThat(journal.valueBalance()).isEqualTo(-7);
        });
    }
}
