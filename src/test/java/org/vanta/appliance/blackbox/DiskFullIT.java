package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.node.DevnetFixture;
import org.vanta.appliance.node.NodeFixture;
import org.vanta.appliance.store.SmallDisk;

/** Goal: a full disk stops no miner and costs no reward. Method: the packaged program on a small file system in memory that another file fills. */
class DiskFullIT {
    private static final int MEGABYTES = 24;
    private static final int SHARES = 5;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final Pattern SHARE_ACCEPTED = Pattern.compile("share accepted");

    @TempDir
    Path directory;

    @Test
    void miningGoesOnAndEveryRewardIsThereWhenThereIsRoomAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), MEGABYTES);
                NodeFixture node = DevnetFixture.start()) {
            WalletKey wallet = WalletKey.generate(directory);
            ChainOracle chain = new ChainOracle(node);
            try (ServingAppliance appliance = serve(disk.root(), wallet, node);
                    ServingAppliance fresh = serve(directory.resolve("fresh"), wallet, node)) {
                mineThroughAFullDisk(disk, wallet, chain, appliance);
                assertNoDamage(disk, appliance);
                Set<String> rewards = chain.assertAsRebuilt(wallet, appliance, fresh);
                System.out.printf("%d rewards, none lost on a full disk%n", rewards.size());
                assertThat(appliance.program().terminate()).isIn(0, 143);
                try (ServingAppliance again = serve(disk.root(), wallet, node)) {
                    chain.assertAsRebuilt(wallet, again, fresh);
                    assertNoDamage(disk, again);
                }
            }
        }
    }

    private static void assertNoDamage(SmallDisk disk, ServingAppliance appliance) {
        assertThat(disk.root().resolve("vanta.mv.db.bad"))
                .as("a full disk is no damage:\n" + appliance.program().output())
                .doesNotExist();
    }

    private static ServingAppliance serve(Path dataDir, WalletKey wallet, NodeFixture node)
            throws IOException, InterruptedException {
        return ServingAppliance.start(dataDir, wallet.ownerKey(), ServingAppliance.l1(node));
    }

    private static void mineThroughAFullDisk(
            SmallDisk disk, WalletKey wallet, ChainOracle chain, ServingAppliance appliance) throws Exception {
        try (VantaProgram miner = VantaProgram.start(
                Map.of(), "miner", "--url", appliance.stratumUrl(), "--user", wallet.ownerKey() + ".it")) {
            miner.awaitNumber(SHARE_ACCEPTED, SHARES);
            assertThat(storeState(appliance.get("/health"))).isEqualTo("up");
            disk.fill();
            JsonNode health = appliance.await("/health", now -> storeState(now).equals("degraded"));
            assertThat(health.path("status").asText()).isEqualTo("degraded");
            assertThat(health.path("store").path("sentence").asText()).contains("No space left on device");

            int accepted = (int) miner.count(line -> line.contains("share accepted"));
            Set<String> before = chain.rewards();
            miner.awaitNumber(SHARE_ACCEPTED, accepted + SHARES);
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (chain.rewards().size() <= before.size()) {
                assertThat(System.nanoTime())
                        .as("blocks found on a full disk go to L1:\n"
                                + appliance.program().output())
                        .isLessThan(deadline);
                Thread.sleep(50);
            }
            assertThat(appliance
                            .submit("11".repeat(32), "22".repeat(60), "33".repeat(32))
                            .statusCode())
                    .as("what can't be kept is not taken")
                    .isGreaterThanOrEqualTo(500);
            assertThat(appliance.request("/health").statusCode()).isEqualTo(200);

            disk.empty();
            appliance.await("/health", now -> storeState(now).equals("up"));
            accepted = (int) miner.count(line -> line.contains("share accepted"));
            miner.awaitNumber(SHARE_ACCEPTED, accepted + 1);
        }
    }

    private static String storeState(JsonNode health) {
        return health.path("store").path("state").asText();
    }
}
