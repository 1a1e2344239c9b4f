package org.vanta.appliance.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/**
 * Reads the active chain block after block, and ahead of its caller: a few requests are made at one time, each for a group of blocks while
 * these are small, and as many blocks wait as fit in {@link #AHEAD_BYTES}. Blocks are parsed on the threads that request them. For one caller
 * at a time.
 */
public final class BlockFetcher implements AutoCloseable {
    /** Requests that the node has at one time; half of a node's usual work queue. */
    public static final int REQUESTS_MAX = 8;

    /** Blocks requested together; a small block costs a node less than the request for it. */
    public static final int GROUP_MAX = 32;

    /** Serialized blocks that are requested together, by the size of the largest seen lately. */
    static final int GROUP_BYTES = 1 << 20;

    /** Serialized blocks that are requested or wait, by the size of the largest seen lately. */
    static final int AHEAD_BYTES = 16 << 20;

    /** Blocks that are requested or wait. */
    static final int AHEAD_MAX = 512;

    private final ChainReader chain;
    private final Deque<Future<List<NodeReply<FetchedBlock>>>> ahead = new ArrayDeque<>();
    private final Deque<NodeReply<FetchedBlock>> ready = new ArrayDeque<>();
    private final ExecutorService requests = Executors.newFixedThreadPool(
            REQUESTS_MAX, Thread.ofVirtual().name("block-request-", 0).factory());

    private int largest = AHEAD_BYTES / REQUESTS_MAX;

    /** The height of the next block in order, and the first that was not requested. */
    private int next;

    private int end;

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
        if (height != next) {
            forget();
            next = height;
            end = height;
        }
        request(last);
        if (ready.isEmpty()) {
            ready.addAll(result(ahead.removeFirst()));
        }
        NodeReply<FetchedBlock> reply = ready.removeFirst();
        next++;
        switch (reply) {
            case NodeReply.Ok<FetchedBlock>(FetchedBlock block) ->
                // Forgets a large block slowly.
                largest = Math.max(block.bytes(), largest - largest / 8);
            case NodeReply.Failed<FetchedBlock> _ -> forget();
        }
        return reply;
    }

    private void request(int last) {
        int room = Math.clamp(AHEAD_BYTES / largest, 1, AHEAD_MAX);
        int group = Math.clamp(GROUP_BYTES / largest, 1, GROUP_MAX);
        // The one that is wanted now is requested in any case, and a group only when there is room for all of it.
        while (end <= last || end == next) {
            int from = end;
            int count = Math.clamp(last - from + 1L, 1, group);
            if (end > next && end + count - next > room) {
                return;
            }
            ahead.addLast(requests.submit(() -> fetch(from, count)));
            end += count;
        }
    }

    /** Drops what was read ahead. */
    public void forget() {
        ahead.forEach(asked -> asked.cancel(false));
        ahead.clear();
        ready.clear();
        end = next;
    }

    /** Replies in order, up to and with the first failure. */
    private List<NodeReply<FetchedBlock>> fetch(int from, int count) {
        List<NodeReply<FetchedBlock>> replies = new ArrayList<>(count);
        if (count > 1 && together(from, count) instanceof NodeReply.Ok<List<Block>>(List<Block> blocks)) {
            blocks.forEach(block -> replies.add(new NodeReply.Ok<>(fetched(block))));
            return replies;
        }
        // Larger than they used to be, or the chain became shorter: one by one it shows which can't be had.
        for (int height = from; height < from + count; height++) {
            NodeReply<FetchedBlock> reply = fetch(height);
            replies.add(reply);
            if (reply instanceof NodeReply.Failed<FetchedBlock>) {
                break;
            }
        }
        return replies;
    }

    private NodeReply<List<Block>> together(int from, int count) {
        return switch (chain.blockHashes(from, count)) {
            case NodeReply.Ok<List<Hash256>>(List<Hash256> hashes) -> chain.blocks(hashes);
            case NodeReply.Failed<List<Hash256>>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
        };
    }

    private NodeReply<FetchedBlock> fetch(int height) {
        return switch (chain.blockHash(height)) {
            case NodeReply.Ok<Hash256>(Hash256 hash) -> chain.block(hash).map(BlockFetcher::fetched);
            case NodeReply.Failed<Hash256>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
        };
    }

    private static FetchedBlock fetched(Block block) {
        return new FetchedBlock(block, block.toBytes().length);
    }

    private static List<NodeReply<FetchedBlock>> result(Future<List<NodeReply<FetchedBlock>>> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(new NodeFailure.TimedOut("stopped while reading blocks"));
        } catch (ExecutionException e) {
            return failed(new NodeFailure.Malformed("a block can't be read: " + e.getCause()));
        }
    }

    private static List<NodeReply<FetchedBlock>> failed(NodeFailure failure) {
        return List.of(new NodeReply.Failed<>(failure));
    }

    @Override
    public void close() {
        forget();
        requests.close();
    }
}
