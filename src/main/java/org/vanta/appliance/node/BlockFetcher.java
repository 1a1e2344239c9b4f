package org.vanta.appliance.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/**
 * Reads the active chain block after block, and ahead of its caller: a few blocks are requested at one time, and as many wait as fit in
 * {@link #AHEAD_BYTES}. Blocks are parsed on the threads that request them. For one caller at a time.
 */
public final class BlockFetcher implements AutoCloseable {
    /** Blocks requested from the node at one time; half of a node's usual work queue. */
    public static final int REQUESTS_MAX = 8;

    /** Serialized blocks that are requested or wait, by the size of the largest seen lately. */
    static final int AHEAD_BYTES = 16 << 20;

    /** Blocks that are requested or wait. */
    static final int AHEAD_MAX = 512;

    private record Asked(int height, Future<NodeReply<FetchedBlock>> answer) {}

    private final ChainReader chain;
    private final Deque<Asked> ahead = new ArrayDeque<>();
    private int largest = AHEAD_BYTES / REQUESTS_MAX;
    private final ExecutorService requests = Executors.newFixedThreadPool(
            REQUESTS_MAX, Thread.ofVirtual().name("block-request-", 0).factory());

    public BlockFetcher(ChainReader chain) {
        this.chain = chain;
    }

    /**
     * The active chain's block at a height as it was when it was requested; blocks until it is there. Whether it follows the block before is not
     * checked. After a failure, or for another height than the next, nothing that was read ahead is used.
     *
     * @param last the highest height that may be read ahead
     */
    public NodeReply<FetchedBlock> next(int height, int last) {
        if (!ahead.isEmpty() && ahead.peekFirst().height() != height) {
            forget();
        }
        int room = Math.clamp(AHEAD_BYTES / largest, 1, AHEAD_MAX);
        for (int wanted = height + ahead.size(); wanted <= last && ahead.size() < room; wanted++) {
            int at = wanted;
            ahead.addLast(new Asked(at, requests.submit(() -> fetch(at))));
        }
        NodeReply<FetchedBlock> reply = result(ahead.removeFirst().answer());
        switch (reply) {
            case NodeReply.Ok<FetchedBlock>(FetchedBlock block) ->
                // Forgets a large block slowly.
                largest = Math.max(block.bytes(), largest - largest / 8);
            case NodeReply.Failed<FetchedBlock> _ -> forget();
        }
        return reply;
    }

    /** Drops what was read ahead. */
    public void forget() {
        ahead.forEach(asked -> asked.answer().cancel(false));
        ahead.clear();
    }

    private NodeReply<FetchedBlock> fetch(int height) {
        return switch (chain.blockHash(height)) {
            case NodeReply.Ok<Hash256>(Hash256 hash) ->
                chain.block(hash).map(block -> new FetchedBlock(block, size(block)));
            case NodeReply.Failed<Hash256>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
        };
    }

    private static int size(Block block) {
        return block.toBytes().length;
    }

    private static NodeReply<FetchedBlock> result(Future<NodeReply<FetchedBlock>> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NodeReply.Failed<>(new NodeFailure.TimedOut("stopped while reading blocks"));
        } catch (ExecutionException e) {
            return new NodeReply.Failed<>(new NodeFailure.Malformed("a block can't be read: " + e.getCause()));
        }
    }

    @Override
    public void close() {
        forget();
        requests.close();
    }
}
