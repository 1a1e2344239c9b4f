package org.vanta.appliance.index;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.node.BlockFetcher;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.Credentials;
import org.vanta.appliance.node.NodeClient;
import org.vanta.appliance.node.NodeEndpoint;
import org.vanta.appliance.node.NodeReply;
import org.vanta.appliance.store.TestDatabase;

/**
 * Blocks a second, of a running node whose chain is there: what the node gives (its hash asked for first, then {@code getblock} alone, as many
 * requests at one time as the follower has), and what an index from genesis on makes of it. Arguments: the node's URL, user, password.
 */
public final class CatchUpMeasures {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private CatchUpMeasures() {}

    public static void main(String[] arguments) throws Exception {
        NodeEndpoint endpoint = new NodeEndpoint(
                URI.create(arguments[0]), new Credentials.Password(arguments[1], arguments[2]), Optional.empty());
        try (NodeClient node = new NodeClient(endpoint, TIMEOUT, TIMEOUT, TIMEOUT)) {
            int tip = ok(node.tip()).height();
            for (int round = 1; round <= 2; round++) {
                List<Hash256> hashes = timed("getblockhash alone", tip + 1, () -> hashes(node, tip));
                timed("getblock alone", tip + 1, () -> blocks(node, hashes));
                timed("index", tip + 1, () -> index(node, ok(node.tip())));
            }
        }
    }

    private interface Work<T> {
        T run() throws Exception;
    }

    private static <T> T timed(String what, int blocks, Work<T> work) throws Exception {
        long began = System.nanoTime();
        T result = work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT, "%-20s %d blocks in %.1f s: %.0f a second%n", what, blocks, seconds, blocks / seconds);
        return result;
    }

    private static List<Hash256> hashes(NodeClient node, int tip) throws InterruptedException, ExecutionException {
        Hash256[] hashes = new Hash256[tip + 1];
        inParallel(tip + 1, height -> hashes[height] = ok(node.blockHash(height)));
        return Arrays.asList(hashes);
    }

    private static int blocks(NodeClient node, List<Hash256> hashes) throws InterruptedException, ExecutionException {
        inParallel(hashes.size(), height -> ok(node.block(hashes.get(height))));
        return hashes.size();
    }

    private static void inParallel(int count, IntConsumer work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                BlockFetcher.REQUESTS_MAX, Thread.ofVirtual().factory())) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int at = i;
                done.add(threads.submit(() -> work.accept(at)));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
    }

    private static int index(NodeClient node, ChainTip tip) throws IOException {
        Path folder = Files.createTempDirectory("vanta-catch-up");
        try (TestDatabase database = TestDatabase.open(folder)) {
            ShieldedIndex index = new ShieldedIndex(database.blocks, database.notes, ProofCheck.none());
            index.load();
            try (ChainFollower follower = new ChainFollower(
                    node,
                    index,
                    new StateMender(database.database, index, TestDatabase.NETWORK),
                    database.notes,
                    Followed.REORG_MAX,
                    Duration.ofHours(1),
                    _ -> {})) {
                while (follower.follow()) {
                    // The step did the work.
                }
            }
            if (!index.state().hash().equals(tip.hash())) {
                throw new IllegalStateException("not at the tip: " + index.state());
            }
            return index.state().commitmentCount();
        }
    }

    private static <T> T ok(NodeReply<T> reply) {
        if (reply instanceof NodeReply.Ok<T>(T value)) {
            return value;
        }
        throw new IllegalStateException(reply.toString());
    }
}
