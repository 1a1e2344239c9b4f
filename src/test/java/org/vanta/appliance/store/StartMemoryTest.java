package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a start keeps no envelopes in memory, however many there are. Method: a process of its own with a heap that they would not fit into; the
 * database engine and the mapper alone take 32 MB of it.
 */
@DisabledIfSystemProperty(
        named = "vanta.test.postgres",
        matches = "true",
        disabledReason = "another process does not know the server")
class StartMemoryTest {
    private static final int NOTES = 100_000;
    private static final String HEAP = "-Xmx80m";

    @TempDir
    Path folder;

    @Test
    void aSmallHeapDoesForAStartWithManyNotesAlsoWhenTheDatabaseOrTheJournalIsGone() throws Exception {
        FilledInbox.fill(folder, NOTES);
        assertThat(started()).isEqualTo(NOTES + " notes, 0 named");
        Files.delete(folder.resolve(H2Engine.FILE));
        assertThat(started()).isEqualTo(NOTES + " notes, 0 named");
        Files.delete(folder.resolve(Journal.FILE));
        assertThat(started()).isEqualTo(NOTES + " notes, 0 named");
    }

    private String started() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Start.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String told = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(program.waitFor()).as(told).isZero();
            return told.lines()
                    .filter(line -> line.matches("[0-9]+ notes, [0-9]+ named"))
                    .findFirst()
                    .orElse(told);
        } finally {
            program.destroyForcibly();
        }
    }

    /** What a start does with the notes, and what came of it. */
    static final class Start {
        private Start() {}

        public static void main(String... arguments) {
            try (TestDatabase database = TestDatabase.open(Path.of(arguments[0]))) {
                List<BadRecord> named = database.notes.load(BlockRecordStore.NOTHING, _ -> StoredNote.NO_HEIGHT);
                database.notes.settle();
                System.out.println(database.notes.waiting() + " notes, " + named.size() + " named");
            }
        }
    }
}
