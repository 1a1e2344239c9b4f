package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.vanta.appliance.node.ContainerBitcoind;
import org.vanta.appliance.node.Credentials;

/**
 * Goal: the container image is the appliance. Method: the image that the system property {@code vanta.image} names (container/build makes it),
 * with a read-only root and no capability, beside a real node in a container of its own; a miner and a wallet outside, through published
 * ports alone.
 */
class ImageIT {
    private static final int STRATUM_PORT = 3333;
    private static final int HTTP_PORT = 8080;
    private static final Pattern SHARE_ACCEPTED = Pattern.compile("share accepted");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IMAGE = System.getProperty("vanta.image", "");

    @TempDir
    Path directory;

    @BeforeAll
    static void needsAnImage() {
        if (IMAGE.isEmpty()) {
            String sentence =
                    "no container image of the appliance: -Dvanta.image names one, container/build makes it of a native file";
            System.out.println("SKIPPED " + sentence);
            Assumptions.abort(sentence);
        }
    }

    @Test
    void minesABlockThroughPublishedPortsAndTheWalletFindsIt() throws Exception {
        WalletKey wallet = WalletKey.generate(directory);
        try (Network network = Network.newNetwork();
                ContainerBitcoind node = ContainerBitcoind.start(network);
                GenericContainer<?> appliance = appliance(network, node, wallet)) {
            node.generate(1);
            appliance.start();
            URI http = URI.create("http://" + appliance.getHost() + ":" + appliance.getMappedPort(HTTP_PORT));
            String stratum = "stratum+tcp://" + appliance.getHost() + ":" + appliance.getMappedPort(STRATUM_PORT);
            try (VantaProgram miner =
                    VantaProgram.start(Map.of(), "miner", "--url", stratum, "--user", wallet.ownerKey() + ".image")) {
                miner.awaitNumber(SHARE_ACCEPTED, 2);
            }
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (wallet.scan(http, "anchored").isEmpty()) {
                assertThat(System.nanoTime()).as(appliance.getLogs()).isLessThan(deadline);
            }
            assertThat(new ObjectMapper()
                            .readTree(http.resolve("/health").toURL())
                            .path("status")
                            .asText())
                    .isEqualTo("up");
            assertThat(appliance
                            .execInContainer("/usr/bin/vanta-reachable", "http://127.0.0.1:8080/health/ready")
                            .getExitCode())
                    .isZero();
        }
    }

    private static GenericContainer<?> appliance(Network network, ContainerBitcoind node, WalletKey wallet) {
        Credentials.Password login = (Credentials.Password) node.credentials();
        return new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withImagePullPolicy(_ -> false)
                .withNetwork(network)
                .withExposedPorts(STRATUM_PORT, HTTP_PORT)
                .withEnv("SHIELDED_PUBKEY", wallet.ownerKey())
                .withEnv("VANTA_NETWORK", node.chain())
                .withEnv("VANTA_L1_URL", node.urlWithin().toString())
                .withEnv("VANTA_L1_USER", login.user())
                .withEnv("VANTA_L1_PASSWORD", login.password())
                .withTmpFs(Map.of("/tmp", "rw"))
                .withCreateContainerCmdModifier(command -> {
                    HostConfig host = Objects.requireNonNull(command.getHostConfig());
                    host.withReadonlyRootfs(true).withCapDrop(Capability.ALL);
                })
                .waitingFor(Wait.forHttp("/health/ready").forPort(HTTP_PORT));
    }
}
