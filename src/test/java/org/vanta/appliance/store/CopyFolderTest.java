package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a copy costs the appliance beside it neither its disk nor its data directory. Method: real folders, a real process that is told to stop. */
class CopyFolderTest {
    private static final List<String> NAMES = List.of("vanta.journal", "vanta.mv.db");

    @TempDir
    Path dataDir;

    @BeforeEach
    void fill() throws IOException {
        Files.writeString(dataDir.resolve("vanta.mv.db"), "database");
        Files.writeString(dataDir.resolve("vanta.journal"), "journal");
    }

    private static TreeSet<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        try (CopyFolder folder = CopyFolder.of(dataDir, NAMES)) {
            assertThat(folder.file("vanta.mv.db")).hasContent("database");
            assertThat(names(dataDir)).hasSize(3);
        }
        assertThat(names(dataDir)).containsExactlyElementsOf(NAMES);
    }

    @Test
    void leavesRoomToTheAppliance() throws IOException {
        long needed = "database".length() + "journal".length() + CopyFolder.ROOM_LEFT;
        assertThatThrownBy(() -> CopyFolder.of(dataDir, NAMES, _ -> needed - 1))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("make room");
        assertThat(names(dataDir)).containsExactlyElementsOf(NAMES);
        try (CopyFolder folder = CopyFolder.of(dataDir, NAMES, _ -> needed)) {
            assertThat(folder.file("vanta.journal")).exists();
        }
    }

    @Test
    void removesWhatKilledProgramsLeftBehindAndNothingElse() throws IOException {
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        Path left = Files.createDirectory(dataDir.resolve("copy123"));
        Files.writeString(left.resolve("copy.lock"), "");
        Files.writeString(left.resolve("vanta.mv.db"), "half");
        Path older = Files.createDirectory(dataDir.resolve("copy456"));
        Files.writeString(older.resolve("vanta.mv.db"), "half");
        Files.setLastModifiedTime(older, longAgo);
        Path justMade = Files.createDirectory(dataDir.resolve("copy789"));
        Path notOurs = Files.createDirectory(dataDir.resolve("copy2026"));
        Files.writeString(notOurs.resolve("letters"), "mine");
        Files.setLastModifiedTime(notOurs, longAgo);
        try (CopyFolder used = CopyFolder.of(dataDir, NAMES);
                CopyFolder other = CopyFolder.of(dataDir, NAMES)) {
            assertThat(used.file("vanta.mv.db")).hasContent("database");
            assertThat(other.file("vanta.mv.db")).hasContent("database");
            assertThat(left).doesNotExist();
            assertThat(older).doesNotExist();
            assertThat(justMade).exists();
            assertThat(notOurs.resolve("letters")).exists();
        }
    }

    @Test
    void isRemovedWhenTheProgramIsToldToStop() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Waiting.class.getName(),
                        dataDir.toString())
                .redirectErrorStream(true)
                .start();
        try (var out = program.inputReader()) {
            assertThat(out.readLine()).isEqualTo("copied");
            assertThat(names(dataDir)).hasSize(3);
            program.toHandle().destroy();
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroyForcibly();
        }
        assertThat(names(dataDir)).containsExactlyElementsOf(NAMES);
    }

    /** A program that copies and is at work until it is stopped. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String... args) throws Exception {
            try (CopyFolder folder = CopyFolder.of(Path.of(args[0]), NAMES)) {
                System.out.println(Files.exists(folder.file("vanta.mv.db")) ? "copied" : "nothing");
                Thread.sleep(Duration.ofMinutes(2));
            }
        }
    }

    @Test
    void keepsAllOrNothing() throws IOException {
        Path target = dataDir.resolve("backup");
        try (CopyFolder folder = CopyFolder.of(dataDir, NAMES)) {
            // Can be copied, but not written to.
            Files.delete(folder.file("vanta.mv.db"));
            Files.createDirectory(folder.file("vanta.mv.db"));
            assertThatThrownBy(() -> folder.keepAs(target, NAMES)).isInstanceOf(IOException.class);
            assertThat(names(target)).isEmpty();
        }
        try (CopyFolder folder = CopyFolder.of(dataDir, NAMES)) {
            folder.keepAs(target, NAMES);
            assertThat(names(target)).containsExactlyElementsOf(NAMES);
            assertThatThrownBy(() -> folder.keepAs(target, NAMES)).isInstanceOf(DirectoryNotEmptyException.class);
        }
    }

    @Test
    void aCopyThatTookLongerThanTheEngineKeepsItsRoomIsNoEvidence() throws IOException {
        Path database = dataDir.resolve("vanta.mv.db");
        assertThatThrownBy(() -> StateCopy.of(dataDir, seconds(0, 41)))
                .as("nobody writes to it")
                .isInstanceOf(BadRecordException.class);
        try (FileChannel appliance = FileChannel.open(database, StandardOpenOption.WRITE);
                FileLock held = appliance.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(() -> StateCopy.of(dataDir, seconds(0, 40))).isInstanceOf(BadRecordException.class);
            assertThatThrownBy(() -> StateCopy.of(dataDir, seconds(0, 41)))
                    .isInstanceOf(StartRefusal.class)
                    .hasMessage("copying took 41 s while the appliance wrote; stop it and check again");
        }
    }

    private static LongSupplier seconds(long... readings) {
        Iterator<Long> each = Arrays.stream(readings).boxed().iterator();
        return () -> Duration.ofSeconds(each.next()).toNanos();
    }
}
