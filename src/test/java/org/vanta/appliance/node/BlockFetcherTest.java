package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/** Goal: a reader of the chain gets its blocks in order, with few requests and whatever the node does meanwhile. Method: the devnet. */
@SuppressWarnings("NullAway.Init")
class BlockFetcherTest {
    private static final int BLOCKS = 600;

    private DevnetFixture node;
    private NodeClient client;
    private Counted chain;

    @BeforeEach
    void start() {
        node = DevnetFixture.start();
        node.generate(BLOCKS);
        client = new NodeClient(node.endpoint(), node.settings());
        chain = new Counted(client);
    }

    @AfterEach
    void stop() {
        client.close();
        node.close();
    }

    /** The node, with its requests counted. */
    private static final class Counted implements ChainReader {
        private final NodeClient client;
        private final AtomicInteger single = new AtomicInteger();
        private final AtomicInteger grouped = new AtomicInteger();
        private volatile boolean refusesGroups;

        Counted(NodeClient client) {
            this.client = client;
        }

        @Override
        public NodeReply<ChainTip> tip() {
            return client.tip();
        }

        @Override
        public NodeReply<Hash256> blockHash(int height) {
            return client.blockHash(height);
        }

        @Override
        public NodeReply<Block> block(Hash256 hash) {
            single.incrementAndGet();
            return client.block(hash);
        }

        @Override
        public NodeReply<List<Hash256>> blockHashes(int from, int count) {
            return refusesGroups
                    ? new NodeReply.Failed<>(new NodeFailure.Malformed("no batches here"))
                    : client.blockHashes(from, count);
        }

        @Override
        public NodeReply<List<Block>> blocks(List<Hash256> hashes) {
            grouped.incrementAndGet();
            return client.blocks(hashes);
        }

        @Override
        public NodeReply<Integer> confirmations(Hash256 hash) {
            return client.confirmations(hash);
        }
    }

    private Hash256 at(int height) {
        return Hash256.fromDisplayHex(node.rpc("getblockhash", height).asText());
    }

    private static Hash256 hash(NodeReply<FetchedBlock> reply) {
        return ((NodeReply.Ok<FetchedBlock>) reply).value().block().hash();
    }

    private void assertGivesAllInOrder(BlockFetcher fetcher) {
        for (int height = 0; height <= BLOCKS; height++) {
            assertThat(hash(fetcher.next(height, BLOCKS))).isEqualTo(at(height));
        }
    }

    @Test
    void asksForSmallBlocksInGroups() {
        try (BlockFetcher fetcher = new BlockFetcher(chain)) {
            assertGivesAllInOrder(fetcher);
        }
        // The first ones are asked for singly, since blocks may be large.
        assertThat(chain.single.get() + chain.grouped.get()).isLessThan(BLOCKS / 3);
    }

    @Test
    void readsBlockAfterBlockFromANodeThatTakesNoGroups() {
        chain.refusesGroups = true;
        try (BlockFetcher fetcher = new BlockFetcher(chain)) {
            assertGivesAllInOrder(fetcher);
        }
        assertThat(chain.single.get()).isEqualTo(BLOCKS + 1);
    }

    @Test
    void givesWhatIsThereWhenTheChainBecameShorter() {
        try (BlockFetcher fetcher = new BlockFetcher(chain)) {
            assertGivesAllInOrder(fetcher);
            for (int height = 200; height <= BLOCKS; height++) {
                assertThat(hash(fetcher.next(height, BLOCKS + 50))).isEqualTo(at(height));
            }
            assertThat(fetcher.next(BLOCKS + 1, BLOCKS + 50)).isInstanceOf(NodeReply.Failed.class);
            node.generate(1);
            assertThat(hash(fetcher.next(BLOCKS + 1, BLOCKS + 1))).isEqualTo(at(BLOCKS + 1));
        }
    }

    @Test
    void forgetsWhatWasReadAheadWhenAskedForAnotherHeight() {
        try (BlockFetcher fetcher = new BlockFetcher(chain)) {
            for (int height = 0; height < 300; height++) {
                fetcher.next(height, BLOCKS);
            }
            node.invalidate(at(250));
            node.generate(400);
            for (int height = 240; height <= BLOCKS; height++) {
                assertThat(hash(fetcher.next(height, BLOCKS))).isEqualTo(at(height));
            }
        }
    }
}
