package org.vanta.appliance.store;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;

/**
 * Blocks found by our miners. A candidate is on disk before it is submitted, and its note joins the delivery queue in the very transaction that
 * marks it accepted; the bytes of its block are let go when it is settled. Every method returns when its effect is forced to disk.
 */
@Singleton
public final class CandidateStore {
    private final StoreWriter writer;
    private final DeliveryStore deliveries;
    private long lastId;

    /** Of every candidate; written on the writer thread only. */
    private final Map<Hash256, Long> ids = new ConcurrentHashMap<>();

    /** Of the accepted ones; on the writer thread only. */
    private final UnmetBlocks unmet = new UnmetBlocks();

    /** The height of the last unit that appends blocks; on the writer thread only. */
    private int joinedTop = BlockRecordStore.NOTHING;

    /** Of those without an answer, in order; written on the writer thread only. */
    private final SortedSet<Long> unsettled = new ConcurrentSkipListSet<>();

    /** Whether the last unit that appends blocks made one of ours accepted whose note may not be queued; on the writer thread only. */
    private boolean revived;

    public CandidateStore(StoreWriter writer, DeliveryStore deliveries) {
        this.writer = writer;
        this.deliveries = deliveries;
    }

    /** Reads all candidates at start; those that are bad or missing come back from the journal, and are named. */
    List<BadRecord> load() {
        return writer.callForced(() -> {
            ids.clear();
            unsettled.clear();
            JournalContents journal = writer.journal().contents();
            Map<Hash256, JournalEntry.CandidateKept> missing = new LinkedHashMap<>(journal.candidates);
            List<Long> present = writer.read(
                    session -> session.createSelectionQuery("select id from CandidateRow order by id", Long.class)
                            .getResultList());
            Restoring.checkFound(writer, "CandidateRow", CandidateRow.TABLE, present);
            List<BadRecord> bad = new ArrayList<>();
            List<Long> removed = new ArrayList<>();
            List<Long> overfull = new ArrayList<>();
            List<JournalEntry> unknown = new ArrayList<>();
            for (Long id : present) {
                CandidateRow row = writer.read(session -> session.get(CandidateRow.class, id));
                try {
                    if (row == null) {
                        throw new BadRecordException(Restoring.missing(CandidateRow.TABLE, id));
                    }
                    JournalEntry.CandidateKept kept = new JournalEntry.CandidateKept(row.toCandidate(), row.queued);
                    remember(kept.candidate(), id);
                    if (row.isOverfull()) {
                        overfull.add(id);
                    }
                    JournalEntry.CandidateKept known =
                            missing.remove(kept.candidate().blockHash());
                    if (known == null || !known.isLike(kept)) {
                        unknown.add(kept);
                    }
                } catch (BadRecordException e) {
                    bad.add(e.record());
                    removed.add(id);
                }
            }
            lastId = present.isEmpty() ? 0 : present.getLast();
            Restoring.check(writer, bad, missing.size());
            writer.write(session -> {
                removed.forEach(id -> Restoring.delete(session, "CandidateRow", id));
                overfull.forEach(id -> {
                    CandidateRow row = session.get(CandidateRow.class, id);
                    session.update(row.to(row.state(), row.rejectWord, row.queued));
                });
                for (JournalEntry.CandidateKept kept : missing.values()) {
                    lastId++;
                    Candidate candidate = kept.candidate();
                    remember(candidate, lastId);
                    session.insert(CandidateRow.of(lastId, candidate)
                            .to(candidate.state(), candidate.rejectWord(), kept.queued()));
                }
                unknown.forEach(writer::journal);
                return removed.size();
            });
            bad.addAll(Restoring.named(
                    CandidateRow.TABLE,
                    !present.isEmpty(),
                    missing.size(),
                    missing.keySet().stream().map(Hash256::displayHex)));
            unmet.begin(latestAccepted(UnmetBlocks.LATEST_MAX));
            return bad;
        });
    }

    private void remember(Candidate candidate, long id) {
        ids.put(candidate.blockHash(), id);
        if (candidate.state() == CandidateState.SUBMITTING) {
            unsettled.add(id);
        }
    }

    /** Writes a block down before it is submitted. One that is there already stays as it is. */
    public void record(Candidate candidate) {
        writer.callForced(() -> {
            if (row(candidate.blockHash()) != null) {
                return false;
            }
            // It may be there all the same, by a commit whose answer was lost; what is there is known when all is read
            // again.
            writer.failure().ifPresent(failure -> {
                throw new IllegalStateException("the store failed and is being mended", failure);
            });
            lastId++;
            long id = lastId;
            writer.write(session -> {
                writer.journal(new JournalEntry.CandidateKept(candidate, false));
                return session.insert(CandidateRow.of(id, candidate));
            });
            remember(candidate, id);
            return true;
        });
    }

    /**
     * The node took the block; its note is queued for L2 in the same transaction.
     *
     * @return false for a block accepted before, for which nothing is done
     */
    public boolean accepted(Hash256 blockHash) {
        return writer.callForced(() -> {
            CandidateRow row = present(blockHash);
            if (row.state() == CandidateState.ACCEPTED) {
                return false;
            }
            accept(row);
            unmet.add(row.height, blockHash);
            return true;
        });
    }

    private void accept(CandidateRow row) {
        boolean queue = !row.queued && deliveries.hasRoom();
        writer.write(session -> {
            move(session, row, CandidateState.ACCEPTED, "", row.queued || queue);
            if (queue) {
                deliveries.enqueue(session, row.note());
            }
            return row.id;
        });
        if (queue) {
            deliveries.enqueued();
        }
        // Last, so that whoever counts both never misses it.
        unsettled.remove(row.id);
    }

    /** The node did not take the block, for the reason of {@code word}. */
    public void rejected(Hash256 blockHash, String word) {
        writer.callForced(() -> {
            CandidateRow row = present(blockHash);
            writer.write(session -> {
                move(session, row, CandidateState.REJECTED, word, row.queued);
                return row.id;
            });
            unsettled.remove(row.id);
            return blockHash;
        });
    }

    /** Blocks whose submission has no answer yet, oldest first. */
    public List<Candidate> unsettled() {
        return good(unsettled.stream()
                        .flatMap(id -> Optional.ofNullable(row(id)).stream())
                        .toList())
                .stream()
                .filter(candidate -> candidate.state() == CandidateState.SUBMITTING)
                .toList();
    }

    /** How many blocks have no answer yet. Reads nothing from disk. */
    public int unsettledCount() {
        return unsettled.size();
    }

    /** The block of ours that L1 accepted last. */
    public Optional<Candidate> lastAccepted() {
        return latestAccepted(1).stream().findFirst();
    }

    /** The blocks of ours that L1 accepted, the last first. */
    public List<Candidate> latestAccepted(int limit) {
        return good(writer.read(session -> session.createSelectionQuery(
                        "from CandidateRow where state = :state order by id desc", CandidateRow.class)
                .setParameter("state", CandidateState.ACCEPTED.name())
                .setMaxResults(limit)
                .getResultList()));
    }

    /** Those of the given blocks that are ours. */
    public List<Candidate> among(Collection<Hash256> blockHashes) {
        return good(blockHashes.stream()
                .flatMap(hash -> Optional.ofNullable(row(hash)).stream())
                .toList());
    }

    /** A bad row is left out and the store is not whole from then on. */
    private List<Candidate> good(List<CandidateRow> rows) {
        List<Candidate> candidates = new ArrayList<>(rows.size());
        for (CandidateRow row : rows) {
            try {
                candidates.add(row.toCandidate());
            } catch (BadRecordException _) {
                noteBad(row);
            }
        }
        return candidates;
    }

    /** What is changed gets a new digest, so that it is looked at before. */
    private CandidateRow checked(CandidateRow row) {
        try {
            return row.checked();
        } catch (BadRecordException e) {
            noteBad(row);
            throw e;
        }
    }

    private void noteBad(CandidateRow row) {
        writer.noteBad(CandidateRow.class, row.id, CandidateRow::checked);
    }

    /** Queues the notes of accepted blocks that are not queued yet, as far as the queue has room. */
    public void queueAccepted() {
        writer.callForced(this::queueAcceptedNow);
    }

    private int queueAcceptedNow() {
        List<CandidateRow> rows = acceptedNotQueued();
        for (CandidateRow row : rows) {
            if (deliveries.hasRoom()) {
                accept(checked(row));
            }
        }
        return rows.size();
    }

    /**
     * Within a unit that appends blocks: ours that had left the active chain are back, and what a node rejected the chain may have taken; what a node
     * took and the chain went by is orphaned.
     */
    void joined(StatelessSession session, List<BlockRecord> blocks) {
        for (BlockRecord block : blocks) {
            revived |= move(session, block.hash(), CandidateState.ORPHANED, CandidateState.ACCEPTED)
                    || move(session, block.hash(), CandidateState.REJECTED, CandidateState.ACCEPTED);
        }
        joinedTop =
                blocks.isEmpty() ? BlockRecordStore.NOTHING : blocks.getLast().height();
        unmet.upTo(joinedTop, (height, hashes) -> {
            BlockRow active = session.get(BlockRow.class, (long) height);
            for (Hash256 hash : hashes) {
                if (active != null && !hash.equals(Hash256.of(active.hash))) {
                    move(session, hash, CandidateState.ACCEPTED, CandidateState.ORPHANED);
                }
            }
        });
    }

    /** On the writer thread, after such a unit is committed. */
    void haveJoined() {
        unmet.forget(joinedTop);
        if (revived) {
            revived = false;
            queueAcceptedNow();
        }
    }

    /** Within a unit that removes a block: if it is ours, it has left the active chain. */
    void left(StatelessSession session, Hash256 blockHash) {
        move(session, blockHash, CandidateState.ACCEPTED, CandidateState.ORPHANED);
    }

    private boolean move(StatelessSession session, Hash256 blockHash, CandidateState from, CandidateState to) {
        Long id = ids.get(blockHash);
        CandidateRow row = id == null ? null : session.get(CandidateRow.class, id);
        if (row == null || checked(row).state() != from) {
            return false;
        }
        move(session, row, to, "", row.queued);
        return true;
    }

    private void move(StatelessSession session, CandidateRow row, CandidateState to, String word, boolean queued) {
        session.update(row.to(to, word, queued));
        writer.journal(new JournalEntry.CandidateMoved(Hash256.of(row.blockHash), to, word, queued));
    }

    private List<CandidateRow> acceptedNotQueued() {
        return writer.read(session -> session.createSelectionQuery(
                        "from CandidateRow where state = :state and queued = false order by id", CandidateRow.class)
                .setParameter("state", CandidateState.ACCEPTED.name())
                .getResultList());
    }

    private CandidateRow present(Hash256 blockHash) {
        CandidateRow row = row(blockHash);
        if (row == null) {
            throw new IllegalStateException("block " + blockHash.displayHex() + " was never written down");
        }
        return checked(row);
    }

    private @Nullable CandidateRow row(Hash256 blockHash) {
        Long id = ids.get(blockHash);
        return id == null ? null : row(id.longValue());
    }

    private @Nullable CandidateRow row(long id) {
        CandidateRow row = writer.read(session -> session.get(CandidateRow.class, id));
        if (row == null) {
            writer.noteLost("candidate " + id);
        }
        return row;
    }
}
