package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.node.DevnetFixture;
import org.vanta.appliance.node.NodeFixture;

/** Goal: a wallet that stays connected ends with what a scan finds, each change told once, across a restart and a reorganisation. */
class ScanFollowIT {
    private static final Pattern SHARE_ACCEPTED = Pattern.compile("share accepted");
    private static final Pattern ANCHORED = Pattern.compile("^\\{.*\"state\":\"anchored\"");

    @TempDir
    Path directory;

    private final ObjectMapper json = new ObjectMapper();

    private static ServingAppliance serve(Path dataDir, WalletKey wallet, Map<String, String> environment)
            throws IOException, InterruptedException {
        return ServingAppliance.start(dataDir, wallet.ownerKey(), environment);
    }

    private static void mine(ServingAppliance appliance, WalletKey wallet, int shares) throws Exception {
        try (VantaProgram miner = VantaProgram.start(
                Map.of(), "miner", "--url", appliance.stratumUrl(), "--user", wallet.ownerKey() + ".it")) {
            miner.awaitNumber(SHARE_ACCEPTED, shares);
        }
    }

    @Test
    void tellsEachChangeOnceAlsoAfterARestartAndAReorganisation() throws Exception {
        Path dataDir = directory.resolve("data");
        WalletKey wallet = WalletKey.generate(directory);
        try (NodeFixture node = DevnetFixture.start()) {
            ChainOracle chain = new ChainOracle(node);
            Map<String, String> environment = new HashMap<>(ServingAppliance.l1(node));
            ServingAppliance first = serve(dataDir, wallet, environment);
            environment.put("VANTA_HTTP_PORT", String.valueOf(first.url().getPort()));
            try (first;
                    VantaProgram follow = VantaProgram.start(
                            Map.of(),
                            "scan",
                            "--follow",
                            "--json",
                            "--secret-file",
                            wallet.secretFile().toString(),
                            "--url",
                            first.url().toString())) {
                mine(first, wallet, 3);
                int before = chain.awaitAllRewards(wallet, first).size();
                follow.awaitNumber(ANCHORED, before);
                first.program().kill();
                follow.await("trying again");
                try (ServingAppliance second = serve(dataDir, wallet, environment)) {
                    mine(second, wallet, 3);
                    int height = chain.height();
                    node.rpc(
                            "invalidateblock",
                            node.rpc("getblockhash", Math.max(1, height - 1)).asText());
                    chain.mineForOthers(3);
                    chain.atTip(second);
                    Set<String> orphaned = wallet.scan(second.url(), "orphaned");
                    assertThat(orphaned).isNotEmpty();
                    mine(second, wallet, 1);
                    Set<String> anchored = chain.awaitAllRewards(wallet, second);
                    awaitState(follow, "anchored", anchored);
                    awaitState(follow, "orphaned", wallet.scan(second.url(), "orphaned"));
                }
                assertThat(follow.isAlive()).isTrue();
                assertThat(changes(follow)).as("each change once").doesNotHaveDuplicates();
            }
        }
    }

    private static List<String> changes(VantaProgram follow) {
        return follow.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> line.replaceAll("\"next\":\"\\d+\"", ""))
                .toList();
    }

    /** The wallet's notes whose last told state is this one. */
    private void awaitState(VantaProgram follow, String state, Set<String> wanted) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        Set<String> told = new TreeSet<>();
        while (System.nanoTime() < deadline) {
            Map<String, String> states = new HashMap<>();
            for (String line : changes(follow)) {
                JsonNode note = json.readTree(line.replace(",}", "}"));
                states.put(note.path("commitment").asText(), note.path("state").asText());
            }
            told.clear();
            states.forEach((commitment, last) -> {
                if (last.equals(state)) {
                    told.add(commitment);
                }
            });
            if (told.equals(wanted)) {
                return;
            }
            Thread.sleep(50);
        }
        assertThat(told).as(follow.output()).isEqualTo(wanted);
    }
}
