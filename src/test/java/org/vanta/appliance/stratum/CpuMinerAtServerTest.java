package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ShieldedEffects;
import org.vanta.appliance.miner.CpuMiner;
import org.vanta.appliance.miner.MinerEvent;
import org.vanta.appliance.miner.PoolAddress;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.TemplateTransaction;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.template.Templates;

class CpuMinerAtServerTest {
    /** About 65,000 hashes for a block. */
    private static final int BITS = 0x1f00ffff;

    @Test
    void findsABlockWhoseEveryPartIsRight() throws Exception {
        BlockTemplate template = Templates.of(120, "tip", BITS, 5);
        BlockingQueue<MinerEvent> events = new LinkedBlockingQueue<>();
        try (TestPool pool = new TestPool();
                CpuMiner miner = miner(pool, events)) {
            pool.feed.accept(template);
            miner.start();
            WinningShare block = pool.winning.poll(60, TimeUnit.SECONDS);

            assertThat(block).isNotNull();
            assertThat(template.target().isMetBy(block.header().hash())).isTrue();
            assertThat(block.hash()).isEqualTo(block.header().hash());
            assertThat(block.header().previousHash()).isEqualTo(template.previousHash());
            assertThat(block.header().merkleRoot()).isEqualTo(root(block, template));
            assertThat(block.owner()).isEqualTo(TestPool.MINER);
            Hash256 commitment = block.paid().note().commitment();
            assertThat(ShieldedEffects.of(Transaction.parse(block.coinbase())).commitments())
                    .containsExactly(commitment);
            assertThat(block.paid().note().value()).isEqualTo(template.coinbaseValue());
            assertThat(await(events, MinerEvent.Accepted.class).total()).isEqualTo(1);
        }
    }

    @Test
    void goesOnAfterTheServerComesBack() throws Exception {
        BlockingQueue<MinerEvent> events = new LinkedBlockingQueue<>();
        TestPool first = new TestPool();
        int port = first.server.port();
        try (CpuMiner miner = miner(first, events)) {
            first.feed.accept(Templates.of(120, "tip", BITS, 0));
            miner.start();
            await(events, MinerEvent.Accepted.class);
            first.close();
            await(events, MinerEvent.Disconnected.class);
            try (TestPool second = new TestPool(TestPool.Settings.at(port))) {
                second.feed.accept(Templates.of(121, "next tip", BITS, 0));
                assertThat(second.winning.poll(60, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    @Test
    void saysWhyItIsRefused() throws Exception {
        BlockingQueue<MinerEvent> events = new LinkedBlockingQueue<>();
        try (TestPool pool = new TestPool();
                CpuMiner miner = new CpuMiner(address(pool), "ab".repeat(20), 1, events::add)) {
            miner.start();
            assertThat(await(events, MinerEvent.Disconnected.class).reason()).contains("64 hex digits");
        }
    }

    private static CpuMiner miner(TestPool pool, BlockingQueue<MinerEvent> events) {
        return new CpuMiner(address(pool), TestPool.MINER.hex() + ".cpu", 2, events::add);
    }

    private static PoolAddress address(TestPool pool) {
        return PoolAddress.parse("stratum+tcp://127.0.0.1:" + pool.server.port());
    }

    private static Hash256 root(WinningShare block, BlockTemplate template) {
        List<Hash256> txids = new ArrayList<>();
        txids.add(Transaction.parse(block.coinbase()).txid());
        template.transactions().stream().map(TemplateTransaction::txid).forEach(txids::add);
        return MerkleTree.root(txids);
    }

    private static <E extends MinerEvent> E await(BlockingQueue<MinerEvent> events, Class<E> type) throws Exception {
        while (true) {
            MinerEvent event = events.poll(60, TimeUnit.SECONDS);
            assertThat(event).as("a " + type.getSimpleName()).isNotNull();
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }
}
