package org.vanta.appliance.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

class MerkleTreeProperties {
    @Property(tries = 200)
    void leadsByTheBranchToTheSameRoot(@ForAll @IntRange(max = 70) int others, @ForAll int seed) {
        List<Hash256> leaves = new ArrayList<>();
        for (int i = 0; i <= others; i++) {
            leaves.add(Sha256.hash(new ByteWriter().i32(seed).i32(i).toBytes()));
        }
        List<Hash256> branch = MerkleTree.branchOfFirst(leaves.subList(1, leaves.size()));
        assertThat(MerkleTree.rootOfFirst(leaves.getFirst(), branch)).isEqualTo(MerkleTree.root(leaves));
        assertThat(1 << branch.size()).isGreaterThanOrEqualTo(leaves.size());
    }

    @Property
    void writesCompactTargetsThatReadBackAlike(
            @ForAll @IntRange(min = 4, max = 32) int exponent,
            @ForAll @IntRange(min = 0x8000, max = 0x7fffff) int mantissa) {
        int bits = exponent << 24 | mantissa;
        assertThat(Target.fromBits(bits).toBits()).isEqualTo(bits);
    }
}
