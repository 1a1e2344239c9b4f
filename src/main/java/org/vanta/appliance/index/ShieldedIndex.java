package org.vanta.appliance.index;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.index.BlockEvent.BlockApplied;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.smt.Hash256Set;
import org.vanta.appliance.smt.SparseMerkleTree;
import org.vanta.appliance.store.BadRecord;
import org.vanta.appliance.store.BadRecordException;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.BlockRecordStore;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.NoteStore;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.SubmitOutcome;

/**
 * The shielded state: tree and nullifiers in memory, their history on disk. Loading, applying and undoing belong to the follower's thread;
 * everything else may be called from any thread. {@link #state()} never waits; proofs wait at most while a block is put into the tree, never
 * for the disk.
 */
@Singleton
public final class ShieldedIndex {
    private static final Logger LOG = Logger.getLogger(ShieldedIndex.class);

    private final BlockRecordStore blocks;
    private final NoteStore notes;
    private final ProofCheck proofs;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** These are guarded by the lock and may be ahead of {@link #state} by a block that is being written. */
    private SparseMerkleTree tree = new SparseMerkleTree();

    private Hash256Set nullifiers = new Hash256Set();
    private AnchorHeights heights = new AnchorHeights();
    private long unbacked;
    private int height = BlockRecordStore.NOTHING;

    /** While it is false, what the tree and the nullifiers lack says nothing. Guarded by the lock as well. */
    private boolean loaded;

    private volatile IndexState state = IndexState.EMPTY;
    private volatile LoadProgress progress = new LoadProgress(BlockRecordStore.NOTHING);

    /** @param proofs decides which proofs in blocks hold; asked before a block is applied, on the follower's thread */
    public ShieldedIndex(BlockRecordStore blocks, NoteStore notes, ProofCheck proofs) {
        this.blocks = blocks;
        this.notes = notes;
        this.proofs = proofs;
    }

    /**
     * Rebuilds the state from disk and checks all of it. From a bad block record on everything is removed, to be read again from L1; the bad
     * records are named in the log and returned.
     */
    public List<BadRecord> load() {
        locked(() -> loaded = false);
        forgetBlocksOfAnotherProgram();
        progress = new LoadProgress(blocks.top());
        List<BadRecord> bad = new ArrayList<>();
        Optional<BadRecord> badBlock = loadBlocks();
        badBlock.ifPresent(bad::add);
        if (badBlock.isPresent()) {
            LOG.errorf(
                    "%s; rolled back to the last good block at height %d, the rest is read again from L1",
                    badBlock.get().sentence(), state.height());
            blocks.truncateAbove(state.height());
        }
        if (blocks.top() != state.height()) {
            throw new IllegalStateException("table block_record names height " + blocks.top()
                    + " as its last, but read in order it ends at " + state.height());
        }
        List<BadRecord> badNotes = notes.load(state.height(), this::anchoredHeight);
        badNotes.forEach(record -> LOG.errorf("%s", record.sentence()));
        bad.addAll(badNotes);
        notes.settle();
        locked(() -> loaded = true);
        LOG.infof(
                "state read in %d ms: height %d, %d commitments, %d nullifiers, root %s",
                progress.taken().toMillis(),
                state.height(),
                state.commitmentCount(),
                state.nullifierCount(),
                state.root());
        return bad;
    }

    /** The nullifiers of a block depend on which program's proofs count, so blocks that were applied under another are read again. */
    private void forgetBlocksOfAnotherProgram() {
        String before = blocks.program().orElse(ProofCheck.NO_PROGRAM);
        if (!before.equals(proofs.program())) {
            LOG.infof(
                    "proofs of program %s count from now on (before: %s); all blocks are read from L1",
                    proofs.program(), before);
            blocks.truncateAbove(BlockRecordStore.NOTHING);
            blocks.setProgram(proofs.program());
        }
    }

    /** Each record has a root of its own, but the last one's covers the commitments of all: it alone is compared. */
    private Optional<BadRecord> loadBlocks() {
        reset();
        StateLoad load = new StateLoad(progress);
        Optional<BadRecord> bad = blocks.load(load);
        SparseMerkleTree read = load.tree();
        if (!read.root().equals(load.root())) {
            return Optional.of(new BadRecord(
                    "block_record",
                    Integer.toString(load.height()),
                    "its root is " + load.root() + " but its commitments give " + read.root()));
        }
        locked(() -> {
            tree = read;
            nullifiers = load.nullifiers;
            heights = load.heights;
            unbacked = load.unbacked();
            height = load.height();
        });
        publish(load.hash(), load.root());
        return bad;
    }

    private void reset() {
        locked(() -> {
            tree = new SparseMerkleTree();
            nullifiers = new Hash256Set();
            heights = new AnchorHeights();
            unbacked = 0;
            height = BlockRecordStore.NOTHING;
        });
        state = IndexState.EMPTY;
    }

    private void remember(BlockRecord record) {
        record.commitments().forEach(commitment -> heights.put(commitment, record.height()));
        record.nullifiers().forEach(nullifiers::add);
        unbacked += record.unbackedAnchors();
        height = record.height();
    }

    private void publish(Hash256 hash, Hash256 root) {
        state = new IndexState(height, hash, tree.size(), nullifiers.size(), unbacked, root);
    }

    /**
     * Applies consecutive blocks of the active chain, the first of them on top of {@link #state()}; they are on disk when this returns.
     *
     * @throws IllegalArgumentException if they do not follow
     */
    List<BlockApplied> apply(List<Block> next) {
        List<CheckedBlock> checked = CheckedBlock.of(next, proofs);
        List<BlockRecord> records = new ArrayList<>(next.size());
        try {
            for (CheckedBlock block : checked) {
                records.add(applyInMemory(
                        block,
                        records.isEmpty() ? state.hash() : records.getLast().hash()));
            }
            blocks.append(records);
        } catch (RuntimeException e) {
            records.reversed().forEach(this::undoInMemory);
            throw e;
        }
        publish(records.getLast().hash(), records.getLast().root());
        locked(() -> loaded = true);
        List<BlockApplied> applied = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            applied.add(new BlockApplied(records.get(i), checked.get(i).proofs()));
        }
        return applied;
    }

    private BlockRecord applyInMemory(CheckedBlock checked, Hash256 previous) {
        Block block = checked.block();
        if (height >= 0 && !block.header().previousHash().equals(previous)) {
            throw new IllegalArgumentException(
                    "block " + block.hash().displayHex() + " does not follow block " + previous.displayHex());
        }
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            List<Hash256> added = tree.insertAll(checked.commitments());
            List<Hash256> spent = checked.nullifiers().stream()
                    .filter(nullifier -> !nullifiers.contains(nullifier))
                    .toList();
            BlockRecord record = new BlockRecord(
                    height + 1,
                    block.hash(),
                    block.header().previousHash(),
                    Integer.toUnsignedLong(block.header().time()),
                    added,
                    spent,
                    checked.unbackedAnchors(),
                    tree.root());
            remember(record);
            return record;
        } finally {
            writing.unlock();
        }
    }

    /** Undoes every block above a height, highest first; the disk has forgotten them when this returns. */
    List<BlockRecord> undoAbove(int target) {
        List<BlockRecord> undone = new ArrayList<>();
        for (int at = state.height(); at > target; at--) {
            undone.add(kept(at));
        }
        IndexState after = target < 0 ? IndexState.EMPTY : stateOf(kept(target));
        undone.forEach(this::undoInMemory);
        try {
            blocks.truncateAbove(target);
        } catch (RuntimeException e) {
            undone.reversed().forEach(this::redoInMemory);
            throw e;
        }
        publish(after.hash(), after.root());
        return undone;
    }

    /**
     * Forgets every block, to read the active chain from its first block on; until some of it is there nothing is answered, for nothing is known.
     * Returns the highest that was undone, if there was any.
     */
    Optional<BlockRecord> undoAll() {
        Optional<BlockRecord> top = blockAt(state.height());
        locked(() -> loaded = false);
        try {
            blocks.truncateAbove(BlockRecordStore.NOTHING);
        } catch (RuntimeException e) {
            locked(() -> loaded = true);
            throw e;
        }
        reset();
        return top;
    }

    private static IndexState stateOf(BlockRecord record) {
        return new IndexState(record.height(), record.hash(), 0, 0, 0, record.root());
    }

    private BlockRecord kept(int at) {
        return blocks.at(at)
                .orElseThrow(() -> new BadRecordException(
                        new BadRecord("block_record", Integer.toString(at), "the record is missing")));
    }

    private void undoInMemory(BlockRecord record) {
        locked(() -> {
            tree.removeAll(record.commitments());
            record.commitments().forEach(heights::remove);
            record.nullifiers().forEach(nullifiers::remove);
            unbacked -= record.unbackedAnchors();
            height = record.height() - 1;
        });
    }

    private void redoInMemory(BlockRecord record) {
        locked(() -> {
            tree.insertAll(record.commitments());
            remember(record);
        });
    }

    private void locked(Runnable change) {
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            change.run();
        } finally {
            writing.unlock();
        }
    }

    /** How far {@link #load} has come, in a sentence. */
    public String loadProgress() {
        return progress.sentence();
    }

    public IndexState state() {
        return state;
    }

    /** The hash of the applied block at a height. */
    Hash256 hashAt(int at) {
        return at == state.height() ? state.hash() : kept(at).hash();
    }

    /** The applied block at a height. */
    public Optional<BlockRecord> blockAt(int at) {
        return at > state.height() ? Optional.empty() : blocks.at(at);
    }

    /** The latest applied blocks, highest first. */
    public List<BlockRecord> latest(int limit) {
        return blocks.latest(state.height(), limit);
    }

    /** A proof that a commitment is in the tree, or that it is not; empty while the state is being loaded. */
    public Optional<HeightProof> prove(Hash256 commitment) {
        return reading(() ->
                loaded ? Optional.of(new HeightProof(tree.prove(commitment), tree.root(), height)) : Optional.empty());
    }

    /** Whether the active chain has revealed this nullifier, and by which height; empty while the state is being loaded. */
    public Optional<HeightRevealed> revealed(Hash256 nullifier) {
        return reading(() ->
                loaded ? Optional.of(new HeightRevealed(nullifiers.contains(nullifier), height)) : Optional.empty());
    }

    /** Whether the active chain has revealed this nullifier. */
    public boolean isSpent(Hash256 nullifier) {
        return reading(() -> nullifiers.contains(nullifier));
    }

    /** The height at which a commitment is anchored, {@link StoredNote#NO_HEIGHT} if it is not. */
    public int anchoredHeight(Hash256 commitment) {
        return reading(() -> tree.contains(commitment) ? heights.get(commitment) : StoredNote.NO_HEIGHT);
    }

    /** Takes a note into the inbox; it never changes the tree. On disk when this returns. */
    public SubmitOutcome submit(EncryptedNote note, NoteSource source) {
        if (!reading(() -> loaded)) {
            return new SubmitOutcome.NotNow("the shielded state is being read from disk");
        }
        return notes.submit(note, source, this::anchoredHeight);
    }

    private <T> T reading(Supplier<T> what) {
        Lock reading = lock.readLock();
        reading.lock();
        try {
            return what.get();
        } finally {
            reading.unlock();
        }
    }

    /** Notes that wait for a block. */
    public int pendingNotes() {
        return notes.waiting();
    }
}
