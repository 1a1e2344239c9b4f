package org.vanta.appliance.store;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;

/**
 * Blocks found by our miners. A candidate is on disk before it is submitted, and its note joins the delivery queue in the very transaction that
 * marks it accepted. Every method returns when its effect is forced to disk.
 */
@Singleton
public final class CandidateStore {
    private final StoreWriter writer;
    private final DeliveryStore deliveries;
    private long lastId = -1;

    public CandidateStore(StoreWriter writer, DeliveryStore deliveries) {
        this.writer = writer;
        this.deliveries = deliveries;
    }

    /** Reads all candidates at start; bad ones are removed and returned (their notes can be derived from the pool's seed and the chain). */
    public List<BadRecord> load() {
        return writer.callForced(() -> {
            List<Long> ids = writer.read(
                    session -> session.createSelectionQuery("select id from CandidateRow order by id", Long.class)
                            .getResultList());
            List<BadRecord> bad = new ArrayList<>();
            for (Long id : ids) {
                CandidateRow row = writer.read(session -> session.get(CandidateRow.class, id));
                lastId = id;
                try {
                    row.toCandidate();
                } catch (BadRecordException e) {
                    bad.add(e.record());
                    writer.write(session -> {
                        session.delete(row);
                        return id;
                    });
                }
            }
            return bad;
        });
    }

    /** Writes a block down before it is submitted. One that is there already stays as it is. */
    public void record(Candidate candidate) {
        writer.callForced(() -> {
            if (row(candidate.blockHash()) != null) {
                return false;
            }
            long id = nextId();
            writer.write(session -> session.insert(CandidateRow.of(id, candidate)));
            lastId = id;
            return true;
        });
    }

    private long nextId() {
        if (lastId < 0) {
            Long max =
                    writer.read(session -> session.createSelectionQuery("select max(id) from CandidateRow", Long.class)
                            .getSingleResultOrNull());
            lastId = max == null ? 0 : max;
        }
        return lastId + 1;
    }

    /** The node took the block; its note is queued for L2 in the same transaction. Does nothing for a block accepted before. */
    public void accepted(Hash256 blockHash) {
        writer.callForced(() -> {
            CandidateRow row = present(blockHash);
            if (row.state() != CandidateState.ACCEPTED) {
                accept(row);
            }
            return blockHash;
        });
    }

    private void accept(CandidateRow row) {
        boolean queue = !row.queued && deliveries.hasRoom();
        writer.write(session -> {
            session.update(row.to(CandidateState.ACCEPTED, "", row.queued || queue));
            if (queue) {
                deliveries.enqueue(session, row.note());
            }
            return row.id;
        });
        if (queue) {
            deliveries.enqueued();
        }
    }

    /** The node did not take the block, for the reason of {@code word}. */
    public void rejected(Hash256 blockHash, String word) {
        writer.callForced(() -> {
            CandidateRow row = present(blockHash);
            writer.write(session -> {
                session.update(row.to(CandidateState.REJECTED, word, row.queued));
                return row.id;
            });
            return blockHash;
        });
    }

    /** Blocks whose submission has no answer yet, oldest first. */
    public List<Candidate> unsettled() {
        return rows(CandidateState.SUBMITTING).stream()
                .map(CandidateRow::toCandidate)
                .toList();
    }

    /** The block of ours that L1 accepted last. */
    public Optional<Candidate> lastAccepted() {
        return latestAccepted(1).stream().findFirst();
    }

    /** The blocks of ours that L1 accepted, the last first. */
    public List<Candidate> latestAccepted(int limit) {
        return writer
                .read(session -> session.createSelectionQuery(
                                "from CandidateRow where state = :state order by id desc", CandidateRow.class)
                        .setParameter("state", CandidateState.ACCEPTED.name())
                        .setMaxResults(limit)
                        .getResultList())
                .stream()
                .map(CandidateRow::toCandidate)
                .toList();
    }

    /** Those of the given blocks that are ours. */
    public List<Candidate> among(Collection<Hash256> blockHashes) {
        return blockHashes.stream()
                .flatMap(hash -> Optional.ofNullable(row(hash)).stream())
                .map(CandidateRow::toCandidate)
                .toList();
    }

    /**
     * Queues the notes of accepted blocks that are not queued yet, as far as the queue has room.
     *
     * @param again also those that were queued before: for when the inbox or the queue lost rows; the receiver knows each note only once
     */
    public void queueAccepted(boolean again) {
        writer.callForced(() -> {
            List<CandidateRow> rows = again ? rows(CandidateState.ACCEPTED) : acceptedNotQueued();
            for (CandidateRow row : rows) {
                if (deliveries.hasRoom()) {
                    writer.write(session -> {
                        session.update(row.to(CandidateState.ACCEPTED, "", true));
                        deliveries.enqueue(session, row.note());
                        return row.id;
                    });
                    deliveries.enqueued();
                }
            }
            return again;
        });
    }

    /** Within a unit that appends blocks: ours that had left the active chain are back. */
    void joined(StatelessSession session, List<BlockRecord> blocks) {
        move(
                session,
                blocks.stream().map(block -> block.hash().toBytes()).toList(),
                CandidateState.ORPHANED,
                CandidateState.ACCEPTED);
    }

    /** Within a unit that removes blocks: ours among them have left the active chain. */
    void left(StatelessSession session, List<byte[]> blockHashes) {
        move(session, blockHashes, CandidateState.ACCEPTED, CandidateState.ORPHANED);
    }

    private static void move(
            StatelessSession session, List<byte[]> blockHashes, CandidateState from, CandidateState to) {
        for (byte[] hash : blockHashes) {
            session.createSelectionQuery(
                            "from CandidateRow where blockHash = :hash and state = :state", CandidateRow.class)
                    .setParameter("hash", hash)
                    .setParameter("state", from.name())
                    .getResultList()
                    .forEach(row -> session.update(row.to(to, "", row.queued)));
        }
    }

    private List<CandidateRow> rows(CandidateState state) {
        return writer.read(session -> session.createSelectionQuery(
                        "from CandidateRow where state = :state order by id", CandidateRow.class)
                .setParameter("state", state.name())
                .getResultList());
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
        return row;
    }

    private @Nullable CandidateRow row(Hash256 blockHash) {
        return writer.read(
                session -> session.createSelectionQuery("from CandidateRow where blockHash = :hash", CandidateRow.class)
                        .setParameter("hash", blockHash.toBytes())
                        .getSingleResultOrNull());
    }
}
