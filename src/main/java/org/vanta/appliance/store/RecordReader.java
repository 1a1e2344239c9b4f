package org.vanta.appliance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads all block records in order, a chunk ahead on a thread of its own, so that reading and checking overlap. A chunk is meant to have {@link
 * #CHUNK_BYTES}, as the one before tells how large records are, and has {@link #CHUNK_MAX} records at most.
 */
final class RecordReader implements AutoCloseable {
    static final int CHUNK_MAX = 512;
    private static final int CHUNK_FIRST = 16;
    private static final int CHUNK_BYTES = 4 << 20;

    private final StoreWriter writer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("store-reader").factory());
    private Future<List<BlockRow>> ahead;
    private int limit = CHUNK_FIRST;
    private boolean ended;

    RecordReader(StoreWriter writer) {
        this.writer = writer;
        this.ahead = thread.submit(() -> read(0, CHUNK_FIRST));
    }

    /** The next records, none if there are no more. */
    List<BlockRow> next() {
        if (ended) {
            return List.of();
        }
        List<BlockRow> rows = StoreWriter.await(ahead);
        ended = rows.size() < limit;
        if (!ended) {
            long from = rows.getLast().height + 1;
            limit = limitAfter(rows);
            int asked = limit;
            ahead = thread.submit(() -> read(from, asked));
        }
        return rows;
    }

    private static int limitAfter(List<BlockRow> rows) {
        long bytes = rows.stream().mapToLong(BlockRow::size).sum();
        return (int) Math.clamp(CHUNK_BYTES * (long) rows.size() / bytes, 1, CHUNK_MAX);
    }

    /** Without the mapper, whose part would be larger than the reading. */
    private List<BlockRow> read(long from, int count) {
        return writer.readAhead(session -> session.doReturningWork(connection -> read(connection, from, count)));
    }

    private static List<BlockRow> read(Connection connection, long from, int count) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select " + BlockRow.COLUMNS + " from block_record where height >= ? order by height limit ?")) {
            query.setLong(1, from);
            query.setInt(2, count);
            List<BlockRow> rows = new ArrayList<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(BlockRow.of(found));
                }
            }
            checkFound(connection, rows);
            return rows;
        }
    }

    /** As {@link Restoring#checkFound}, in one statement. */
    private static void checkFound(Connection connection, List<BlockRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement query = connection.prepareStatement("select count(*) from block_record given"
                + " join block_record found on found.height = given.height where given.height between ? and ?")) {
            query.setLong(1, rows.getFirst().height);
            query.setLong(2, rows.getLast().height);
            try (ResultSet counted = query.executeQuery()) {
                counted.next();
                Restoring.checkFound(BlockRow.TABLE, counted.getLong(1), rows.size());
            }
        }
    }

    /** Waits for what is being read. */
    @Override
    public void close() {
        thread.close();
    }
}
