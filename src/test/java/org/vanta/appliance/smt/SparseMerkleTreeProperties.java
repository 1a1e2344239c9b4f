package org.vanta.appliance.smt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.vanta.appliance.bytes.Hash256;

class SparseMerkleTreeProperties {
    private static final int TRIES = 300;

    @Property(tries = TRIES)
    void hasTheRootAndProofsOfTheDefinition(@ForAll("keySets") Set<Hash256> keys, @ForAll("keys") Hash256 another) {
        SparseMerkleTree tree = new SparseMerkleTree();
        tree.insertAll(keys);
        Hash256 root = tree.root();
        assertThat(tree.size()).isEqualTo(keys.size());
        assertThat(root).isEqualTo(ReferenceTree.root(keys));
        List<Hash256> asked = new ArrayList<>(keys);
        asked.add(another);
        for (Hash256 key : asked) {
            SmtProof proof = tree.prove(key);
            assertThat(proof).isEqualTo(ReferenceTree.prove(keys, key));
            assertThat(proof.present()).isEqualTo(keys.contains(key)).isEqualTo(tree.contains(key));
            assertThat(proof.verify(root)).isTrue();
        }
    }

    @Property(tries = TRIES)
    void hasARootThatDoesNotDependOnOrderOrBatches(
            @ForAll("keySets") Set<Hash256> keys, @ForAll long order, @ForAll @IntRange(min = 1, max = 9) int batch) {
        List<Hash256> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, new Random(order));
        SparseMerkleTree oneByOne = new SparseMerkleTree();
        SparseMerkleTree inBatches = new SparseMerkleTree();
        keys.forEach(oneByOne::insert);
        for (int from = 0; from < shuffled.size(); from += batch) {
            inBatches.insertAll(shuffled.subList(from, Math.min(from + batch, shuffled.size())));
        }
        assertThat(inBatches.root()).isEqualTo(oneByOne.root());
    }

    @Property(tries = TRIES)
    void isTheSameMadeAtOnceAsKeyByKey(
            @ForAll("keySets") Set<Hash256> keys,
            @ForAll("keySets") Set<Hash256> later,
            @ForAll("keys") Hash256 another,
            @ForAll long order) {
        List<Hash256> shuffled = new ArrayList<>(keys);
        shuffled.addAll(List.copyOf(keys).subList(0, keys.size() / 3));
        Collections.shuffle(shuffled, new Random(order));
        TreeLoad load = new TreeLoad();
        load.addAll(shuffled.subList(0, shuffled.size() / 2));
        load.addAll(shuffled.subList(shuffled.size() / 2, shuffled.size()));
        SparseMerkleTree atOnce = load.tree();
        SparseMerkleTree oneByOne = new SparseMerkleTree();
        keys.forEach(oneByOne::insert);
        assertSame(atOnce, oneByOne, keys, another);

        // What was freed and what is new must fit what was made at once: a reorganisation and blocks after it.
        List<Hash256> undone = shuffled.subList(0, shuffled.size() / 2);
        assertThat(atOnce.removeAll(undone)).isEqualTo(oneByOne.removeAll(undone));
        assertThat(atOnce.insertAll(later)).isEqualTo(oneByOne.insertAll(later));
        Set<Hash256> left = new TreeSet<>(keys);
        undone.forEach(left::remove);
        left.addAll(later);
        assertSame(atOnce, oneByOne, left, another);
        assertThat(load.count()).isZero();
        assertThat(load.tree().root()).isEqualTo(Hash256.ZERO);
    }

    private static void assertSame(
            SparseMerkleTree atOnce, SparseMerkleTree oneByOne, Set<Hash256> keys, Hash256 another) {
        assertThat(atOnce.size()).isEqualTo(oneByOne.size()).isEqualTo(keys.size());
        assertThat(atOnce.root()).isEqualTo(oneByOne.root()).isEqualTo(ReferenceTree.root(keys));
        List<Hash256> asked = new ArrayList<>(keys);
        asked.add(another);
        for (Hash256 key : asked) {
            assertThat(atOnce.prove(key)).isEqualTo(oneByOne.prove(key)).isEqualTo(ReferenceTree.prove(keys, key));
        }
    }

    @Property(tries = TRIES)
    void isAsBeforeOnceWhatWasInsertedIsRemoved(
            @ForAll("keySets") Set<Hash256> kept, @ForAll("keySets") Set<Hash256> passing) {
        SparseMerkleTree tree = new SparseMerkleTree();
        tree.insertAll(kept);
        Hash256 before = tree.root();
        List<Hash256> inserted = tree.insertAll(passing);
        assertThat(inserted).noneMatch(kept::contains);
        assertThat(tree.removeAll(inserted)).isEqualTo(inserted);
        assertThat(tree.root()).isEqualTo(before);
        assertThat(tree.size()).isEqualTo(kept.size());
    }

    @Property(tries = TRIES)
    void followsAnyHistoryOfChanges(@ForAll("keySets") Set<Hash256> keys, @ForAll long history) {
        List<Hash256> pool = new ArrayList<>(keys);
        if (pool.isEmpty()) {
            return;
        }
        Random random = new Random(history);
        SparseMerkleTree tree = new SparseMerkleTree();
        Set<Hash256> expected = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            Hash256 key = pool.get(random.nextInt(pool.size()));
            if (random.nextInt(5) < 3) {
                assertThat(tree.insert(key)).isEqualTo(expected.add(key));
            } else {
                assertThat(tree.remove(key)).isEqualTo(expected.remove(key));
            }
            assertThat(tree.contains(key)).isEqualTo(expected.contains(key));
            assertThat(tree.root()).isEqualTo(ReferenceTree.root(expected));
        }
    }

    /** Random keys among keys that share long prefixes with one another. */
    @Provide
    Arbitrary<Hash256> keys() {
        Arbitrary<Hash256> uniform =
                Arbitraries.bytes().array(byte[].class).ofSize(Hash256.BYTES).map(Hash256::of);
        Arbitrary<Hash256> related = Arbitraries.integers()
                .between(0, 8 * Hash256.BYTES - 1)
                .list()
                .ofMaxSize(2)
                .map(SparseMerkleTreeProperties::zerosButFor);
        return Arbitraries.oneOf(uniform, related);
    }

    @Provide
    Arbitrary<Set<Hash256>> keySets() {
        return keys().set().ofMaxSize(30);
    }

    private static Hash256 zerosButFor(List<Integer> bits) {
        byte[] key = new byte[Hash256.BYTES];
        bits.forEach(bit -> key[bit / 8] |= (byte) (0x80 >> bit % 8));
        return Hash256.of(key);
    }
}
