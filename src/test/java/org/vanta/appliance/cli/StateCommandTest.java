package org.vanta.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.TestDatabase;

/** Goal: what an operator has is never replaced by what he asks for. Method: the commands over a real data directory. */
class StateCommandTest {
    @TempDir
    Path folder;

    private Path dataDir;

    @BeforeEach
    void state() {
        TestDatabase.assumeFile();
        dataDir = folder.resolve("data");
        try (TestDatabase database = TestDatabase.open(dataDir)) {
            Hash256 block = Hash256.fromDisplayHex("ab".repeat(Hash256.BYTES));
            EncryptedNote note = new EncryptedNote(Hash256.ZERO, new byte[60], block);
            database.candidates.record(Candidate.found(
                    block, 7, Hash256.ZERO, Instant.EPOCH, "w", new OwnerKey(block), 1, 2, new byte[90], note));
        }
    }

    private CommandRun state(String command, Path out) {
        return CommandRun.of("state", command, "--data-dir", dataDir.toString(), "--out", out.toString());
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @Test
    void anExportLeavesAFileThatIsThereAsItIs() throws IOException {
        Path old = Files.writeString(folder.resolve("state.vanta"), "the only export there is");
        CommandRun run = state("export", old);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT);
        assertThat(run.err()).contains(old + " exists already and is not overwritten");
        assertThat(old).hasContent("the only export there is");
        assertThat(names(folder)).containsExactly("data", "state.vanta");
    }

    @Test
    void anExportIsWholeWhenItHasItsName() throws IOException {
        Files.writeString(folder.resolve("state.vanta.new"), "x".repeat(1 << 20));
        CommandRun run = state("export", folder.resolve("state.vanta"));
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.DONE);
        assertThat(names(folder)).containsExactly("data", "state.vanta");
        assertThat(CommandRun.of(
                                "state",
                                "import",
                                "--data-dir",
                                folder.resolve("anew").toString(),
                                folder.resolve("state.vanta").toString())
                        .exitCode())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void aBackupGoesIntoAnEmptyFolderOnly() throws IOException {
        Path out = Files.createDirectory(folder.resolve("backup"));
        Path old = Files.writeString(out.resolve("vanta.journal"), "an older backup's");
        CommandRun run = state("backup", out);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT);
        assertThat(run.err()).contains(out + " is not empty");
        assertThat(old).hasContent("an older backup's");
        Files.delete(old);
        CommandRun again = state("backup", out);
        assertThat(again.exitCode()).as(again.out() + again.err()).isEqualTo(ExitCode.DONE);
        assertThat(names(out)).containsExactly("vanta.journal", "vanta.mv.db");
        assertThat(names(dataDir)).noneMatch(name -> name.startsWith("copy"));
    }
}
