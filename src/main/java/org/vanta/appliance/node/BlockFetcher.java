package org.vanta.appliance.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/** Reads runs of blocks of the active chain, a few requested at one time. For one caller at a time. */
public final class BlockFetcher implements AutoCloseable {
    /** Blocks requested from the node at one time. */
    public static final int REQUESTS_MAX = 4;

    private final ChainReader chain;
    private final ExecutorService requests = Executors.newFixedThreadPool(
            REQUESTS_MAX, Thread.ofVirtual().name("block-request-", 0).factory());

    public BlockFetcher(ChainReader chain) {
        this.chain = chain;
    }

    /** The blocks at these heights, both included, in order; blocks until all answers are there. Whether they follow each other is not checked. */
    public List<NodeReply<Block>> fetch(int from, int to) {
        List<Future<NodeReply<Block>>> asked = new ArrayList<>();
        for (int height = from; height <= to; height++) {
            int wanted = height;
            asked.add(requests.submit(() -> fetch(wanted)));
        }
        return asked.stream().map(BlockFetcher::result).toList();
    }

    private NodeReply<Block> fetch(int height) {
        return switch (chain.blockHash(height)) {
            case NodeReply.Ok<Hash256>(Hash256 hash) -> chain.block(hash);
            case NodeReply.Failed<Hash256>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
        };
    }

    private static NodeReply<Block> result(Future<NodeReply<Block>> future) {
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
        requests.close();
    }
}
