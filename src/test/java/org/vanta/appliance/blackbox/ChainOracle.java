package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.chain.ShieldedEffects;
import org.vanta.appliance.node.NodeFixture;

/** What a node's active chain says should be: read without any part of the program under test but the block parser. */
final class ChainOracle {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Blocks that are not ours. */
    private final Set<String> others = ConcurrentHashMap.newKeySet();

    private final NodeFixture node;

    ChainOracle(NodeFixture node) {
        this.node = node;
    }

    int height() {
        return node.rpc("getblockcount").asInt();
    }

    /** A block of somebody else's so often, until closed. */
    AutoCloseable otherMiner(Duration every) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        var _ = clock.scheduleWithFixedDelay(() -> mineForOthers(1), 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return clock;
    }

    /** Blocks of somebody else's on the active chain. */
    void mineForOthers(int blocks) {
        node.generate(blocks).forEach(hash -> others.add(hash.displayHex()));
    }

    /** The commitments of our blocks' rewards on the active chain. */
    Set<String> rewards() {
        Set<String> commitments = new TreeSet<>();
        int tip = height();
        for (int height = 1; height <= tip; height++) {
            String hash = node.rpc("getblockhash", height).asText();
            if (others.contains(hash)) {
                continue;
            }
            Block block = Block.parse(Hex.decode(node.rpc("getblock", hash, 0).asText()));
            block.transactions().stream()
                    .flatMap(transaction -> ShieldedEffects.of(transaction).commitments().stream())
                    .forEach(commitment -> commitments.add(commitment.hex()));
        }
        return commitments;
    }

    /** Waits until the index is where the node is and both stay; gives the status. */
    JsonNode atTip(ServingAppliance appliance) throws IOException, InterruptedException {
        return appliance.await("/status", status -> {
            String best = node.rpc("getbestblockhash").asText();
            return status.path("block_hash").asText().equals(best);
        });
    }

    /** Blocks found before the miner stopped may still be on their way; in the end the wallet has each reward on the chain, and no other. */
    Set<String> awaitAllRewards(WalletKey wallet, ServingAppliance appliance) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Set<String> onChain = rewards();
            Set<String> found = wallet.scan(appliance.url(), "anchored");
            if (!onChain.isEmpty() && found.equals(onChain) && onChain.equals(rewards())) {
                return onChain;
            }
            if (System.nanoTime() > deadline) {
                assertThat(found).as(appliance.program().output()).isEqualTo(onChain);
            }
        }
    }

    /** That an appliance ends with the state that a fresh one makes of the chain, and that the wallet finds every reward in it. */
    Set<String> assertAsRebuilt(WalletKey wallet, ServingAppliance appliance, ServingAppliance fresh) throws Exception {
        Set<String> rewards = awaitAllRewards(wallet, appliance);
        JsonNode status = atTip(appliance);
        JsonNode anew = atTip(fresh);
        assertThat(status.path("block_hash")).isEqualTo(anew.path("block_hash"));
        assertThat(status.path("smt_root")).isEqualTo(anew.path("smt_root"));
        assertThat(status.path("commitment_count")).isEqualTo(anew.path("commitment_count"));
        List<JsonNode> notes = appliance.notes();
        assertThat(notes)
                .as(
                        "a note for each reward, none twice: %s%n%s",
                        notes, appliance.program().output())
                .extracting(note -> note.path("commitment").asText())
                .doesNotHaveDuplicates()
                .containsAll(rewards);
        return rewards;
    }
}
