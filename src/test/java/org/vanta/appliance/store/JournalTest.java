package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.EncryptedNote;

/** Goal: the journal gives back what was forced, and names what it can't. Method: real files, cut and flipped wherever it matters. */
class JournalTest {
    private static final String NETWORK = "regtest";

    @TempDir
    Path folder;

    private static JournalEntry note(long id) {
        Hash256 value = Sha256.hash(new byte[] {(byte) id});
        return new JournalEntry.NoteTaken(id, new EncryptedNote(value, new byte[60], value), Instant.ofEpochSecond(id));
    }

    private Path written(int notes) throws IOException {
        Path file = folder.resolve(Journal.FILE);
        Files.deleteIfExists(file);
        try (Journal journal = Journal.open(folder, NETWORK)) {
            for (int id = 1; id <= notes; id++) {
                journal.append(List.of(note(id)));
            }
        }
        return file;
    }

    /** What a journal holds in the end. */
    private record Held(List<JournalEntry> others, SortedMap<Long, JournalEntry.NoteTaken> notes) {
        static Held of(Journal journal) {
            SortedMap<Long, JournalEntry.NoteTaken> notes = new TreeMap<>();
            LiveNotes wanted = journal.contents().notes.copy();
            int count = wanted.size();
            journal.notes(wanted, note -> notes.put(note.id(), note));
            assertThat(notes).hasSize(count);
            return new Held(journal.contents().others(), notes);
        }
    }

    private static SortedMap<Long, JournalEntry.NoteTaken> notes(Journal journal) {
        return Held.of(journal).notes();
    }

    @Test
    void givesBackEveryKindOfEntry() throws IOException {
        Candidate candidate = CandidateStoreTest.candidate(1);
        Hash256 hash = candidate.blockHash();
        try (Journal journal = Journal.open(folder, NETWORK)) {
            journal.append(List.of(
                    new JournalEntry.SeedMark(hash),
                    new JournalEntry.CandidateKept(candidate, false),
                    new JournalEntry.DeliveryAdded(1, candidate.note()),
                    new JournalEntry.DeliveryAdded(2, candidate.note()),
                    note(5),
                    note(6)));
            journal.append(List.of(new JournalEntry.DeliveryDone(1), new JournalEntry.NoteExpired(5)));
        }
        try (Journal journal = Journal.open(folder, NETWORK)) {
            JournalContents contents = journal.contents();
            assertThat(contents.isWhole()).isTrue();
            assertThat(contents.seedMark()).contains(hash);
            assertThat(contents.candidates.get(hash).candidate()).isEqualTo(candidate);
            assertThat(contents.deliveries).containsOnlyKeys(2L);
            assertThat(notes(journal)).containsOnlyKeys(6L);
            journal.append(List.of(new JournalEntry.CandidateMoved(hash, CandidateState.ACCEPTED, "", true)));
        }
        try (Journal journal = Journal.open(folder, NETWORK)) {
            JournalEntry.CandidateKept kept = journal.contents().candidates.get(hash);
            assertThat(kept.candidate().state()).isEqualTo(CandidateState.ACCEPTED);
            assertThat(kept.queued()).isTrue();
        }
    }

    @Test
    void ofANoteThatIsToldMoreThanOnceTheLastEntryCounts() throws IOException {
        Hash256 value = Sha256.hash(new byte[] {77});
        JournalEntry.NoteTaken last =
                new JournalEntry.NoteTaken(1, new EncryptedNote(value, new byte[44], value), Instant.EPOCH);
        try (Journal journal = Journal.open(folder, NETWORK)) {
            journal.append(List.of(note(1), note(2), new JournalEntry.NoteExpired(1), note(1), last, note(3)));
            assertThat(notes(journal)).containsOnlyKeys(1L, 2L, 3L).containsEntry(1L, last);
        }
        try (Journal journal = Journal.open(folder, NETWORK)) {
            assertThat(notes(journal)).containsOnlyKeys(1L, 2L, 3L).containsEntry(1L, last);
        }
    }

    @Test
    void givesNoNoteForAnotherAndSaysSoWhenItsFileRotsBetweenTwoReadings() throws IOException {
        Path file = written(20);
        SortedMap<Long, JournalEntry.NoteTaken> before;
        try (Journal journal = Journal.open(folder, NETWORK)) {
            before = notes(journal);
            byte[] rotten = Files.readAllBytes(file);
            rotten[rotten.length / 2] ^= 1;
            Files.write(file, rotten);
            SortedMap<Long, JournalEntry.NoteTaken> given = new TreeMap<>();
            assertThatThrownBy(() -> journal.notes(journal.contents().notes.copy(), note -> given.put(note.id(), note)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("are gone");
            assertThat(given).isNotEmpty();
            assertThat(before).containsAllEntriesOf(given);
        }
    }

    @Test
    void aWritingThatWasCutAnywhereIsNoDamageAndIsWrittenOver() throws IOException {
        byte[] two = Files.readAllBytes(written(2));
        byte[] three = Files.readAllBytes(written(3));
        assertThat(three).hasSizeGreaterThan(two.length);
        byte[] whole = Files.readAllBytes(folder.resolve(Journal.FILE));
        int frame = three.length - two.length;
        for (int cut = 1; cut <= frame; cut++) {
            Path file = folder.resolve(Journal.FILE);
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            try (Journal journal = Journal.open(folder, NETWORK)) {
                assertThat(journal.contents().damage).as("cut " + cut).isEmpty();
                assertThat(notes(journal)).containsOnlyKeys(1L, 2L);
                journal.append(List.of(note(9)));
            }
            try (Journal journal = Journal.open(folder, NETWORK)) {
                assertThat(journal.contents().isWhole()).as("cut " + cut).isTrue();
                assertThat(notes(journal)).containsOnlyKeys(1L, 2L, 9L);
            }
        }
    }

    @Test
    void aFlippedBitIsNamedAndCostsOneEntryAtMost() throws IOException {
        byte[] whole = Files.readAllBytes(written(20));
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] rotten = whole.clone();
            int at = random.nextInt(rotten.length);
            rotten[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(folder.resolve(Journal.FILE), rotten);
            try (Journal journal = Journal.open(folder, NETWORK)) {
                // In the last frame it looks like a writing that was cut, if it is the length that is bad.
                boolean last = at > whole.length - whole.length / 20;
                assertThat(last || !journal.contents().isWhole())
                        .as("byte " + at)
                        .isTrue();
                assertThat(notes(journal).size()).as("byte " + at).isGreaterThanOrEqualTo(19);
            }
        }
    }

    @Test
    void bytesInANoteNeverPassForAFrame() throws IOException {
        byte[] forged;
        try (Journal journal = Journal.open(folder, NETWORK)) {
            journal.append(List.of(note(1)));
        }
        byte[] first = Files.readAllBytes(folder.resolve(Journal.FILE));
        // A frame of another file, though well-formed, was made with another salt.
        Files.delete(folder.resolve(Journal.FILE));
        try (Journal journal = Journal.open(folder, NETWORK)) {
            journal.append(List.of(note(1)));
            journal.append(List.of(new JournalEntry.NoteExpired(1)));
        }
        byte[] second = Files.readAllBytes(folder.resolve(Journal.FILE));
        forged = Arrays.copyOfRange(second, first.length, second.length);
        byte[] joined = Arrays.copyOf(first, first.length + forged.length);
        System.arraycopy(forged, 0, joined, first.length, forged.length);
        Files.write(folder.resolve(Journal.FILE), joined);
        try (Journal journal = Journal.open(folder, NETWORK)) {
            assertThat(notes(journal)).containsOnlyKeys(1L);
            assertThat(journal.contents().isWhole()).isFalse();
        }
    }

    @Test
    void isRewrittenWhenMostOfItIsOutOfDate() throws IOException {
        try (Journal journal = Journal.open(folder, NETWORK)) {
            for (int id = 1; journalSize() <= Journal.REWRITE_BYTES_MIN; id += 500) {
                for (int i = 0; i < 500; i++) {
                    journal.append(List.of(note(id + i), new JournalEntry.NoteExpired(id + i)));
                }
            }
            journal.append(List.of(note(1_000_000)));
            journal.settle();
        }
        assertThat(journalSize()).isLessThan(1_000);
        try (Journal journal = Journal.open(folder, NETWORK)) {
            assertThat(journal.contents().isWhole()).isTrue();
            assertThat(notes(journal)).containsOnlyKeys(1_000_000L);
        }
    }

    /** Notes 1 to 1000 and one more stay, so many others come and go that the journal is to be rewritten. */
    private static void grow(Journal journal) {
        journal.append(
                LongStream.rangeClosed(1, 1_000).mapToObj(JournalTest::note).toList());
        int size = 0;
        for (int id = 2_000; size <= Journal.TIDY_BYTES_MIN; id += 1_000) {
            List<JournalEntry> notes = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                notes.add(note(id + i));
                notes.add(new JournalEntry.NoteExpired(id + i));
                size += JournalCodec.encode(note(id)).length;
            }
            journal.append(notes);
        }
        // Written down again after it was said to be gone.
        journal.append(List.of(note(2_000)));
    }

    @Test
    void isRewrittenWhileInUseWhenItHasGrownAndHoldsTheSame() throws IOException {
        Candidate candidate = CandidateStoreTest.candidate(1);
        Hash256 hash = candidate.blockHash();
        Held before;
        try (Journal journal = Journal.open(folder, NETWORK)) {
            journal.append(List.of(
                    new JournalEntry.SeedMark(hash),
                    new JournalEntry.CandidateKept(candidate, false),
                    new JournalEntry.CandidateKept(CandidateStoreTest.candidate(2), false),
                    new JournalEntry.CandidateMoved(hash, CandidateState.ACCEPTED, "", true),
                    new JournalEntry.DeliveryAdded(1, candidate.note()),
                    new JournalEntry.DeliveryAdded(2, candidate.note()),
                    new JournalEntry.DeliveryDone(1)));
            journal.settle();
            long small = journalSize();
            journal.tidy();
            assertThat(journalSize()).isEqualTo(small);
            grow(journal);
            before = held();
            journal.tidy();
            assertThat(journalSize()).isLessThan(3_000_000);
            assertThat(folder.resolve("vanta.journal.new")).doesNotExist();
            // It goes on in the new file.
            journal.append(List.of(new JournalEntry.NoteExpired(1)));
        }
        before.notes().remove(1L);
        assertThat(before.notes()).hasSize(1_000);
        assertThat(held()).isEqualTo(before);
    }

    private Held held() throws IOException {
        try (Journal journal = Journal.open(folder, NETWORK)) {
            assertThat(journal.contents().isWhole()).isTrue();
            return Held.of(journal);
        }
    }

    @Test
    void staysAsItIsWhenThereIsNoRoomToRewriteIt() throws IOException {
        AtomicBoolean full = new AtomicBoolean();
        FileOpener noDraft = (path, options) -> {
            if (full.get() && path.endsWith("vanta.journal.new")) {
                // Every write to it fails.
                return FileChannel.open(Files.write(path, new byte[0]), StandardOpenOption.READ);
            }
            return FileChannel.open(path, options);
        };
        try (Journal journal = Journal.open(folder, NETWORK, noDraft)) {
            journal.settle();
            grow(journal);
            long size = journalSize();
            full.set(true);
            journal.tidy();
            assertThat(journalSize()).isEqualTo(size);
            journal.append(List.of(note(7_000_000)));
        }
        assertThat(folder.resolve("vanta.journal.new")).doesNotExist();
        assertThat(held().notes()).hasSize(1_002).containsKey(7_000_000L);
    }

    @Test
    void aStartGoesOnWithALargeOneWhenThereIsNoRoomToRewriteIt() throws IOException {
        try (Journal journal = Journal.open(folder, NETWORK)) {
            grow(journal);
        }
        long size = journalSize();
        FileOpener noDraft = (path, options) -> path.endsWith("vanta.journal.new")
                // Every write to it fails.
                ? FileChannel.open(Files.write(path, new byte[0]), StandardOpenOption.READ)
                : FileChannel.open(path, options);
        try (Journal journal = Journal.open(folder, NETWORK, noDraft)) {
            journal.settle();
            assertThat(journalSize()).isEqualTo(size);
            journal.append(List.of(note(7_000_000)));
        }
        assertThat(folder.resolve("vanta.journal.new")).doesNotExist();
        assertThat(held().notes()).hasSize(1_002).containsKey(7_000_000L);
    }

    @Test
    void aStartWritesALargeOneThatIsMostlyUpToDateNoSecondTime() throws IOException {
        try (Journal journal = Journal.open(folder, NETWORK)) {
            for (int id = 1; journalSize() <= 2 * Journal.REWRITE_BYTES_MIN; id += 1_000) {
                journal.append(LongStream.range(id, id + 1_000)
                        .mapToObj(JournalTest::note)
                        .toList());
            }
        }
        List<Path> opened = new ArrayList<>();
        FileOpener told = (path, options) -> {
            opened.add(path);
            return FileChannel.open(path, options);
        };
        try (Journal journal = Journal.open(folder, NETWORK, told)) {
            journal.settle();
            assertThat(opened).containsExactly(folder.resolve(Journal.FILE));
        }
    }

    @Test
    void isNotRewrittenWhileInUseWhenItIsDamaged() throws IOException {
        try (Journal journal = Journal.open(folder, NETWORK)) {
            journal.settle();
            grow(journal);
            try (FileChannel file = FileChannel.open(folder.resolve(Journal.FILE), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1_000);
            }
            long size = journalSize();
            journal.tidy();
            assertThat(journalSize()).isEqualTo(size);
        }
        try (Journal journal = Journal.open(folder, NETWORK)) {
            assertThat(journal.contents().isWhole()).isFalse();
        }
    }

    @Test
    void anAppendThatBreaksOffLeavesNothingToTheNext() throws IOException {
        try (Journal journal = Journal.open(folder, NETWORK)) {
            for (int id = 1; id <= 5; id += 2) {
                List<JournalEntry> broken = Arrays.asList(note(id), null);
                assertThatThrownBy(() -> journal.append(broken)).isInstanceOf(NullPointerException.class);
                journal.append(List.of(note(id + 1)));
            }
        }
        try (Journal journal = Journal.open(folder, NETWORK)) {
            assertThat(journal.contents().isWhole()).isTrue();
            assertThat(notes(journal)).containsOnlyKeys(2L, 4L, 6L);
        }
    }

    private long journalSize() throws IOException {
        Path file = folder.resolve(Journal.FILE);
        return Files.exists(file) ? Files.size(file) : 0;
    }

    @Test
    void keepsTheLatestDamagedOnesAside() throws IOException {
        Path file = folder.resolve(Journal.FILE);
        for (int damage = 0; damage <= BadFiles.MAX; damage++) {
            Files.writeString(file, "no journal " + damage);
            try (Journal journal = Journal.open(folder, NETWORK)) {
                journal.append(List.of(note(1)));
            }
        }
        assertThat(folder.resolve("vanta.journal.bad")).hasContent("no journal 3");
        assertThat(folder.resolve("vanta.journal.bad.2")).hasContent("no journal 2");
        assertThat(folder.resolve("vanta.journal.bad.3")).hasContent("no journal 1");
        assertThat(folder.resolve("vanta.journal.bad.4")).doesNotExist();
    }

    @Test
    void refusesAnotherNetworksJournalAndLeavesItAlone() throws IOException {
        byte[] before = Files.readAllBytes(written(1));
        assertThatThrownBy(() -> Journal.open(folder, "mainnet"))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("belongs to network regtest, not mainnet");
        assertThat(Files.readAllBytes(folder.resolve(Journal.FILE))).isEqualTo(before);
    }
}
