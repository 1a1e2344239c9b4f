package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.TestDatabase;
import org.vanta.appliance.store.TestPostgres;

/**
 * Goal: a database server that goes away, at any time and without a word, loses nothing, and all goes on by itself when it is back. Method: a real
 * server that is crashed between and under writes.
 */
class PostgresOutageTest {
    private static final int ROUNDS = 2;

    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();
    private int key;

    private void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            key++;
            chain.mine(List.of(GeneratedChain.value(key)), List.of(GeneratedChain.value(-key)), 0);
        }
    }

    private static EncryptedNote note(int value) {
        return new EncryptedNote(GeneratedChain.value(value), new byte[60], GeneratedChain.value(value));
    }

    private Followed followed(TestPostgres server) {
        return new Followed(TestDatabase.open(folder, server.address("vanta")), chain, ProofCheck.none());
    }

    @Test
    void goesOnByItselfWhenTheServerIsBack() throws Exception {
        try (TestPostgres server = TestPostgres.start()) {
            try (Followed followed = followed(server)) {
                for (int round = 0; round < ROUNDS; round++) {
                    mine(10);
                    followed.follow();
                    assertThat(followed.follower().trouble()).isEmpty();
                    followed.index.submit(note(1_000 + round), NoteSource.SUBMITTED);
                    server.crash();
                    int refused = round;
                    assertThatThrownBy(() -> followed.index.submit(note(2_000 + refused), NoteSource.SUBMITTED))
                            .isInstanceOf(RuntimeException.class);
                    mine(5);
                    followed.follow();
                    assertThat(followed.follower().trouble())
                            .contains("the state can't be kept")
                            .contains("can't reach the database at");
                    server.resume();
                    followed.follow();
                    assertThat(followed.follower().trouble()).isEmpty();
                    assertThat(followed.index.state().height()).isEqualTo(chain.height());
                }
                assertThat(followed.database.notes.page(0, 100).notes())
                        .extracting(StoredNote::note)
                        .containsExactly(note(1_000), note(1_001));
            }
            assertWhole(server);
        }
    }

    @Test
    void aServerThatCrashesUnderABatchOfBlocksHasAllOfItOrNothing() throws Exception {
        try (TestPostgres server = TestPostgres.start()) {
            try (Followed followed = followed(server)) {
                for (int round = 0; round < ROUNDS; round++) {
                    mine(600);
                    Thread crash = Thread.ofPlatform().start(server::crash);
                    followed.follow();
                    crash.join();
                    server.resume();
                    followed.follow();
                    assertThat(followed.follower().trouble()).isEmpty();
                    assertThat(followed.index.state().height()).isEqualTo(chain.height());
                }
            }
            assertWhole(server);
        }
    }

    private void assertWhole(TestPostgres server) throws Exception {
        Hash256 root;
        try (Followed fresh = new Followed(
                TestDatabase.open(Files.createDirectory(folder.resolve("fresh")), server.address("fresh")),
                chain,
                ProofCheck.none())) {
            root = fresh.follow().index.state().root();
        }
        try (Followed again = followed(server)) {
            assertThat(again.bad).isEmpty();
            assertThat(again.index.state().height()).isEqualTo(chain.height());
            assertThat(again.index.state().root()).isEqualTo(root);
        }
    }
}
