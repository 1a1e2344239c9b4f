package org.vanta.appliance.smt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.vanta.appliance.bytes.Hash256;

class SmtProofProperties {
    private static final int TRIES = 300;

    @Property(tries = TRIES)
    void proveOnlyTheTruth(@ForAll("keySets") Set<Hash256> keys, @ForAll("keys") Hash256 absent) {
        SparseMerkleTree tree = new SparseMerkleTree();
        tree.insertAll(keys);
        tree.remove(absent);
        Hash256 root = tree.root();
        SmtProof absence = tree.prove(absent);
        assertThat(new SmtProof(absent, true, absence.siblings(), new Terminal.Leaf()).verify(root))
                .isFalse();
        for (Hash256 key : keys) {
            if (!tree.contains(key)) {
                continue;
            }
            List<Hash256> siblings = tree.prove(key).siblings();
            for (int length = 0; length <= siblings.size(); length++) {
                List<Hash256> upper = siblings.subList(0, length);
                assertThat(new SmtProof(key, false, upper, new Terminal.Empty()).verify(root))
                        .isFalse();
                assertThat(new SmtProof(key, false, upper, new Terminal.Other(absent)).verify(root))
                        .isFalse();
                assertThat(new SmtProof(key, false, upper, new Terminal.Other(key)).verify(root))
                        .isFalse();
                assertThat(new SmtProof(absent, true, upper, new Terminal.Leaf()).verify(root))
                        .isFalse();
            }
        }
    }

    @Property(tries = TRIES)
    void failOnceAnythingIsChanged(
            @ForAll("keySets") Set<Hash256> keys,
            @ForAll("keys") Hash256 asked,
            @ForAll @IntRange(max = 255) int bit,
            @ForAll @IntRange(max = 1000) int chosen) {
        SparseMerkleTree tree = new SparseMerkleTree();
        tree.insertAll(keys);
        Hash256 root = tree.root();
        SmtProof proof = tree.prove(asked);
        assertThat(proof.verify(flipped(root, bit))).isFalse();
        List<Hash256> siblings = proof.siblings();
        if (!siblings.isEmpty()) {
            int index = chosen % siblings.size();
            List<Hash256> forged = new ArrayList<>(siblings);
            forged.set(index, flipped(siblings.get(index), bit));
            assertThat(with(proof, forged).verify(root)).isFalse();
            assertThat(with(proof, siblings.subList(1, siblings.size())).verify(root)).isFalse();
            assertThat(with(proof, siblings.subList(0, siblings.size() - 1)).verify(root)).isFalse();
        }
        if (siblings.size() < SparseMerkleTree.DEPTH) {
            List<Hash256> longer = new ArrayList<>(siblings);
            longer.add(Hash256.ZERO);
            assertThat(with(proof, longer).verify(root)).isFalse();
        }
    }

    private static SmtProof with(SmtProof proof, List<Hash256> siblings) {
        return new SmtProof(proof.key(), proof.present(), siblings, proof.terminal());
    }

    private static Hash256 flipped(Hash256 hash, int bit) {
        byte[] bytes = hash.toBytes();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return Hash256.of(bytes);
    }

    @Provide
    Arbitrary<Hash256> keys() {
        return Arbitraries.bytes().array(byte[].class).ofSize(Hash256.BYTES).map(Hash256::of);
    }

    @Provide
    Arbitrary<Set<Hash256>> keySets() {
        return keys().set().ofMaxSize(30);
    }
}
