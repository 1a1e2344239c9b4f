package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: whoever starts the program wrongly is told in one sentence what to do. Method: start it wrongly, read all it prints. */
class RefusalIT {
    private static final String OWNER_KEY = "11".repeat(32);
    /** Of RFC 5737, for documentation. */
    private static final String NO_ADDRESS_HERE = "192.0.2.7";

    @TempDir
    Path directory;

    @Test
    void aMissingOwnerKeyIsNamedWithTheWayToMakeOne() throws Exception {
        Map<String, String> environment = usable();
        environment.remove("SHIELDED_PUBKEY");
        assertRefused(environment, "SHIELDED_PUBKEY", "vanta keygen");
    }

    @Test
    void aMalformedOwnerKeyIsNamedWithItsForm() throws Exception {
        Map<String, String> environment = usable();
        environment.put("SHIELDED_PUBKEY", "zer1notakey");
        assertRefused(environment, "SHIELDED_PUBKEY", "64 hex digits");
    }

    @Test
    void anUnknownNetworkIsNamedWithTheKnownOnes() throws Exception {
        Map<String, String> environment = usable();
        environment.put("VANTA_NETWORK", "testnet");
        assertRefused(environment, "testnet", "mainnet, regtest, devnet");
    }

    @Test
    void aDataDirectoryThatIsAFileIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Map<String, String> environment = usable();
        environment.put("VANTA_DATA_DIR", file.toString());
        assertRefused(environment, file.toString(), "VANTA_DATA_DIR");
    }

    @Test
    void aTakenHttpPortIsNamed() throws Exception {
        try (ServerSocket taken = loopback()) {
            Map<String, String> environment = usable();
            environment.put("VANTA_HTTP_PORT", String.valueOf(taken.getLocalPort()));
            assertMayPass(environment, String.valueOf(taken.getLocalPort()), "VANTA_HTTP_PORT");
        }
    }

    @Test
    void aTakenStratumPortIsNamed() throws Exception {
        try (ServerSocket taken = loopback()) {
            Map<String, String> environment = usable();
            environment.put("VANTA_STRATUM_PORT", String.valueOf(taken.getLocalPort()));
            assertMayPass(environment, String.valueOf(taken.getLocalPort()), "VANTA_STRATUM_PORT");
        }
    }

    @Test
    void aTakenProbePortIsNamed() throws Exception {
        try (ServerSocket taken = loopback()) {
            Map<String, String> environment = usable();
            environment.put("VANTA_PROBE_PORT", String.valueOf(taken.getLocalPort()));
            assertMayPass(environment, String.valueOf(taken.getLocalPort()), "VANTA_PROBE_PORT");
        }
    }

    @Test
    void aPortThatIsNoneIsNamed() throws Exception {
        for (String port :
                List.of("vanta.http-port", "vanta.probe.port", "vanta.stratum.tls-port", "vanta.gossip.port")) {
            Map<String, String> environment = usable();
            environment.put(port.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), "65536");
            assertRefused(environment, port, "65535");
        }
    }

    @Test
    void anAddressThatIsNotThereYetIsNamed() throws Exception {
        Map<String, String> environment = usable();
        environment.put("VANTA_STRATUM_HOST", NO_ADDRESS_HERE);
        assertMayPass(environment, NO_ADDRESS_HERE, "VANTA_STRATUM_HOST");
        environment.remove("VANTA_STRATUM_HOST");
        environment.put("QUARKUS_HTTP_HOST", NO_ADDRESS_HERE);
        assertMayPass(environment, NO_ADDRESS_HERE, "QUARKUS_HTTP_HOST");
    }

    @Test
    void aDatabaseInUseByAnotherProcessIsNamed() throws Exception {
        Map<String, String> environment = usable();
        try (VantaProgram first = VantaProgram.start(environment, "serve")) {
            first.await("Listening on");
            assertMayPass(environment, "another process", directory.toString());
        }
    }

    @Test
    void aDatabaseOfAnotherNetworkIsLeftAlone() throws Exception {
        Map<String, String> environment = usable();
        try (VantaProgram first = VantaProgram.start(environment, "serve")) {
            first.await("Listening on");
            assertThat(first.terminate()).isIn(0, 143);
        }
        environment.put("VANTA_NETWORK", "devnet");
        assertRefused(environment, "regtest", "devnet");
    }

    @Test
    void aMissingLoginToTheNodeIsNamed() throws Exception {
        Map<String, String> environment = usable();
        environment.remove("VANTA_L1_USER");
        assertRefused(environment, "VANTA_L1_COOKIE_FILE", "VANTA_L1_PASSWORD");
    }

    @Test
    void anUnknownCommandGetsTheUsage() throws Exception {
        try (VantaProgram program = VantaProgram.start(Map.of(), "xyzzy")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output()).contains("xyzzy").contains("serve");
        }
    }

    private Map<String, String> usable() {
        Map<String, String> environment = new HashMap<>();
        environment.put("SHIELDED_PUBKEY", OWNER_KEY);
        environment.put("VANTA_NETWORK", "regtest");
        environment.put("VANTA_DATA_DIR", directory.resolve("data").toString());
        environment.put("VANTA_HTTP_PORT", "0");
        environment.put("VANTA_STRATUM_PORT", "0");
        environment.put("VANTA_GOSSIP_PORT", "0");
        environment.put("VANTA_L1_URL", "http://127.0.0.1:1");
        environment.put("VANTA_L1_USER", "nobody");
        environment.put("VANTA_L1_PASSWORD", "nothing");
        return environment;
    }

    /** Somebody must change something. */
    private static void assertRefused(Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        assertEnds(2, environment, words);
    }

    /** The same start may do later. */
    private static void assertMayPass(Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        assertEnds(75, environment, words);
    }

    private static void assertEnds(int exitCode, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        try (VantaProgram program = VantaProgram.start(environment, "serve")) {
            assertThat(program.exitCode()).as(program.output()).isEqualTo(exitCode);
            assertThat(program.output()).contains(words).doesNotContain("\tat ").doesNotContain("    at ");
            assertThat(program.count(line -> line.startsWith("vanta: ")))
                    .as(program.output())
                    .isEqualTo(1);
        }
    }

    private static ServerSocket loopback() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
    }
}
