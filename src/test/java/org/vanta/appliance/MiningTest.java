package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.node.Nodes;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareOutcome;
import org.vanta.appliance.share.SharesFile;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.store.StartRefusal;
import org.vanta.appliance.stratum.StratumConfig;

/** Goal: the start and the stop lose nothing that is known of miners. Method: the real parts, a real file, a port that is taken. */
class MiningTest {
    private static final WorkerName RIG = new WorkerName(new OwnerKey(Sha256.hash(new byte[] {4})), "rig");
    private static final long NOW = 1_700_000_000_000L;

    @TempDir
    Path dir;

    private Mining mining(int port, Vertx vertx, ShareAccounting shares) {
        TestSettings given = TestSettings.with(Map.of(
                "vanta.data-dir", dir.toString(),
                "vanta.stratum.host", "127.0.0.1",
                "vanta.stratum.port", Integer.toString(port)));
        Settings settings = given.settings();
        return new Mining(
                given.of(ApplianceConfig.class),
                settings,
                given.of(StratumConfig.class),
                vertx,
                new SimpleMeterRegistry(),
                shares,
                _ -> true,
                new Nodes(settings.nodes()),
                PoolSeed.ofBytes(new byte[32]));
    }

    @Test
    void knowsTheFiguresOfBeforeWhenAPortOpensAndKeepsThemWhenNoneDoes() throws Exception {
        ShareAccounting before = new ShareAccounting();
        before.count(before.connected(RIG, "bitaxe", NOW), new ShareOutcome.Accepted(7, 70), NOW);
        new SharesFile(dir).save(before, NOW);
        Vertx vertx = Vertx.vertx();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ShareAccounting shares = new ShareAccounting();
            try (Mining mining = mining(other.getLocalPort(), vertx, shares)) {
                assertThatThrownBy(mining::start)
                        .isInstanceOf(StartRefusal.class)
                        .hasMessageContaining(Integer.toString(other.getLocalPort()));
                assertThat(shares.snapshot(NOW))
                        .as("read before the port is asked for")
                        .containsKey(RIG);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        ShareAccounting after = new ShareAccounting();
        new SharesFile(dir).load(after);
        assertThat(after.snapshot(NOW)).containsKey(RIG);
    }
}
