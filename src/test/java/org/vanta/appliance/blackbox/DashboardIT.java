package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.node.DevnetFixture;
import org.vanta.appliance.node.NodeFixture;

/**
 * Goal: an operator who opens the appliance in a browser sees how it is. Method: Chromium draws the page of the packaged program; skipped, with a
 * word, where there is none, unless VANTA_REQUIRE_BROWSER is true.
 */
class DashboardIT {
    @TempDir
    Path directory;

    @BeforeAll
    static void browserIsThere() {
        Browser.assumeThere();
    }

    @Test
    void showsTheStateTheMinerAndItsBlock() throws Exception {
        WalletKey wallet = WalletKey.generate(directory);
        try (NodeFixture node = DevnetFixture.start();
                ServingAppliance appliance = ServingAppliance.start(
                        directory.resolve("data"), wallet.ownerKey(), ServingAppliance.l1(node))) {
            try (VantaProgram miner = VantaProgram.start(
                    Map.of(), "miner", "--url", appliance.stratumUrl(), "--user", wallet.ownerKey() + ".<b>rig</b>")) {
                miner.await("share accepted");
                appliance.await("/status", status -> status.path("height").asInt() >= 1);
            }
            appliance.await("/health", health -> health.path("status").asText().equals("up"));
            String page = Browser.drawn(appliance.url().toString(), directory);
            assertThat(page)
                    .contains("all is well")
                    .contains("notes are delivered")
                    .contains("&lt;b&gt;rig&lt;/b&gt;")
                    .doesNotContain("<b>rig</b>")
                    .contains("class=\"ours\"")
                    .contains(appliance.get("/status").path("smt_root").asText());
        }
    }
}
