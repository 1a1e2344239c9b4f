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
 * Blocks a second, of a running node whose chain is there: what the node gives over its RPC, asked for block by block and in groups, and what an
 * index from genesis on makes of it; each with the processor time of the node and of this process. Arguments: the node's URL, user, password,
 * process id, how many blocks.
 */
public final class CatchUpMeasures {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static ProcessHandle nodeProcess = ProcessHandle.current();

    private CatchUpMeasures() {}

    public static void main(String[] arguments) throws Exception {
        NodeEndpoint endpoint = new NodeEndpoint(
                URI.create(arguments[0]), new Credentials.Password(arguments[1], arguments[2]), Optional.empty());
        nodeProcess = ProcessHandle.of(Long.parseLong(arguments[3])).orElseThrow();
        int count = Integer.parseInt(arguments[4]);
        try (NodeClient node = new NodeClient(endpoint, TIMEOUT, TIMEOUT, TIMEOUT)) {
            int tip = ok(node.tip()).height();
            for (int round = 1; round <= 2; round++) {
                List<Hash256> hashes = new ArrayList<>();
                timed("getblockhash in groups", count, () -> hashes.addAll(hashes(node, count)));
                timed("getblock in groups", count, () -> blocks(node, hashes));
                timed("getblockhash and getblock one by one", count / 10, () -> oneByOne(node, count / 10));
                timed("read ahead, nothing done", count, () -> readAhead(node, count));
                timed("index", tip + 1, () -> index(node, ok(node.tip())));
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double processorSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    private static void timed(String what, int blocks, Work work) throws Exception {
        double nodeBefore = processorSeconds(nodeProcess);
        double oursBefore = processorSeconds(ProcessHandle.current());
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-38s %6d blocks in %5.1f s: %6.0f a second; processor: node %.1f s, this %.1f s%n",
                what,
                blocks,
                seconds,
                blocks / seconds,
                processorSeconds(nodeProcess) - nodeBefore,
                processorSeconds(ProcessHandle.current()) - oursBefore);
    }

    private static List<Hash256> hashes(NodeClient node, int count) throws InterruptedException, ExecutionException {
        Hash256[] hashes = new Hash256[count];
        inGroups(count, (from, size) -> {
            List<Hash256> some = ok(node.blockHashes(from, size));
            for (int i = 0; i < size; i++) {
                hashes[from + i] = some.get(i);
            }
        });
        return Arrays.asList(hashes);
    }

    private static void blocks(NodeClient node, List<Hash256> hashes) throws InterruptedException, ExecutionException {
        inGroups(hashes.size(), (from, size) -> ok(node.blocks(hashes.subList(from, from + size))));
    }

    private static void oneByOne(NodeClient node, int count) throws InterruptedException, ExecutionException {
        inGroups(count, (from, size) -> {
            for (int height = from; height < from + size; height++) {
                ok(node.block(ok(node.blockHash(height))));
            }
        });
    }

    private static void readAhead(NodeClient node, int count) {
        try (BlockFetcher fetcher = new BlockFetcher(node)) {
            for (int height = 0; height < count; height++) {
                ok(fetcher.next(height, count - 1));
            }
        }
    }

    private interface Group {
        void take(int from, int size);
    }

    /** As many requests at one time as the follower has, each of as many blocks. */
    private static void inGroups(int count, Group work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                BlockFetcher.REQUESTS_MAX, Thread.ofVirtual().factory())) {
            List<Future<?>> done = new ArrayList<>();
            for (int from = 0; from < count; from += BlockFetcher.GROUP_MAX) {
                int at = from;
                int size = Math.min(BlockFetcher.GROUP_MAX, count - from);
                done.add(threads.submit(() -> work.take(at, size)));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
    }

    private static void index(NodeClient node, ChainTip tip) throws IOException {
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
        }
    }

    private static <T> T ok(NodeReply<T> reply) {
        if (reply instanceof NodeReply.Ok<T>(T value)) {
            return value;
        }
        throw new IllegalStateException(reply.toString());
    }
}
