package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.template.Templates;

/**
 * Goal: a client that others wrote mines here. Method: npm's stratum-client 1.1.0, which subscribes without a user agent, has texts for ids and
 * takes each read for whole lines, with a loop over nonces around it.
 */
class StratumClientTest {
    private static final Path HOME = Path.of("test", "stratum-client");

    @BeforeAll
    static void isInstalled() {
        if (!Files.isDirectory(HOME.resolve("node_modules/stratum-client"))) {
            String absent = "StratumClientTest SKIPPED: the client is absent; src/test/stratum-client/install gets it";
            if (Boolean.parseBoolean(System.getenv("VANTA_REQUIRE_STRATUM_CLIENT"))) {
                fail(absent);
            }
            System.err.println(absent);
            abort(absent);
        }
    }

    private static Process miner(int port, String password) throws IOException {
        return new ProcessBuilder(
                        "node",
                        HOME.resolve("miner.js").toString(),
                        Integer.toString(port),
                        TestPool.MINER.hex() + ".npm",
                        password)
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void minesForRealAcrossANewBlock() throws Exception {
        try (TestPool pool = new TestPool()) {
            pool.feed.accept(Templates.of(800_000, "tip", Templates.HARD_BITS, 12));
            Process miner = miner(pool.server.port(), "d=0.00001");
            try (BufferedReader said = miner.inputReader(StandardCharsets.UTF_8)) {
                assertThat(said.readLine()).isEqualTo("accepted");
                pool.feed.accept(Templates.of(800_001, "next tip", Templates.HARD_BITS, 12));
                assertThat(said.readLine()).isEqualTo("accepted");
            } finally {
                miner.destroyForcibly().waitFor();
            }
            assertThat(pool.accounting.tally().accepted()).isEqualTo(2);
        }
    }
}
