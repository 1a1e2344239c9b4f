package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.JDBCException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.store.BadRecordException;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.Delivery;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.StartRefusal;
import org.vanta.appliance.store.StoredNote;

/**
 * Goal: a bit that flips on disk never changes the state in silence. Method: a database with everything in it; for each of many random bits, a
 * copy with that bit flipped is started and followed to the tip: it must hold what it held, or refuse with a sentence. {@code vanta.rot.flips}
 * sets how many, {@code vanta.rot.inner} how many more in pages that lead to rows, {@code vanta.rot.seed} which.
 */
@SuppressWarnings("NullAway.Init")
@DisabledIfSystemProperty(
        named = "vanta.test.postgres",
        matches = "true",
        disabledReason = "it is about the database's own files")
class BitRotTest {
    private static final int FLIPS = Integer.getInteger("vanta.rot.flips", 60);
    private static final int INNER_FLIPS = Integer.getInteger("vanta.rot.inner", 40);
    private static final long SEED = Long.getLong("vanta.rot.seed", System.nanoTime());
    private static final List<String> FILES = List.of("vanta.mv.db", "vanta.journal");
    private static final int BLOCKS = 150;
    private static final int NOTES = 120;
    private static final int CANDIDATES = 12;
    private static final Instant LATER = Instant.ofEpochSecond(4_000_000_000L);

    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();
    private Held expected;
    private int refused;
    private int mended;
    private int atUse;

    /** Everything that must survive. */
    record Held(
            IndexState state,
            List<Hash256> blocks,
            List<StoredNote> notes,
            Map<Hash256, Candidate> candidates,
            List<EncryptedNote> deliveries) {}

    private static EncryptedNote note(int seed, Hash256 commitment) {
        return new EncryptedNote(GeneratedChain.value(seed), new byte[60], commitment);
    }

    private void fill(Path home) {
        try (Followed followed = new Followed(home, chain)) {
            for (int i = 1; i <= BLOCKS; i++) {
                List<Hash256> commitments = new ArrayList<>();
                for (int k = 0; k < i % 5; k++) {
                    commitments.add(GeneratedChain.value(1_000 * i + k));
                }
                chain.mine(commitments, i % 7 == 0 ? List.of(GeneratedChain.value(-i)) : List.of(), i % 3);
                if (i % 20 == 0) {
                    followed.follow();
                }
            }
            followed.follow();
            for (int i = 0; i < NOTES; i++) {
                // Some of these are on the chain, the others wait.
                followed.index.submit(note(i, GeneratedChain.value(1_000 * (i + 1) + i % 2)), NoteSource.SUBMITTED);
            }
            for (int i = 0; i < CANDIDATES; i++) {
                boolean active = i % 2 == 0;
                Hash256 hash = active ? chain.active().get(10 + i) : GeneratedChain.value(-1_000 - i);
                followed.database.candidates.record(Candidate.found(
                        hash,
                        10 + i,
                        Hash256.ZERO,
                        Instant.ofEpochSecond(1_700_000_000L + i),
                        "bitaxe",
                        new OwnerKey(GeneratedChain.value(77)),
                        5_000_000_000L,
                        i,
                        new byte[300],
                        note(10_000 + i, GeneratedChain.value(20_000 + i))));
                if (active) {
                    followed.database.candidates.accepted(hash);
                }
            }
        }
    }

    /** What was mended is told again, so its place in the order of changes is another. */
    private static StoredNote withoutCursor(StoredNote note) {
        return new StoredNote(0, note.note(), note.state(), note.height(), note.firstSeen());
    }

    private Held held(Followed followed) {
        Map<Hash256, Candidate> candidates = new TreeMap<>(Comparator.comparing(Hash256::hex));
        List<Hash256> hashes = new ArrayList<>(chain.active());
        for (int i = 0; i < CANDIDATES; i++) {
            hashes.add(GeneratedChain.value(-1_000 - i));
        }
        for (Candidate found : followed.database.candidates.among(hashes)) {
            // A settled block stands on the chain; only one without an answer is needed here.
            candidates.put(
                    found.blockHash(),
                    Candidate.found(
                            found.blockHash(),
                            found.height(),
                            found.previousHash(),
                            found.foundAt(),
                            found.worker(),
                            found.owner(),
                            found.value(),
                            found.tag(),
                            followed.database.candidates.unsettled().contains(found) ? found.block() : new byte[0],
                            found.note()));
        }
        return new Held(
                followed.index.state(),
                IntStream.rangeClosed(0, followed.index.state().height())
                        .mapToObj(height -> followed.index
                                .blockAt(height)
                                .map(BlockRecord::hash)
                                .orElse(Hash256.ZERO))
                        .toList(),
                followed.database.notes.page(0, 1_000).notes().stream()
                        .map(BitRotTest::withoutCursor)
                        .sorted(Comparator.comparing(
                                note -> note.note().ephemeralPubkey().hex()))
                        .toList(),
                candidates,
                followed.database.deliveries.due(LATER, 1_000).stream()
                        .map(Delivery::note)
                        .toList());
    }

    @BeforeEach
    void fill() throws IOException {
        fill(Files.createDirectory(home()));
        try (Followed followed = new Followed(home(), chain).follow()) {
            assertThat(followed.bad).isEmpty();
            expected = held(followed);
        }
        assertThat(expected.blocks()).isEqualTo(chain.active());
        assertThat(expected.notes()).hasSize(NOTES);
        assertThat(expected.deliveries()).hasSize(CANDIDATES / 2);
        assertThat(expected.candidates()).hasSize(CANDIDATES);
    }

    private Path home() {
        return folder.resolve("home");
    }

    @Test
    void everyFlippedBitIsMendedOrNamed() throws IOException {
        Random random = new Random(SEED);
        for (int flip = 0; flip < FLIPS; flip++) {
            String file = FILES.get(flip % 4 == 3 ? 1 : 0);
            long at = random.nextLong(Files.size(home().resolve(file)));
            flip("seed " + SEED + ", flip " + flip, file, at, random.nextInt(8));
        }
        tell(FLIPS, "flips");
    }

    /** Whatever leads to rows lies in few pages, which random places seldom meet. */
    @Test
    void everyFlippedBitOfAPageThatLeadsToRowsIsMendedOrNamed() throws IOException {
        List<InnerPages.Range> pages = InnerPages.of(home().resolve(FILES.getFirst()));
        assertThat(pages).hasSizeGreaterThan(1);
        Random random = new Random(SEED);
        for (int flip = 0; flip < INNER_FLIPS; flip++) {
            InnerPages.Range page = pages.get(random.nextInt(pages.size()));
            flip(
                    "seed " + SEED + ", flip " + flip + " of " + page,
                    FILES.getFirst(),
                    page.at() + random.nextInt(page.length()),
                    random.nextInt(8));
        }
        tell(INNER_FLIPS, "flips in pages that lead to rows");
    }

    private void flip(String name, String file, long at, int bit) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String each : FILES) {
            Files.copy(home().resolve(each), copy.resolve(each));
        }
        Path victim = copy.resolve(file);
        flip(victim, at, bit);
        String what = name + ": bit " + bit + " of byte " + at + " of " + victim;
        try (Followed followed = new Followed(copy, chain).follow()) {
            boolean named = !followed.bad.isEmpty();
            Held now;
            try {
                now = held(followed);
            } catch (JDBCException | BadRecordException e) {
                // Met only when this one thing is read: the follower's next step mends it.
                System.out.println(what + ", at a later read: " + e.getMessage());
                atUse++;
                now = held(followed.follow());
            }
            mended += named || Files.exists(copy.resolve("vanta.mv.db.bad")) ? 1 : 0;
            assertThat(followed.follower().trouble()).as(what).isEmpty();
            assertThat(now).as(what).isEqualTo(expected);
        } catch (StartRefusal e) {
            refused++;
            System.out.println(what + ": " + e.getMessage());
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
        delete(copy);
    }

    private void tell(int count, String flips) {
        System.out.printf(
                "%d %s, seed %d: %d named and mended, %d refused at start, %d of them met and mended only at a later"
                        + " read, no silent difference%n",
                count, flips, SEED, mended, refused, atUse);
        assertThat(refused)
                .as("only a damaged database and a damaged journal together stop a start")
                .isZero();
    }

    private static void flip(Path file, long at, int bit) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int value = open.read();
            open.seek(at);
            open.write(value ^ 1 << bit);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
