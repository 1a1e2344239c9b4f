package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.SmallDisk;

/**
 * Goal: a full disk corrupts nothing, and all goes on by itself when there is room again. Method: the data directory on a small file system in
 * memory, which another file fills; needs root to mount it.
 */
@DisabledIfSystemProperty(
        named = "vanta.test.postgres",
        matches = "true",
        disabledReason = "it is about the database's own files")
class DiskFullTest {
    private static final int ROUNDS = 3;

    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();
    private int key;

    private void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            List<Hash256> commitments = new ArrayList<>();
            for (int k = 0; k < 200; k++) {
                commitments.add(GeneratedChain.value(key++));
            }
            chain.mine(commitments, List.of(GeneratedChain.value(-key)), 0);
        }
    }

    @Test
    void goesOnByItselfWhenThereIsRoomAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 16)) {
            fillAndEmpty(disk);
        }
    }

    @Test
    void goesOnByItselfWhenADiskThatBecameReadOnlyCanBeWrittenAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 16);
                Followed followed = new Followed(disk.root(), chain)) {
            mine(5);
            followed.follow();
            disk.writeProtect();
            followed.database.closeUnderfoot();
            mine(1);
            for (int tries = 0; tries < 5; tries++) {
                followed.follow();
                assertThat(followed.follower().trouble())
                        .contains("the state can't be kept")
                        .containsIgnoringCase("read-only");
            }
            disk.allowWrites();
            followed.follow();
            assertThat(followed.follower().trouble()).isEmpty();
            assertThat(followed.index.state().height()).isEqualTo(chain.height());
            assertThat(disk.root().resolve("vanta.mv.db.bad")).doesNotExist();
        }
    }

    private void fillAndEmpty(SmallDisk disk) throws IOException {
        int taken = 0;
        Hash256 kept = GeneratedChain.value(-1_000_000);
        try (Followed followed = new Followed(disk.root(), chain)) {
            for (int round = 0; round < ROUNDS; round++) {
                mine(5);
                followed.follow();
                assertThat(followed.follower().trouble()).isEmpty();
                disk.fill();
                for (int tries = 0; followed.follower().trouble().isEmpty() && tries < 200; tries++) {
                    mine(1);
                    followed.follow();
                }
                assertThat(followed.follower().trouble()).contains("the state can't be kept");
                int height = followed.index.state().height();
                followed.follow();
                assertThat(followed.index.state().height()).isLessThanOrEqualTo(height);
                disk.empty();
                followed.follow();
                assertThat(followed.follower().trouble()).isEmpty();
                assertThat(followed.index.state().height()).isEqualTo(chain.height());
                followed.index.submit(
                        new EncryptedNote(GeneratedChain.value(round), new byte[60], GeneratedChain.value(round)),
                        NoteSource.SUBMITTED);
                taken++;
            }
            followed.database.candidates.record(Candidate.found(
                    kept,
                    1,
                    Hash256.ZERO,
                    Instant.EPOCH,
                    "w",
                    new OwnerKey(GeneratedChain.value(3)),
                    1,
                    2,
                    new byte[90],
                    new EncryptedNote(GeneratedChain.value(1), new byte[60], GeneratedChain.value(8))));
        }
        try (Followed again = new Followed(disk.root(), chain);
                Followed fresh = new Followed(Files.createDirectory(folder.resolve("fresh")), chain)) {
            assertThat(again.bad).isEmpty();
            assertThat(again.follow().index.state())
                    .isEqualTo(fresh.follow().index.state());
            assertThat(again.database.notes.page(0, 100).notes()).hasSize(taken);
            assertThat(again.database.candidates.among(List.of(kept))).hasSize(1);
        }
        assertThat(Files.exists(disk.root().resolve("vanta.mv.db.bad")))
                .as("a full disk is no damage")
                .isFalse();
    }
}
