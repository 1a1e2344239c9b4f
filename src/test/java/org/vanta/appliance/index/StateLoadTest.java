package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.store.BadRecord;
import org.vanta.appliance.store.BlockRecord;

/**
 * Goal: a start gives the state that was applied block by block, whatever sizes the records have, or names the first record that is not what was
 * written. Method: more records than any part that is read at once, over a real database file.
 */
class StateLoadTest {
    private static final int BLOCKS = 1_400;
    private static final int LARGE = 3_000;
    private static final int LARGE_EVERY = 300;

    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();
    private IndexState applied = IndexState.EMPTY;

    @BeforeEach
    void follow() {
        for (int height = 1; height <= BLOCKS; height++) {
            chain.mine(
                    commitments(height),
                    height % 2 == 0 ? List.of(GeneratedChain.value(-height)) : List.of(),
                    height % 3);
        }
        try (Followed followed = new Followed(folder, chain).follow()) {
            applied = followed.index.state();
        }
    }

    /** Mostly one or none, and now and then enough for two parts of the tree to be hashed at one time. */
    private static List<Hash256> commitments(int height) {
        int count = height % LARGE_EVERY == 0 ? LARGE : height % 2;
        return IntStream.range(0, count)
                .mapToObj(i -> GeneratedChain.value(height * LARGE + i))
                .toList();
    }

    @Test
    void startsWithTheStateThatWasApplied() {
        try (Followed followed = new Followed(folder, chain)) {
            assertThat(followed.bad).isEmpty();
            assertThat(followed.index.state()).isEqualTo(applied);
            for (int height : List.of(1, LARGE_EVERY, BLOCKS - 1)) {
                Hash256 commitment = commitments(height).getLast();
                HeightProof proof = followed.index.prove(commitment).orElseThrow();
                assertThat(proof.proof().present() && proof.proof().verify(applied.root()))
                        .isTrue();
                assertThat(followed.index.anchoredHeight(commitment)).isEqualTo(height);
            }
            assertThat(followed.index.isSpent(GeneratedChain.value(-BLOCKS))).isTrue();
        }
    }

    @Test
    void followsAReorganisationAfterTheStartAsIfThereHadBeenNone() {
        try (Followed followed = new Followed(folder, chain)) {
            chain.cutTo(BLOCKS - LARGE_EVERY);
            chain.mine(List.of(GeneratedChain.value(-1)), List.of(), 0);
            followed.follow();
            try (Followed fresh = new Followed(folder.resolve("fresh"), chain).follow()) {
                assertThat(followed.index.state()).isEqualTo(fresh.index.state());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 299, 300, 301, 900, BLOCKS})
    void namesTheBadRecordAndGoesOnFromTheOneBefore(int height) {
        try (Followed followed = new Followed(folder, chain)) {
            followed.database.tamper("update block_record set block_time = 1 where height = " + height);
        }
        try (Followed followed = new Followed(folder, chain)) {
            assertThat(followed.bad)
                    .containsExactly(new BadRecord(
                            "block_record", Integer.toString(height), "its content does not match its digest"));
            assertThat(followed.index.state().height()).isEqualTo(height - 1);
            assertThat(followed.follow().index.state()).isEqualTo(applied);
        }
    }

    @Test
    void namesTheRecordWhoseRootTheCommitmentsDoNotGiveAndReadsAllBlocksAgain() {
        chain.mine(List.of(GeneratedChain.value(-1)), List.of(), 0);
        IndexState expected;
        try (Followed fresh = new Followed(folder.resolve("fresh"), chain).follow()) {
            expected = fresh.index.state();
            BlockRecord right = fresh.index.blockAt(BLOCKS + 1).orElseThrow();
            try (Followed followed = new Followed(folder, chain)) {
                followed.database.blocks.append(List.of(new BlockRecord(
                        right.height(),
                        right.hash(),
                        right.previousHash(),
                        right.time(),
                        right.commitments(),
                        right.nullifiers(),
                        right.unbackedAnchors(),
                        applied.root())));
            }
        }
        try (Followed followed = new Followed(folder, chain)) {
            assertThat(followed.bad)
                    .containsExactly(new BadRecord(
                            "block_record",
                            Integer.toString(BLOCKS + 1),
                            "its root is " + applied.root() + " but its commitments give " + expected.root()));
            assertThat(followed.index.state()).isEqualTo(IndexState.EMPTY);
            assertThat(followed.follow().index.state()).isEqualTo(expected);
        }
    }
}
