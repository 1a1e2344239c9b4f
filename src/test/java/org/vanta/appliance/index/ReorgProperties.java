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
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.chain.ProvenSpend;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.proof.ProofChecker;
import org.vanta.appliance.proof.ProofEvent;
import org.vanta.appliance.proof.ProofPlace;
import org.vanta.appliance.proof.ProofRing;
import org.vanta.appliance.proof.TestProofs;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateState;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.NoteState;
import org.vanta.appliance.store.StoredNote;

/**
 * Goal: after any history of reorganisations, also deeper than the bound and back to a branch left before, the state is that of a fresh index,
 * and notes,
 * nullifiers, proofs, our blocks and told events agree with a model. Method: random trees of small, colliding blocks over a real database file.
 */
class ReorgProperties {
    private static final int SEEDS = 12;
    /** Small, so that many histories go beyond it. */
    private static final int REORG_MAX = 4;

    /** Proofs that hold, in transactions. */
    private static final List<Transaction> SPENDS = IntStream.rangeClosed(1, 3)
            .mapToObj(number -> TestProofs.spending(
                    new OutPoint(GeneratedChain.value(77), 0),
                    TestProofs.spend(number),
                    new TxOutput(0, new byte[] {0x51})))
            .toList();

    /**
     * @param back the branch to go back to, one of those left so far; none if there is no such branch
     * @param keep of the height, in percent, before new blocks are mined
     */
    record Fork(int back, int keep, List<Integer> commitments, boolean ours, boolean restart) {}

    @Provide
    Arbitrary<List<Fork>> histories() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.integers()
                                .between(0, SEEDS)
                                .list()
                                .ofMinSize(0)
                                .ofMaxSize(7),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Fork::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(7);
    }

    @Property(tries = 10)
    void equalsAFreshIndexAndAModelAfterAnyHistory(@ForAll("histories") List<Fork> history) throws IOException {
        Path folder = Files.createTempDirectory("reorg");
        ProofChecker checker = TestProofs.checker();
        GeneratedChain chain = new GeneratedChain();
        Followed followed = open(folder, chain, checker);
        Model model = new Model();
        List<List<Hash256>> branches = new ArrayList<>();
        try {
            submitNotes(followed);
            for (Fork fork : history) {
                branches.add(chain.active());
                if (fork.back() < branches.size() - 1) {
                    chain.activate(branches.get(fork.back()));
                }
                chain.cutTo(chain.height() * fork.keep() / 100);
                for (int seed : fork.commitments()) {
                    Hash256 value = GeneratedChain.value(seed);
                    List<Transaction> spends = seed % 4 == 0 ? List.of() : List.of(SPENDS.get(seed % 4 - 1));
                    Hash256 hash = chain.mine(List.of(value), List.of(value), seed % 3, spends);
                    if (fork.ours()) {
                        record(followed, hash, chain.height());
                        model.ours.add(hash);
                    }
                }
                // A branch that only lost its top deeper than the bound is a node that is behind; one more block
                // settles it.
                chain.mine(List.of(), List.of(), 0);
                followed.follow();
                model.follow(chain, followed.events);
                model.check(followed);
                if (fork.restart()) {
                    followed.close();
                    followed = open(folder, chain, checker);
                    assertThat(followed.bad).isEmpty();
                    model.restarted();
                    model.check(followed);
                }
            }
            try (Followed fresh = new Followed(folder.resolve("fresh"), chain, checker).follow()) {
                assertThat(followed.index.state()).isEqualTo(fresh.index.state());
            }
        } finally {
            followed.close();
            checker.close();
            delete(folder);
        }
    }

    private static Followed open(Path folder, GeneratedChain chain, ProofCheck checker) {
        return new Followed(folder.resolve("followed"), chain, checker, REORG_MAX);
    }

    private static EncryptedNote note(int seed) {
        return new EncryptedNote(GeneratedChain.value(1_000 + seed), new byte[60], GeneratedChain.value(seed));
    }

    /** Of every commitment but the last, which stays one that nobody brought an envelope for. */
    private static void submitNotes(Followed followed) {
        for (int seed = 0; seed < SEEDS; seed++) {
            followed.index.submit(note(seed), NoteSource.SUBMITTED);
        }
    }

    private static void record(Followed followed, Hash256 hash, int height) {
        followed.database.candidates.record(Candidate.found(
                hash,
                height,
                Hash256.ZERO,
                Instant.EPOCH,
                "w",
                new OwnerKey(Sha256.hash(new byte[] {3})),
                5,
                6,
                new byte[80],
                note(500)));
        followed.database.candidates.accepted(hash);
    }

    /** What should be so, by the simplest means. */
    private static final class Model {
        private final Set<Hash256> ours = new HashSet<>();
        private final Set<Hash256> onceIndexed = new HashSet<>();
        private final Set<Hash256> onceAnchored = new HashSet<>();
        private final List<Hash256> told = new ArrayList<>();
        private final Map<Hash256, Integer> anchored = new HashMap<>();
        private final Set<Hash256> toldSinceStart = new HashSet<>();
        private final Set<Transaction> proven = new HashSet<>();
        private final List<ProofPlace> proofs = new ArrayList<>();
        private ProofRing ring = new ProofRing();
        private List<Hash256> active = List.of();

        void follow(GeneratedChain chain, List<BlockEvent> events) {
            active = chain.active();
            onceIndexed.addAll(active);
            anchored.clear();
            for (int height = 0; height < active.size(); height++) {
                for (Hash256 commitment : chain.commitments(active.get(height))) {
                    anchored.putIfAbsent(commitment, height);
                }
            }
            onceAnchored.addAll(anchored.keySet());
            for (BlockEvent event : events) {
                BlockRecord block = event.block();
                switch (event) {
                    case BlockEvent.BlockApplied(BlockRecord _, List<ProvenSpend> spends) -> {
                        assertThat(block.height()).isEqualTo(told.size());
                        told.add(block.hash());
                        toldSinceStart.add(block.hash());
                        ring.addBlock(Instant.ofEpochSecond(block.time()), block.hash(), block.height(), spends);
                    }
                    case BlockEvent.BlockUndone _ -> {
                        assertThat(told.removeLast()).isEqualTo(block.hash());
                        ring.removeBlock(block.hash());
                    }
                    case BlockEvent.AllUndone _ -> {
                        assertThat(told.getLast()).isEqualTo(block.hash());
                        told.clear();
                        ring.removeBlocks();
                    }
                }
            }
            events.clear();
            followProofs(chain);
        }

        /** The ring begins empty at each start, and is told of blocks from then on. */
        private void followProofs(GeneratedChain chain) {
            proven.clear();
            proofs.clear();
            for (int height = 0; height < active.size(); height++) {
                Hash256 hash = active.get(height);
                for (Transaction spend : chain.spends(hash)) {
                    proven.add(spend);
                    if (toldSinceStart.contains(hash)) {
                        proofs.add(new ProofPlace.InBlock(spend.txid(), hash, height));
                    }
                }
            }
        }

        void restarted() {
            ring = new ProofRing();
            toldSinceStart.clear();
            proofs.clear();
        }

        void check(Followed followed) {
            assertThat(told).as("blocks told of").isEqualTo(active);
            assertThat(followed.index.state().commitmentCount()).isEqualTo(anchored.size());
            assertThat(followed.index.state().nullifierCount()).isEqualTo(anchored.size() + 2 * proven.size());
            for (Transaction spend : SPENDS) {
                byte[] envelope = spend.inputs().getFirst().witness().getFirst();
                assertThat(TestProofs.journal(envelope).nullifiers())
                        .hasSize(2)
                        .allMatch(nullifier -> followed.index.isSpent(nullifier) == proven.contains(spend));
            }
            assertThat(ring.recent().reversed())
                    .extracting(ProofEvent::place)
                    .as("proofs of the active chain, oldest first")
                    .isEqualTo(proofs);
            int waiting = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                Hash256 commitment = GeneratedChain.value(seed);
                int height = anchored.getOrDefault(commitment, StoredNote.NO_HEIGHT);
                waiting += height == StoredNote.NO_HEIGHT ? 1 : 0;
                NoteState state = anchored.containsKey(commitment)
                        ? NoteState.ANCHORED
                        : onceAnchored.contains(commitment) ? NoteState.ORPHANED : NoteState.PENDING;
                List<StoredNote> stored = followed.database.notes.of(commitment);
                assertThat(stored).as("note %d", seed).hasSize(1);
                assertThat(stored.getFirst().state()).as("note %d", seed).isEqualTo(state);
                assertThat(stored.getFirst().height()).as("note %d", seed).isEqualTo(height);
                assertThat(followed.index.isSpent(commitment)).isEqualTo(anchored.containsKey(commitment));
                assertThat(followed.index.anchoredHeight(commitment)).isEqualTo(height);
            }
            assertThat(followed.index.pendingNotes()).isEqualTo(waiting);
            for (Candidate candidate : followed.database.candidates.among(ours)) {
                boolean left = onceIndexed.contains(candidate.blockHash()) && !active.contains(candidate.blockHash());
                assertThat(candidate.state())
                        .as("block of ours at height %d", candidate.height())
                        .isEqualTo(left ? CandidateState.ORPHANED : CandidateState.ACCEPTED);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
