package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.StartRefusal;
import org.vanta.appliance.store.StateCopy;
import org.vanta.appliance.store.StateImport;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.TestDatabase;

/** Goal: what an operator saves is the state, and is told when it is not. Method: copies of real databases, running, stopped and tampered with. */
class StateCopyTest {
    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();

    private Followed filled(Path home) {
        Followed followed = new Followed(home, chain);
        for (int i = 1; i <= 30; i++) {
            chain.mine(
                    List.of(GeneratedChain.value(i), GeneratedChain.value(1_000 + i)),
                    List.of(GeneratedChain.value(-i)),
                    0);
        }
        followed.follow();
        for (int i = 1; i <= 10; i++) {
            followed.index.submit(
                    new EncryptedNote(GeneratedChain.value(i), new byte[60], GeneratedChain.value(5 * i)),
                    NoteSource.SUBMITTED);
        }
        Hash256 ours = chain.active().get(7);
        followed.database.candidates.record(Candidate.found(
                ours,
                7,
                Hash256.ZERO,
                Instant.ofEpochSecond(1),
                "w",
                new OwnerKey(GeneratedChain.value(3)),
                1,
                2,
                new byte[90],
                new EncryptedNote(GeneratedChain.value(1), new byte[60], GeneratedChain.value(8))));
        followed.database.candidates.accepted(ours);
        return followed;
    }

    private static void assertSame(StateAudit.Report report, Followed followed) {
        assertThat(report.bad()).isEmpty();
        assertThat(report.root()).isEqualTo(followed.index.state().root());
        assertThat(report.height()).isEqualTo(followed.index.state().height());
        assertThat(report.commitments()).isEqualTo(followed.index.state().commitmentCount());
        assertThat(report.nullifiers()).isEqualTo(followed.index.state().nullifierCount());
        assertThat(report.tables().notes()).isEqualTo(10);
        assertThat(report.tables().candidates()).isEqualTo(1);
        assertThat(report.tables().deliveries()).isEqualTo(1);
    }

    @Test
    void checksARunningDatabaseWithoutTouchingIt() throws IOException {
        try (Followed followed = filled(folder);
                StateCopy copy = TestDatabase.copy(folder)) {
            assertSame(StateAudit.of(copy), followed);
            chain.mine(List.of(GeneratedChain.value(99)), List.of(), 0);
            assertThat(followed.follow().index.state().height()).isEqualTo(31);
        }
        try (var left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString()).filter(name -> !name.equals("vanta.mv.db")))
                    .containsExactlyInAnyOrder("vanta.journal", "vanta.lock");
        }
    }

    @Test
    void aBackupOfARunningDatabaseIsADataDirectory() throws IOException {
        TestDatabase.assumeFile();
        Path backup = Files.createDirectory(folder.resolve("backup"));
        try (Followed followed = filled(folder.resolve("home"))) {
            try (StateCopy copy = TestDatabase.copy(folder.resolve("home"))) {
                copy.keepAs(backup);
            }
            try (Followed again = new Followed(backup, chain)) {
                assertThat(again.bad).isEmpty();
                assertThat(again.index.state()).isEqualTo(followed.index.state());
            }
        }
    }

    @Test
    void aWalletMissesNothingOfABackupThatTakesThePlaceOfItsOriginal() throws IOException {
        TestDatabase.assumeFile();
        Path backup = Files.createDirectory(folder.resolve("backup"));
        long seen;
        try (Followed followed = filled(folder.resolve("home"))) {
            try (StateCopy copy = TestDatabase.copy(folder.resolve("home"))) {
                copy.keepAs(backup);
            }
            for (int i = 11; i <= 13; i++) {
                followed.index.submit(later(i), NoteSource.SUBMITTED);
            }
            seen = followed.database.notes.page(0, 100).notes().getLast().cursor();
        }
        try (Followed again = new Followed(backup, chain)) {
            again.index.submit(later(14), NoteSource.SUBMITTED);
            assertThat(again.database.notes.page(seen, 100).notes())
                    .extracting(StoredNote::note)
                    .containsExactly(later(14));
        }
    }

    private static EncryptedNote later(int seed) {
        return new EncryptedNote(GeneratedChain.value(seed), new byte[60], GeneratedChain.value(5_000 + seed));
    }

    @Test
    void anExportPutIntoAnEmptyDirectoryGivesTheSameState() throws IOException {
        Path export = folder.resolve("state.vanta");
        Path anew = folder.resolve("anew");
        try (Followed followed = filled(folder.resolve("home"))) {
            List<StoredNote> notes = followed.database.notes.page(0, 100).notes();
            try (StateCopy copy = TestDatabase.copy(folder.resolve("home"))) {
                copy.export(export);
            }
            StateAudit audit = new StateAudit();
            assertThat(StateImport.check(export, audit)).isEqualTo("regtest");
            assertThat(audit.difference()).isEmpty();
            assertThat(audit.root()).isEqualTo(followed.index.state().root());
            TestDatabase.importInto(anew, export);
            chain.setReachable(false);
            long cursor = notes.getLast().cursor();
            for (int start = 0; start < 2; start++) {
                try (Followed again = new Followed(anew, chain)) {
                    assertThat(again.bad).isEmpty();
                    assertThat(again.index.state()).isEqualTo(followed.index.state());
                    List<StoredNote> imported =
                            again.database.notes.page(0, 100).notes();
                    assertThat(imported)
                            .usingRecursiveComparison()
                            .ignoringFields("cursor")
                            .isEqualTo(notes);
                    assertThat(imported.getFirst().cursor())
                            .as("a wallet that knows cursors of the exported appliance misses nothing of this one")
                            .isGreaterThanOrEqualTo(start == 0 ? cursor + 1 : cursor);
                    cursor = imported.getFirst().cursor();
                    assertThat(again.database.deliveries.depth()).isEqualTo(1);
                    assertThat(again.database.candidates.lastAccepted()).isPresent();
                }
            }
            assertThatThrownBy(() -> TestDatabase.importInto(anew, export))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessageContaining("already");
        }
    }

    @Test
    void anExportLeavesAFileThatIsThereAsItIs() throws IOException {
        Path old = Files.writeString(folder.resolve("state.vanta"), "the only export there is");
        try (Followed followed = filled(folder.resolve("home"));
                StateCopy copy = TestDatabase.copy(folder.resolve("home"))) {
            assertThat(followed.index.state().height()).isEqualTo(30);
            assertThatThrownBy(() -> copy.export(old)).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(old).hasContent("the only export there is");
        assertThat(folder.resolve("state.vanta.new")).doesNotExist();
    }

    @Test
    void refusesAnExportThatIsCutOrChanged() throws IOException {
        Path export = folder.resolve("state.vanta");
        try (Followed followed = filled(folder.resolve("home"));
                StateCopy copy = TestDatabase.copy(folder.resolve("home"))) {
            assertThat(followed.index.state().height()).isEqualTo(30);
            copy.export(export);
        }
        byte[] whole = Files.readAllBytes(export);
        for (int cut = 1; cut < whole.length; cut += 97) {
            Path part = Files.write(folder.resolve("part"), Arrays.copyOf(whole, whole.length - cut));
            assertThatThrownBy(() -> StateImport.check(part, _ -> {})).isInstanceOf(StartRefusal.class);
        }
        for (int at = 0; at < whole.length; at += 83) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            Path part = Files.write(folder.resolve("part"), changed);
            assertThatThrownBy(() -> StateImport.check(part, _ -> {})).isInstanceOf(StartRefusal.class);
        }
    }

    @Test
    void namesTheRecordThatIsBad() {
        Path home = folder.resolve("home");
        long note;
        try (Followed followed = filled(home)) {
            followed.database.tamper("update block_record set block_time = block_time + 1 where height = 12");
            note = followed.database.notes.page(0, 10).notes().get(3).cursor();
            followed.database.tamper("update note set state = 'PENDING' where id = " + note);
        }
        try (StateCopy copy = TestDatabase.copy(home)) {
            assertThat(StateAudit.of(copy).bad())
                    .extracting(bad -> bad.table() + " " + bad.key())
                    .containsExactly("block_record 12", "note " + note);
        }
    }

    @Test
    void saysOfAStateThatAnEarlierProgramLeftThatItIsToBeStartedOnce() {
        Path home = folder.resolve("home");
        try (Followed followed = filled(home)) {
            followed.database.tamper("delete from \"flyway_schema_history\" where \"version\" = '2'");
            followed.database.tamper("alter table note drop column changed");
        }
        assertThatThrownBy(() -> TestDatabase.copy(home))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("schema version 1 of an earlier program");
    }

    @Test
    void readsAllBlocksAgainAfterARebuild() {
        Path home = folder.resolve("home");
        IndexState before;
        try (Followed followed = filled(home)) {
            before = followed.index.state();
            assertThatThrownBy(() -> TestDatabase.copy(folder.resolve("nothing")))
                    .isInstanceOf(StartRefusal.class);
        }
        assertThat(TestDatabase.forgetBlocks(home)).isEqualTo(31);
        try (Followed followed = new Followed(home, chain)) {
            assertThat(followed.index.state()).isEqualTo(IndexState.EMPTY);
            assertThat(followed.follow().index.state()).isEqualTo(before);
            assertThat(followed.database.notes.page(0, 100).notes()).hasSize(10);
        }
    }
}
