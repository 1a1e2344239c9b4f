package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.stratum.NotifiedWork;
import org.vanta.appliance.stratum.TestMiner;

/**
 * Goal: a miner's reward reaches its wallet whatever happens on the way. Method: the packaged program's own commands against an L1 node,
 * seen only through what a user sees: Stratum, REST, standard output.
 */
abstract class MiningContract extends OnNodeContract {
    private static final Pattern SHARE_ACCEPTED = Pattern.compile("share accepted");
    private static final Pattern SUBSCRIBED = Pattern.compile("\"mining.notify\",\"([0-9a-f]+)\"]],\"([0-9a-f]{8})\"");
    /** Harder than any regtest's and devnet's. */
    private static final double BLOCK_DIFFICULTY = 1e-9;

    @Test
    void theWalletFindsTheRewardOfEachBlock() throws Exception {
        try (ServingAppliance appliance = serve("data")) {
            mineShares(appliance, 3);
            Set<String> onChain = chain.awaitAllRewards(wallet, appliance);
            JsonNode status = chain.atTip(appliance);
            assertThat(onChain).hasSize(status.path("height").asInt());

            JsonNode health = appliance.get("/health");
            assertThat(health.path("status").asText()).isEqualTo("up");
            assertThat(health.path("last_block_found").path("height").asInt()).isPositive();
            String one = onChain.iterator().next();
            JsonNode proof = appliance.get("/smt/" + one);
            assertThat(proof.path("present").asBoolean()).isTrue();
            assertThat(proof.path("root").asText())
                    .isEqualTo(status.path("smt_root").asText());
        }
    }

    @Test
    void aReorgLeavesWhatAFreshIndexOfTheSameChainHas() throws Exception {
        try (ServingAppliance appliance = serve("data")) {
            mineShares(appliance, 5);
            chain.awaitAllRewards(wallet, appliance);
            JsonNode before = chain.atTip(appliance);
            int height = before.path("height").asInt();
            node.rpc(
                    "invalidateblock",
                    node.rpc("getblockhash", Math.max(1, height - 2)).asText());
            node.generate(4);
            JsonNode after = chain.atTip(appliance);
            assertThat(after.path("smt_root").asText())
                    .isNotEqualTo(before.path("smt_root").asText());
            try (ServingAppliance fresh = serve("fresh")) {
                JsonNode anew = chain.atTip(fresh);
                assertThat(anew.path("smt_root")).isEqualTo(after.path("smt_root"));
                assertThat(anew.path("commitment_count")).isEqualTo(after.path("commitment_count"));
                assertThat(wallet.scan(appliance.url(), "anchored"))
                        .isSubsetOf(chain.rewards())
                        .isNotEmpty();
                assertThat(wallet.scan(appliance.url(), "orphaned")).isNotEmpty();
            }
        }
    }

    @Test
    void stoppingIsCleanAndAStartResumes() throws Exception {
        try (ServingAppliance appliance = serve("data")) {
            mineShares(appliance, 2);
            assertThat(appliance.program().terminate()).isIn(0, 143);
            assertThat(appliance.program().output()).doesNotContain("Exception").doesNotContain("ERROR");
        }
        try (ServingAppliance appliance = serve("data")) {
            chain.awaitAllRewards(wallet, appliance);
        }
    }

    @Test
    void aShareFoundWhileTheProgramRestartsCountsAndPays() throws Exception {
        String share;
        String session;
        try (ServingAppliance appliance = serve("data");
                TestMiner miner = new TestMiner(appliance.stratumPort())) {
            Matcher subscribed = greet(miner, "");
            session = subscribed.group(1);
            NotifiedWork work = new NotifiedWork(miner.readUntil("\"method\":\"mining.notify\""));
            String extranonce2 = "00".repeat(8);
            int nonce = work.nonce(subscribed.group(2) + extranonce2, 0, BLOCK_DIFFICULTY, 0);
            share = "{\"id\":3,\"method\":\"mining.submit\",\"params\":[\"" + wallet.ownerKey() + ".it\",\""
                    + work.jobId() + "\",\"" + extranonce2 + "\",\"" + work.ntime() + "\",\"" + Hex.encodeInt(nonce)
                    + "\"]}";
            assertThat(appliance.program().terminate()).isIn(0, 143);
            assertThat(miner.readUntil("client.reconnect")).isNotNull();
        }
        try (ServingAppliance appliance = serve("data");
                TestMiner miner = new TestMiner(appliance.stratumPort())) {
            assertThat(greet(miner, ",\"" + session + "\"").group(1)).isEqualTo(session);
            assertThat(miner.send(share).readUntil("\"id\":3")).contains("\"result\":true");
            assertThat(chain.awaitAllRewards(wallet, appliance)).hasSize(1);
        }
    }

    private Matcher greet(TestMiner miner, String session) throws IOException {
        miner.send(
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"cgminer/4.12.1\"" + session + "]}",
                "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + wallet.ownerKey() + ".it\",\"x\"]}");
        Matcher subscribed = SUBSCRIBED.matcher(miner.readUntil("\"id\":1"));
        assertThat(subscribed.find()).isTrue();
        return subscribed;
    }

    @Test
    void theSeedAndTheChainRestoreEveryRewardWhenTheDatabaseIsGone() throws Exception {
        try (ServingAppliance appliance = serve("data")) {
            mineShares(appliance, 4);
            chain.awaitAllRewards(wallet, appliance);
        }
        Path seed = Files.copy(directory.resolve("data/pool.seed"), directory.resolve("kept.seed"));
        try (ServingAppliance appliance = serve("anew")) {
            chain.atTip(appliance);
            assertThat(wallet.scan(appliance.url(), "anchored")).isEmpty();
            for (int again = 0; again < 2; again++) {
                try (VantaProgram recover = VantaProgram.start(
                        ServingAppliance.l1(node),
                        "recover",
                        "--seed-file",
                        seed.toString(),
                        "--owner",
                        wallet.ownerKey(),
                        "--url",
                        appliance.url().toString())) {
                    assertThat(recover.exitCode()).as(recover.output()).isZero();
                }
                assertThat(wallet.scan(appliance.url(), "anchored")).isEqualTo(chain.rewards());
            }
            assertThat(appliance.get("/notes").path("notes"))
                    .as("recovering twice brings no note twice")
                    .hasSize(chain.rewards().size());
        }
    }

    private ServingAppliance serve(String dataDir) throws IOException, InterruptedException {
        return ServingAppliance.start(directory.resolve(dataDir), wallet.ownerKey(), ServingAppliance.l1(node));
    }

    private VantaProgram miner(ServingAppliance appliance) throws IOException {
        return VantaProgram.start(
                Map.of(), "miner", "--url", appliance.stratumUrl(), "--user", wallet.ownerKey() + ".it");
    }

    private void mineShares(ServingAppliance appliance, int shares) throws IOException, InterruptedException {
        try (VantaProgram miner = miner(appliance)) {
            miner.awaitNumber(SHARE_ACCEPTED, shares);
            appliance.await("/status", status -> status.path("height").asInt() >= shares);
        }
    }
}
