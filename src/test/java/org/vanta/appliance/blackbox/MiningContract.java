package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.chain.ShieldedEffects;
import org.vanta.appliance.node.NodeFixture;
import org.vanta.appliance.stratum.NotifiedWork;
import org.vanta.appliance.stratum.TestMiner;

/**
 * Goal: a miner's reward reaches its wallet whatever happens on the way. Method: the packaged program's own commands against an L1 node,
 * seen only through what a user sees: Stratum, REST, standard output.
 */
abstract class MiningContract {
    private static final Pattern SHARE_ACCEPTED = Pattern.compile("share accepted");
    private static final Pattern SUBSCRIBED = Pattern.compile("\"mining.notify\",\"([0-9a-f]+)\"]],\"([0-9a-f]{8})\"");
    /** Harder than any regtest's and devnet's. */
    private static final double BLOCK_DIFFICULTY = 1e-9;

    private static final int KILLS = Integer.getInteger("vanta.torture.kills", 5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** Blocks that are not ours. */
    private final Set<String> others = ConcurrentHashMap.newKeySet();

    private NodeFixture node;
    private WalletKey wallet;

    abstract NodeFixture startNode();

    @BeforeEach
    void start() throws Exception {
        node = startNode();
        wallet = WalletKey.generate(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void theWalletFindsTheRewardOfEachBlock() throws Exception {
        try (ServingAppliance appliance = serve("data")) {
            mineShares(appliance, 3);
            Set<String> onChain = awaitAllRewardsInTheWallet(appliance);
            JsonNode status = atTip(appliance);
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
            awaitAllRewardsInTheWallet(appliance);
            JsonNode before = atTip(appliance);
            int height = before.path("height").asInt();
            node.rpc(
                    "invalidateblock",
                    node.rpc("getblockhash", Math.max(1, height - 2)).asText());
            node.generate(4);
            JsonNode after = atTip(appliance);
            assertThat(after.path("smt_root").asText())
                    .isNotEqualTo(before.path("smt_root").asText());
            try (ServingAppliance fresh = serve("fresh")) {
                JsonNode anew = atTip(fresh);
                assertThat(anew.path("smt_root")).isEqualTo(after.path("smt_root"));
                assertThat(anew.path("commitment_count")).isEqualTo(after.path("commitment_count"));
                assertThat(wallet.scan(appliance.url(), "anchored"))
                        .isSubsetOf(commitmentsOnChain())
                        .isNotEmpty();
                assertThat(wallet.scan(appliance.url(), "orphaned")).isNotEmpty();
            }
        }
    }

    @Test
    void killingTheProgramAtAnyInstantLosesNoReward() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<String> taken = new TreeSet<>();
        try (AutoCloseable _ = otherMiner()) {
            for (int i = 0; i < KILLS; i++) {
                if (i % 4 == 3) {
                    killWhileItStarts(random.nextInt(3_000));
                } else {
                    killWhileItWorks(random, i, taken);
                }
                if (i % 20 == 19) {
                    System.out.printf(
                            "killed %d times, height %d, %d envelopes taken%n", i + 1, height(), taken.size());
                }
            }
        }
        try (ServingAppliance appliance = serve("data");
                ServingAppliance oracle = serve("oracle")) {
            Set<String> rewards = awaitAllRewardsInTheWallet(appliance);
            JsonNode status = atTip(appliance);
            JsonNode anew = atTip(oracle);
            assertThat(status.path("smt_root")).isEqualTo(anew.path("smt_root"));
            assertThat(status.path("commitment_count")).isEqualTo(anew.path("commitment_count"));
            List<String> notes = noteCommitments(appliance);
            assertThat(notes).as("each envelope once").doesNotHaveDuplicates().containsAll(taken);
            assertThat(notes)
                    .as("a note for each reward, and what was submitted")
                    .containsAll(rewards);
            System.out.printf(
                    "%d kills, seed %d: %d blocks, %d rewards, %d envelopes taken: none lost, none twice, root as rebuilt%n",
                    KILLS, seed, status.path("height").asInt(), rewards.size(), taken.size());
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /** A block of somebody else's every 100 ms. */
    private AutoCloseable otherMiner() {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        var _ = clock.scheduleWithFixedDelay(
                () -> node.generate(1).forEach(hash -> others.add(hash.displayHex())), 0, 100, TimeUnit.MILLISECONDS);
        return clock;
    }

    private int height() {
        return node.rpc("getblockcount").asInt();
    }

    private void killWhileItStarts(int millis) throws Exception {
        Map<String, String> environment = new HashMap<>(ServingAppliance.l1(node));
        environment.put("SHIELDED_PUBKEY", wallet.ownerKey());
        environment.put("VANTA_DATA_DIR", directory.resolve("data").toString());
        environment.put("VANTA_HTTP_PORT", "0");
        environment.put("VANTA_STRATUM_PORT", "0");
        environment.put("VANTA_GOSSIP_PORT", "0");
        try (VantaProgram program = VantaProgram.start(environment, "serve")) {
            Thread.sleep(millis);
            program.kill();
        }
    }

    private void killWhileItWorks(Random random, int round, Set<String> taken) throws Exception {
        try (ServingAppliance appliance = serve("data");
                VantaProgram miner = miner(appliance)) {
            for (int k = 0; k < 3; k++) {
                String commitment = String.format("%08x", 16 * round + k).repeat(8);
                if (appliance
                                        .submit("11".repeat(32), "22".repeat(60), commitment)
                                        .statusCode()
                                / 100
                        == 2) {
                    taken.add(commitment);
                }
            }
            miner.awaitNumber(SHARE_ACCEPTED, 1);
            Thread.sleep(random.nextInt(200));
            appliance.program().kill();
        }
    }

    /** Of every note in the inbox, in order. */
    private static List<String> noteCommitments(ServingAppliance appliance) throws Exception {
        List<String> commitments = new ArrayList<>();
        String after = "0";
        while (true) {
            JsonNode page = appliance.get("/notes?limit=1000&after=" + after);
            page.path("notes")
                    .forEach(note -> commitments.add(note.path("commitment").asText()));
            if (page.path("notes").isEmpty()) {
                return commitments;
            }
            after = page.path("next").asText();
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
            awaitAllRewardsInTheWallet(appliance);
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
            assertThat(awaitAllRewardsInTheWallet(appliance)).hasSize(1);
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
            awaitAllRewardsInTheWallet(appliance);
        }
        Path seed = Files.copy(directory.resolve("data/pool.seed"), directory.resolve("kept.seed"));
        try (ServingAppliance appliance = serve("anew")) {
            atTip(appliance);
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
                assertThat(wallet.scan(appliance.url(), "anchored")).isEqualTo(commitmentsOnChain());
            }
            assertThat(appliance.get("/notes").path("notes"))
                    .as("recovering twice brings no note twice")
                    .hasSize(commitmentsOnChain().size());
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

    /** Waits until the index is where the node is and both stay. */
    private JsonNode atTip(ServingAppliance appliance) throws IOException, InterruptedException {
        return appliance.await("/status", status -> {
            String best = node.rpc("getbestblockhash").asText();
            return status.path("block_hash").asText().equals(best);
        });
    }

    /** Blocks found before the miner stopped may still be on their way; in the end the wallet has each reward on the chain, and no other. */
    private Set<String> awaitAllRewardsInTheWallet(ServingAppliance appliance) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Set<String> onChain = commitmentsOnChain();
            Set<String> found = wallet.scan(appliance.url(), "anchored");
            if (!onChain.isEmpty() && found.equals(onChain) && onChain.equals(commitmentsOnChain())) {
                return onChain;
            }
            if (System.nanoTime() > deadline) {
                assertThat(found).as(appliance.program().output()).isEqualTo(onChain);
            }
        }
    }

    /** What our blocks on the node's active chain hold, read without any part of the program under test but the block parser. */
    private Set<String> commitmentsOnChain() {
        Set<String> commitments = new TreeSet<>();
        int tip = node.rpc("getblockcount").asInt();
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
}
