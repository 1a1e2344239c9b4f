package org.vanta.appliance.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.ProofSystem;
import org.vanta.appliance.chain.VerifiedProof;

/** Goal: the ring holds the last proofs, never more than its slots, and nobody can push the chain's out of it. */
class ProofRingTest {
    private final ProofRing ring = new ProofRing();

    private static Hash256 value(int seed) {
        return Sha256.hash(new ByteWriter(4).i32(seed).toBytes());
    }

    private static VerifiedProof proof(int statement) {
        return new VerifiedProof(
                ProofSystem.SP1_GROTH16, "v5.0.0", value(-1), false, value(statement), Optional.empty());
    }

    private static ProofEvent submitted(int statement) {
        return new ProofEvent(Instant.EPOCH, proof(statement), new ProofPlace.Submitted());
    }

    private static ProofEvent inBlock(int statement, int height) {
        return new ProofEvent(
                Instant.EPOCH, proof(statement), new ProofPlace.InBlock(value(1_000), value(2_000 + height), height));
    }

    @Test
    void givesTheLastProofsNewestFirst() {
        for (int i = 0; i < ProofRing.SLOTS + 3; i++) {
            ring.add(submitted(i));
        }
        assertThat(ring.recent()).hasSize(ProofRing.SLOTS);
        assertThat(ring.recent().getFirst()).isEqualTo(submitted(ProofRing.SLOTS + 2));
        assertThat(ring.recent().getLast()).isEqualTo(submitted(3));
    }

    @Test
    void remembersAStatementOnceHoweverOftenItIsSubmitted() {
        ring.add(submitted(1));
        ring.add(submitted(2));
        ring.add(submitted(1));
        assertThat(ring.recent()).containsExactly(submitted(2), submitted(1));
        ring.add(inBlock(1, 7));
        assertThat(ring.recent()).containsExactly(inBlock(1, 7), submitted(2));
        ring.add(submitted(1));
        assertThat(ring.recent()).containsExactly(inBlock(1, 7), submitted(2));
    }

    @Test
    void keepsWhatTheChainCarriesBeforeWhatWasOnlySubmitted() {
        ring.add(inBlock(0, 1));
        for (int i = 1; i <= ProofRing.SLOTS; i++) {
            ring.add(submitted(i));
        }
        assertThat(ring.recent())
                .hasSize(ProofRing.SLOTS)
                .contains(inBlock(0, 1))
                .doesNotContain(submitted(1));
        for (int i = 0; i < ProofRing.SLOTS; i++) {
            ring.add(inBlock(i, 2));
        }
        assertThat(ring.recent()).hasSize(ProofRing.SLOTS).doesNotContain(inBlock(0, 1));
        ring.add(submitted(-5));
        assertThat(ring.recent()).hasSize(ProofRing.SLOTS).doesNotContain(submitted(-5));
    }

    @Test
    void forgetsTheProofsOfABlockThatLeft() {
        ring.add(inBlock(1, 1));
        ring.add(inBlock(2, 2));
        ring.add(inBlock(3, 2));
        ring.add(submitted(4));
        ring.removeBlock(value(2_002));
        assertThat(ring.recent()).containsExactly(submitted(4), inBlock(1, 1));
    }
}
