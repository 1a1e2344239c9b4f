package org.vanta.appliance.smt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

class SparseMerkleTreeTest {
    @Test
    void hasThirtyTwoZeroBytesForARootWhenEmpty() {
        SparseMerkleTree tree = new SparseMerkleTree();
        assertThat(tree.root()).isEqualTo(Hash256.ZERO);
        assertThat(tree.insert(Hash256.ZERO)).isTrue();
        assertThat(tree.root()).isNotEqualTo(Hash256.ZERO);
        assertThat(tree.remove(Hash256.ZERO)).isTrue();
        assertThat(tree.root()).isEqualTo(Hash256.ZERO);
        assertThat(tree.size()).isZero();
    }

    @Test
    void takesEachKeyOnce() {
        SparseMerkleTree tree = new SparseMerkleTree();
        assertThat(tree.insertAll(List.of(Hash256.ZERO, Hash256.ZERO))).containsExactly(Hash256.ZERO);
        Hash256 root = tree.root();
        assertThat(tree.insert(Hash256.ZERO)).isFalse();
        assertThat(tree.root()).isEqualTo(root);
        assertThat(tree.removeAll(List.of(Hash256.ZERO, Hash256.ZERO))).containsExactly(Hash256.ZERO);
        assertThat(tree.remove(Hash256.ZERO)).isFalse();
    }

    @Test
    void staysRightOverManyPagesAndReusesWhatWasFreed() {
        List<Hash256> keys = new ArrayList<>(randomKeys(20_000, 1));
        SparseMerkleTree tree = new SparseMerkleTree();
        tree.insertAll(keys);
        Hash256 full = tree.root();
        for (int round = 0; round < 3; round++) {
            Collections.shuffle(keys, new Random(round));
            List<Hash256> gone = List.copyOf(keys.subList(0, 15_000));
            tree.removeAll(gone);
            SparseMerkleTree fresh = new SparseMerkleTree();
            fresh.insertAll(keys.subList(15_000, 20_000));
            assertThat(tree.root()).isEqualTo(fresh.root());
            tree.insertAll(gone);
            assertThat(tree.root()).isEqualTo(full);
        }
        for (Hash256 key : keys.subList(0, 200)) {
            assertThat(tree.prove(key).verify(full)).isTrue();
        }
    }

    @Test
    void hasTheRootOfTheDefinitionWhenManyKeysAreHashedAtOneTime() {
        List<Hash256> keys = new ArrayList<>(randomKeys(12_000, 2));
        keys.addAll(sharingAPrefix(keys.getFirst(), 5_000, 5));
        keys.addAll(sharingAPrefix(keys.getFirst(), 2_000, 30));
        Collections.shuffle(keys, new Random(3));
        Set<Hash256> distinct = Set.copyOf(keys);
        Hash256 defined = ReferenceTree.root(distinct);

        TreeLoad load = new TreeLoad();
        load.addAll(keys);
        SparseMerkleTree atOnce = load.tree();
        assertThat(atOnce.root()).isEqualTo(defined);
        assertThat(atOnce.size()).isEqualTo(distinct.size());

        SparseMerkleTree inBlocks = new SparseMerkleTree();
        for (List<Hash256> block : List.of(keys.subList(0, 3_000), keys.subList(2_000, 9_000), keys)) {
            inBlocks.insertAll(block);
        }
        assertThat(inBlocks.root()).isEqualTo(defined);
        assertThat(inBlocks.insertAll(keys)).isEmpty();
        assertThat(inBlocks.root()).isEqualTo(defined);

        List<Hash256> gone = keys.subList(0, 6_000);
        atOnce.removeAll(gone);
        Set<Hash256> left = new HashSet<>(distinct);
        gone.forEach(left::remove);
        assertThat(atOnce.root()).isEqualTo(ReferenceTree.root(left));
        atOnce.insertAll(gone);
        assertThat(atOnce.root()).isEqualTo(defined);
    }

    @Test
    void takesNoRoomForKeysThatAreThereAlready() {
        List<Hash256> keys = randomKeys(1_000, 6);
        Nodes nodes = new Nodes();
        keys.forEach(nodes.keys::allocate);
        SparseMerkleTree tree = SparseMerkleTree.of(nodes, keys.size());
        for (int round = 0; round < 20; round++) {
            assertThat(tree.insertAll(keys)).isEmpty();
        }
        assertNothingLost(nodes, keys.size());
    }

    @Test
    void takesNoRoomForBlocksThatAreUndoneAgainAndAgain() {
        List<Hash256> keys = randomKeys(1_000, 7);
        Nodes nodes = new Nodes();
        keys.forEach(nodes.keys::allocate);
        SparseMerkleTree tree = SparseMerkleTree.of(nodes, keys.size());
        Hash256 root = tree.root();
        for (int round = 0; round < 50; round++) {
            List<Hash256> block = randomKeys(200, 1_000 + round);
            tree.insertAll(block);
            tree.removeAll(block);
            assertThat(tree.root()).isEqualTo(root);
        }
        assertNothingLost(nodes, keys.size());
    }

    /** As many again and more find room without a gap: every other place was given back. */
    private static void assertNothingLost(Nodes nodes, int keys) {
        int more = 2 * keys;
        assertThat(IntStream.range(0, more).map(_ -> nodes.keys.allocate()).max())
                .hasValue(keys + more - 1);
        assertThat(IntStream.range(0, more).map(_ -> nodes.branches.allocate()).max())
                .hasValue(keys - 1 + more - 1);
    }

    private static List<Hash256> sharingAPrefix(Hash256 with, int count, int bytes) {
        return randomKeys(count, bytes).stream()
                .map(key -> {
                    byte[] shared = with.toBytes();
                    System.arraycopy(key.toBytes(), bytes, shared, bytes, shared.length - bytes);
                    return Hash256.of(shared);
                })
                .toList();
    }

    @Test
    void provesKeysThatDifferInTheLastBitWith256Siblings() {
        byte[] one = new byte[32];
        one[31] = 1;
        SparseMerkleTree tree = new SparseMerkleTree();
        tree.insert(Hash256.ZERO);
        tree.insert(Hash256.of(one));
        SmtProof proof = tree.prove(Hash256.of(one));
        assertThat(proof.siblings()).hasSize(SparseMerkleTree.DEPTH);
        assertThat(proof.verify(tree.root())).isTrue();
    }

    @Test
    void refusesProofsWithoutShape() {
        List<Hash256> tooMany = Collections.nCopies(257, Hash256.ZERO);
        assertThatThrownBy(() -> new SmtProof(Hash256.ZERO, true, tooMany, new Terminal.Leaf()))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("257");
        assertThatThrownBy(() -> new SmtProof(Hash256.ZERO, true, List.of(), new Terminal.Empty()))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("membership");
        assertThatThrownBy(() -> new SmtProof(Hash256.ZERO, false, List.of(), new Terminal.Leaf()))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("absence");
    }

    private static List<Hash256> randomKeys(int count, long seed) {
        Random random = new Random(seed);
        List<Hash256> keys = new ArrayList<>(count);
        byte[] key = new byte[32];
        for (int i = 0; i < count; i++) {
            random.nextBytes(key);
            keys.add(Hash256.of(key));
        }
        return keys;
    }
}
