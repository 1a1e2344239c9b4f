package org.vanta.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Goal: a key cannot be built into the library without a name for its circuit in Java. */
class Sp1CircuitTest {
    @Test
    void namesEveryCircuitOfTheTestBuildWhichHasThemAll() {
        assertThat(Vectors.testBuild().abi().selectors())
                .hasSizeGreaterThan(10)
                .allMatch(selector -> Sp1Circuit.ofSelector(selector).isPresent());
    }

    @Test
    void findsTheCircuitByTheProofsFirstBytes() {
        assertThat(Sp1Circuit.ofProof(HexFormat.of().parseHex("5a093a2f00"))).contains(new Sp1Circuit(true, "v6.1.0"));
        assertThat(Sp1Circuit.ofProof(HexFormat.of().parseHex("ffffffff"))).isEmpty();
        assertThat(Sp1Circuit.ofProof(new byte[3])).isEmpty();
    }
}
