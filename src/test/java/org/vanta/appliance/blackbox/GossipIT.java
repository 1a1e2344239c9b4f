package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.node.Credentials;
import org.vanta.appliance.node.DevnetFixture;
import org.vanta.appliance.node.NodeFixture;

/**
 * Goal: a reward mined at one appliance reaches its wallet at another, by gossip alone. Method: two packaged programs on one L1; the wallet
 * asks the one that did not mine.
 */
class GossipIT {
    private static final Pattern SHARE_ACCEPTED = Pattern.compile("share accepted");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private NodeFixture node;
    private WalletKey wallet;

    @BeforeEach
    void start() throws Exception {
        node = DevnetFixture.start();
        wallet = WalletKey.generate(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void theWalletFindsAtOneApplianceWhatWasMinedAtAnother() throws Exception {
        try (ServingAppliance first = serve("first", Map.of());
                ServingAppliance second = serve("second", Map.of("VANTA_BOOTSTRAP_PEERS", ticket(first)))) {
            awaitNeighbour(first);
            awaitNeighbour(second);
            assertRewardsCross(first, second);
        }
    }

    @Test
    void theyCrossARealIrohPeerBetweenThem() throws Exception {
        try (IrohBridge bridge = IrohBridge.start()) {
            Map<String, String> knowsTheBridge = Map.of("VANTA_BOOTSTRAP_PEERS", bridge.ticket());
            try (ServingAppliance first = serve("first", knowsTheBridge);
                    ServingAppliance second = serve("second", knowsTheBridge)) {
                awaitNeighbour(first);
                awaitNeighbour(second);
                assertRewardsCross(first, second);
                for (ServingAppliance each : List.of(first, second)) {
                    // It has introduced them to nobody: the bridge is all they know.
                    each.await("/status", status -> status.path("peer_count").asInt() == 1);
                }
            }
        }
    }

    @Test
    void aLateJoinerFetchesTheRewardsOfBeforeFromAPeersRest() throws Exception {
        try (ServingAppliance first = serve("first", Map.of())) {
            mine(first);
            String url = first.url().toString();
            first.program().terminate();
            try (ServingAppliance again = serve(
                            "first",
                            Map.of(
                                    "VANTA_GOSSIP_URL",
                                    url,
                                    "VANTA_HTTP_PORT",
                                    String.valueOf(first.url().getPort())));
                    ServingAppliance late = serve("late", Map.of("VANTA_BOOTSTRAP_PEERS", ticket(again)))) {
                awaitNeighbour(late);
                assertSameRewards(again, late);
            }
        }
    }

    @Test
    void theOperatorBansAndUnbansFromTheCommandLine() throws Exception {
        try (ServingAppliance first = serve("first", Map.of());
                ServingAppliance second = serve("second", Map.of("VANTA_BOOTSTRAP_PEERS", ticket(first)))) {
            awaitNeighbour(first);
            String id = line(second, "id", "^([0-9a-f]{64})$");
            assertThat(line(first, "list", "^([0-9a-f]{64})  \\S+:\\d+  inbound"))
                    .isEqualTo(id);
            assertThat(peer(first, "ban", id)).isZero();
            first.await("/status", status -> status.path("peer_count").asInt() == 0);
            assertThat(line(first, "bans", "^([0-9a-f]{64})  until .*operator")).isEqualTo(id);
            assertThat(peer(first, "unban", id)).isZero();
            assertThat(peer(first, "unban", id)).isOne();
            awaitNeighbour(first);
        }
    }

    private void assertRewardsCross(ServingAppliance mining, ServingAppliance other) throws Exception {
        mine(mining);
        assertSameRewards(mining, other);
        assertThat(other.program().output()).doesNotContain("Exception").doesNotContain("ERROR");
    }

    private void mine(ServingAppliance appliance) throws IOException, InterruptedException {
        try (VantaProgram miner = VantaProgram.start(
                Map.of(), "miner", "--url", appliance.stratumUrl(), "--user", wallet.ownerKey() + ".it")) {
            miner.awaitNumber(SHARE_ACCEPTED, 2);
            // Two shares may be of one height.
            appliance.await("/status", status -> status.path("height").asInt() >= 2);
        }
    }

    private void assertSameRewards(ServingAppliance mining, ServingAppliance other) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Set<String> mined = wallet.scan(mining.url(), "anchored");
            Set<String> found = wallet.scan(other.url(), "anchored");
            if (!mined.isEmpty() && found.equals(mined)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                assertThat(found).as(other.program().output()).isNotEmpty().isEqualTo(mined);
            }
        }
    }

    private static void awaitNeighbour(ServingAppliance appliance) throws IOException, InterruptedException {
        appliance.await("/status", status -> status.path("peer_count").asInt() > 0);
        appliance.await(
                "/health",
                health -> "up".equals(health.path("gossip").path("state").asText()));
    }

    private static String ticket(ServingAppliance appliance) throws IOException, InterruptedException {
        return line(appliance, "ticket", "^(endpoint[a-z2-7]+)$");
    }

    private static String line(ServingAppliance appliance, String command, String pattern)
            throws IOException, InterruptedException {
        try (VantaProgram program = VantaProgram.start(
                Map.of(), "peer", command, "--url", appliance.url().toString())) {
            return program.await(pattern).group(1);
        }
    }

    private static int peer(ServingAppliance appliance, String command, String subject)
            throws IOException, InterruptedException {
        try (VantaProgram program = VantaProgram.start(
                Map.of(), "peer", command, subject, "--url", appliance.url().toString())) {
            return program.exitCode();
        }
    }

    private ServingAppliance serve(String dataDir, Map<String, String> more) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("VANTA_NETWORK", node.chain());
        environment.put("VANTA_L1_URL", node.url().toString());
        Credentials.Password password = (Credentials.Password) node.credentials();
        environment.put("VANTA_L1_USER", password.user());
        environment.put("VANTA_L1_PASSWORD", password.password());
        return ServingAppliance.start(directory.resolve(dataDir), wallet.ownerKey(), environment);
    }
}
