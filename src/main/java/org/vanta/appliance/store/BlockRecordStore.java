package org.vanta.appliance.store;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;

/** The block records of the index, one for each height from 0 to the last applied block, each with its digest chained to the one before. */
@Singleton
public final class BlockRecordStore {
    /** The last height of a store that holds no block. */
    public static final int NOTHING = -1;

    private static final int CHUNK = 1_000;
    private static final String PROGRAM = "program";

    private static final Logger LOG = Logger.getLogger(BlockRecordStore.class);

    private final StoreWriter writer;
    private final NoteStore notes;
    private final CandidateStore candidates;

    /** Of the last record; touched on the writer thread only. */
    private Hash256 lastChainDigest = Hash256.ZERO;

    public BlockRecordStore(StoreWriter writer, NoteStore notes, CandidateStore candidates) {
        this.writer = writer;
        this.notes = notes;
        this.candidates = candidates;
    }

    /**
     * Reads all records at start, in order, and gives those that are good to {@code visitor}. Stops at the first bad one and returns it; the caller
     * decides with {@link #truncateAbove} what stays.
     *
     * @throws IllegalStateException if the table does not give all its rows, or does not find them by their keys
     */
    public Optional<BadRecord> load(Consumer<BlockRecord> visitor) {
        return writer.call(() -> {
            RecordChain chain = new RecordChain();
            try (RecordReader reader = new RecordReader(writer)) {
                for (List<BlockRow> rows = reader.next(); !rows.isEmpty(); rows = reader.next()) {
                    for (BlockRow row : rows) {
                        visitor.accept(chain.accept(row));
                    }
                }
                checkCount(chain.next());
                return Optional.empty();
            } catch (BadRecordException e) {
                return Optional.of(e.record());
            } finally {
                lastChainDigest = chain.chainDigest();
            }
        });
    }

    /** The engine counts rows apart from reading them: the last ones can't vanish in silence. */
    private void checkCount(int read) {
        long counted = writer.read(session -> session.createSelectionQuery("select count(*) from BlockRow", Long.class)
                .getSingleResult());
        if (counted != read) {
            throw new IllegalStateException(
                    "table " + BlockRow.TABLE + " counts " + counted + " rows, but gives " + read);
        }
    }

    /** Takes in the block records of an import while there are none. */
    void restore(Journal journal) {
        if (journal.contents().blocks() == 0 || writer.read(session -> session.get(BlockRow.class, 0L)) != null) {
            return;
        }
        journal.contents().program().ifPresent(this::setProgram);
        List<BlockRecord> batch = new ArrayList<>();
        journal.blocks(block -> {
            batch.add(block);
            if (batch.size() == CHUNK) {
                append(batch);
                batch.clear();
            }
        });
        append(batch);
    }

    /**
     * Appends blocks, and with them moves their notes and our own blocks' candidates, in one unit that is forced to disk.
     *
     * @param blocks consecutive, the first of them after the last record
     */
    public void append(List<BlockRecord> blocks) {
        notes.forced(writer.callForced(() -> {
            List<BlockRow> rows = new ArrayList<>(blocks.size());
            Hash256 chainDigest = lastChainDigest;
            for (BlockRecord block : blocks) {
                BlockRow row = BlockRow.of(block, chainDigest);
                chainDigest = row.chainDigest();
                rows.add(row);
            }
            notes.begin();
            int anchored = writer.write(session -> {
                session.insertMultiple(rows);
                candidates.joined(session, blocks);
                return notes.anchor(session, blocks);
            });
            notes.waitingChanged(-anchored);
            lastChainDigest = chainDigest;
            candidates.haveJoined();
            return notes.lastPlace();
        }));
    }

    /** Removes all records above a height, with notes and candidates following, in one unit that is forced to disk. */
    public void truncateAbove(int height) {
        notes.forced(writer.callForced(() -> {
            notes.begin();
            int orphaned = writer.write(session -> {
                int orphanedNow = 0;
                List<BlockRow> removed = rowsFrom(session, height + 1L, CHUNK);
                while (!removed.isEmpty()) {
                    orphanedNow += left(session, removed);
                    removed = rowsFrom(session, removed.getLast().height + 1, CHUNK);
                }
                session.createMutationQuery("delete from BlockRow where height > :height")
                        .setParameter("height", (long) height)
                        .executeUpdate();
                return orphanedNow;
            });
            notes.waitingChanged(orphaned);
            BlockRow last = writer.read(session -> session.get(BlockRow.class, (long) height));
            lastChainDigest = last == null ? Hash256.ZERO : last.chainDigest();
            return notes.lastPlace();
        }));
    }

    /** Notes and candidates follow; those of a bad record do when everything is loaded. */
    private int left(StatelessSession session, List<BlockRow> removed) {
        int orphaned = 0;
        for (BlockRow row : removed) {
            try {
                BlockRecord block = row.toRecord();
                candidates.left(session, block.hash());
                orphaned += notes.orphan(session, block);
            } catch (BadRecordException e) {
                LOG.debug(e.getMessage());
            }
        }
        return orphaned;
    }

    /** The height of the last record, {@link #NOTHING} if there is none. */
    public int top() {
        Long top = writer.read(session -> session.createSelectionQuery("select max(height) from BlockRow", Long.class)
                .getSingleResultOrNull());
        return top == null ? NOTHING : Math.toIntExact(top);
    }

    /** The program whose proofs counted when the records were made, as {@link #setProgram} was told; empty if it never was. */
    public Optional<String> program() {
        try {
            return Optional.ofNullable(writer.read(session -> session.get(MetaRow.class, PROGRAM)))
                    .map(MetaRow::checkedContent);
        } catch (BadRecordException e) {
            return Optional.of("unknown");
        }
    }

    /** Notes the program whose proofs count from now on; to be called while there are no records. Forced to disk. */
    public void setProgram(String program) {
        writer.writeForced(session -> {
            session.createMutationQuery("delete from MetaRow where name = :name")
                    .setParameter("name", PROGRAM)
                    .executeUpdate();
            return session.insert(MetaRow.of(PROGRAM, program));
        });
    }

    /** The record of a height. @throws BadRecordException if it is not what was written; the store is not whole from then on */
    public Optional<BlockRecord> at(int height) {
        BlockRow row = writer.read(session -> session.get(BlockRow.class, (long) height));
        return Optional.ofNullable(row).map(this::record);
    }

    private BlockRecord record(BlockRow row) {
        try {
            return row.toRecord();
        } catch (BadRecordException e) {
            writer.noteBad(BlockRow.class, row.height, BlockRow::toRecord);
            throw e;
        }
    }

    /**
     * The last {@code limit} records at or below a height, highest first.
     *
     * @throws BadRecordException if one is not what was written; the store is not whole from then on
     */
    public List<BlockRecord> latest(int height, int limit) {
        return writer
                .read(session -> session.createSelectionQuery(
                                "from BlockRow where height <= :height order by height desc", BlockRow.class)
                        .setParameter("height", (long) height)
                        .setMaxResults(limit)
                        .getResultList())
                .stream()
                .map(this::record)
                .toList();
    }

    private static List<BlockRow> rowsFrom(StatelessSession session, long height, int limit) {
        return session.createSelectionQuery("from BlockRow where height >= :height order by height", BlockRow.class)
                .setParameter("height", height)
                .setMaxResults(limit)
                .getResultList();
    }
}
