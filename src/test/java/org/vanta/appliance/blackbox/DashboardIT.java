package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    Path directory;

    @BeforeAll
    static void browserIsThere() {
        boolean there = Files.isExecutable(CHROMIUM);
        assertThat(there || !"true".equals(System.getenv("VANTA_REQUIRE_BROWSER")))
                .as("VANTA_REQUIRE_BROWSER is set and %s is missing", CHROMIUM)
                .isTrue();
        assumeTrue(there, () -> CHROMIUM + " is missing: nobody looks at the dashboard");
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
            String page = drawn(appliance.url().toString());
            assertThat(page)
                    .contains("all is well")
                    .contains("notes are delivered")
                    .contains("&lt;b&gt;rig&lt;/b&gt;")
                    .doesNotContain("<b>rig</b>")
                    .contains("class=\"ours\"")
                    .contains(appliance.get("/status").path("smt_root").asText());
        }
    }

    private String drawn(String url) throws IOException, InterruptedException {
        Path page = directory.resolve("page.html");
        Process chromium = new ProcessBuilder(List.of(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        url))
                .redirectOutput(page.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(chromium.waitFor(60, TimeUnit.SECONDS))
                    .as("drawn within a minute")
                    .isTrue();
        } finally {
            chromium.destroyForcibly();
        }
        return Files.readString(page, StandardCharsets.UTF_8);
    }
}
