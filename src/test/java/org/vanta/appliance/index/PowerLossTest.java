package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateState;
import org.vanta.appliance.store.Delivery;
import org.vanta.appliance.store.DiskRecord;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.TestDatabase;

/**
 * Goal: a power failure at any instant costs nothing that was said to be kept. Method: every write to database and journal is recorded; for each
 * of many instants, the fsyncs first of all, files are made as a disk may have left them (all that was forced, of the rest any writes, whole or
 * torn), started, compared with what had been reported, and followed to the tip. {@code vanta.power.replays} sets how many.
 */
@DisabledIfSystemProperty(
        named = "vanta.test.postgres",
        matches = "true",
        disabledReason = "it is about the database's own files")
class PowerLossTest {
    private static final int REPLAYS = Integer.getInteger("vanta.power.replays", 40);
    private static final long SEED = Long.getLong("vanta.power.seed", System.nanoTime());
    private static final int STEPS = Integer.getInteger("vanta.power.steps", 40);
    /** How long nothing happens after every eighth step: what the engine does by itself comes after seconds, and some of it after a minute. */
    private static final int IDLE_MILLIS = Integer.getInteger("vanta.power.idle", 0);

    private static final int IDLE_STEPS = 8;
    private static final Instant LATER = Instant.ofEpochSecond(4_000_000_000L);

    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();
    private final Map<Hash256, Hash256> roots = new HashMap<>();

    /**
     * What the appliance had said by an instant.
     *
     * @param undone whether blocks may be on their way out
     */
    record Reported(
            int height,
            boolean undone,
            Map<EncryptedNote, Long> notes,
            Map<Hash256, CandidateState> candidates,
            Set<Hash256> waiting) {}

    private record Said(int instant, Reported reported) {}

    private static EncryptedNote note(int seed, int commitment) {
        return new EncryptedNote(GeneratedChain.value(seed), new byte[60], GeneratedChain.value(commitment));
    }

    private static Candidate candidate(int step, Hash256 hash) {
        return Candidate.found(
                hash,
                step,
                Hash256.ZERO,
                Instant.ofEpochSecond(1_700_000_000L + step),
                "bitaxe",
                new OwnerKey(GeneratedChain.value(77)),
                5_000_000_000L,
                step,
                new byte[2_000],
                note(10_000 + step, 20_000 + step));
    }

    private Reported reported(Followed followed, Set<Hash256> ours, boolean undone) {
        Map<EncryptedNote, Long> notes = followed.database.notes.page(0, 10_000).notes().stream()
                .collect(Collectors.toMap(StoredNote::note, StoredNote::cursor));
        Map<Hash256, CandidateState> candidates = followed.database.candidates.among(ours).stream()
                .collect(Collectors.toMap(Candidate::blockHash, Candidate::state));
        Set<Hash256> waiting = followed.database.deliveries.due(LATER, 10_000).stream()
                .map(delivery -> delivery.note().commitment())
                .collect(Collectors.toSet());
        return new Reported(followed.index.state().height(), undone, notes, candidates, waiting);
    }

    /** Works as an appliance does, and writes down after each step what it has reported. */
    private List<Said> work(Followed followed, DiskRecord record, Random random, Set<Hash256> ours)
            throws InterruptedException {
        List<Said> said = new ArrayList<>();
        said.add(new Said(0, reported(followed, ours, false)));
        for (int step = 1; step <= STEPS; step++) {
            if (step % IDLE_STEPS == 0) {
                Thread.sleep(IDLE_MILLIS);
            }
            boolean reorg = step % 9 == 0;
            if (reorg) {
                said.add(new Said(record.length(), reported(followed, ours, true)));
                chain.cutTo(chain.height() - 2);
            }
            for (int i = 0; i < (reorg ? 4 : 1 + random.nextInt(3)); i++) {
                int key = 1_000 * step + 10 * i;
                List<Hash256> commitments = new ArrayList<>();
                for (int k = 0; k < random.nextInt(40); k++) {
                    commitments.add(GeneratedChain.value(100_000 + 100 * key + k));
                }
                commitments.add(GeneratedChain.value(key));
                chain.mine(commitments, List.of(GeneratedChain.value(-key)), i);
            }
            followed.follow();
            said.add(new Said(record.length(), reported(followed, ours, false)));
            for (int i = 0; i < 3; i++) {
                followed.index.submit(note(100 * step + i, 1_000 * step + i), NoteSource.SUBMITTED);
                said.add(new Said(record.length(), reported(followed, ours, false)));
            }
            Hash256 hash = step % 2 == 0 ? chain.active().getLast() : GeneratedChain.value(-7_000 - step);
            Candidate candidate = candidate(step, hash);
            followed.database.candidates.record(candidate);
            ours.add(hash);
            said.add(new Said(record.length(), reported(followed, ours, false)));
            if (step % 2 == 0) {
                followed.database.candidates.accepted(hash);
                said.add(new Said(record.length(), reported(followed, ours, false)));
            }
            if (step % 4 == 0) {
                Delivery first = followed.database.deliveries.due(LATER, 1).getFirst();
                Reported before = reported(followed, ours, false);
                before.waiting().remove(first.note().commitment());
                said.add(new Said(record.length(), before));
                followed.database.deliveries.delivered(first);
            }
        }
        return said;
    }

    private void rememberRoots(Followed followed) {
        followed.events.forEach(
                event -> roots.put(event.block().hash(), event.block().root()));
        roots.put(Hash256.ZERO, Hash256.ZERO);
    }

    @Test
    void aPowerFailureAtAnyInstantCostsNothingThatWasReported() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path base = Files.createDirectory(folder.resolve("base"));
        try (Followed followed = new Followed(home, chain)) {
            chain.mine(List.of(GeneratedChain.value(1)), List.of(), 0);
            rememberRoots(followed.follow());
        }
        DiskRecord.copy(home, base);
        DiskRecord record = new DiskRecord();
        Random random = new Random(SEED);
        Set<Hash256> ours = new HashSet<>();
        List<Said> said;
        IndexState end;
        Reported last;
        try (Followed followed = new Followed(TestDatabase.recorded(home, record), chain, ProofCheck.none())) {
            said = work(followed, record, random, ours);
            rememberRoots(followed);
            end = followed.index.state();
            last = reported(followed, ours, false);
        }
        List<Integer> forcings = record.forcings();
        int aside = 0;
        int named = 0;
        for (int replay = 0; replay < REPLAYS; replay++) {
            // Every forcing in turn where there are replays enough, then any instant; otherwise as many of one as of
            // the other.
            int turn = REPLAYS >= forcings.size() ? replay : random.nextInt(2 * forcings.size());
            int instant = turn < forcings.size() ? forcings.get(turn) : random.nextInt(record.length() + 1);
            Path copy = Files.createDirectory(folder.resolve("copy"));
            DiskRecord.copy(base, copy);
            record.crash(copy, instant, random);
            String what = "seed " + SEED + ", replay " + replay + ", instant " + instant + " of " + record.length();
            Reported promised = said.stream()
                    .filter(one -> one.instant() <= instant)
                    .toList()
                    .getLast()
                    .reported();
            try (Followed followed = new Followed(copy, chain)) {
                boolean replaced = Files.exists(copy.resolve("vanta.mv.db.bad"));
                aside += replaced ? 1 : 0;
                named += followed.bad.isEmpty() ? 0 : 1;
                IndexState state = followed.index.state();
                assertThat(roots).as(what).containsEntry(state.hash(), state.root());
                if (!replaced && !promised.undone()) {
                    assertThat(state.height())
                            .as("%s, bad: %s", what, followed.bad)
                            .isGreaterThanOrEqualTo(promised.height());
                }
                assertKept(what, promised, reported(followed, ours, false), last);
                followed.follow();
                assertThat(followed.index.state()).as(what).isEqualTo(end);
                assertKept(what, promised, reported(followed, ours, false), last);
            } catch (RuntimeException e) {
                throw new AssertionError(what, e);
            }
            delete(copy);
        }
        System.out.printf(
                "%d power failures, seed %d, %d writes, truncations and forcings of which %d forcings: nothing reported"
                        + " was lost; %d times the database was replaced, %d times records were named and mended%n",
                REPLAYS, SEED, record.length(), forcings.size(), aside, named);
    }

    private static void assertKept(String what, Reported promised, Reported now, Reported last) {
        assertThat(last.notes().keySet()).as(what).containsAll(now.notes().keySet());
        // Who had read up to a place is told again of what changes after it.
        promised.notes()
                .forEach((note, cursor) -> assertThat(now.notes().get(note))
                        .as("%s, %s", what, note)
                        .isNotNull()
                        .isGreaterThanOrEqualTo(cursor));
        assertThat(now.candidates().keySet())
                .as(what)
                .containsAll(promised.candidates().keySet());
        promised.candidates().forEach((hash, state) -> {
            if (state != CandidateState.SUBMITTING) {
                assertThat(now.candidates().get(hash)).as(what).isNotEqualTo(CandidateState.SUBMITTING);
            }
        });
        assertThat(now.waiting()).as(what).containsAll(promised.waiting());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
