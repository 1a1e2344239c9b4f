package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/** Goal: who was known before a restart is known after it, within bounds, and a damaged file is named. */
class PeersFileTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private static PeerId peer(int number) {
        return new PeerId(Sha256.hash(new byte[] {(byte) (number >> 8), (byte) number}));
    }

    private static PeerAddress at(String... addresses) {
        return new PeerAddress(
                Optional.empty(),
                List.of(addresses).stream()
                        .map(ip -> new InetSocketAddress(ip, 11204))
                        .toList());
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        PeersFile file = new PeersFile(directory.resolve("peers.json"));
        assertThat(file.read()).isEqualTo(PeersFile.Content.EMPTY);
        KnownPeer both = new KnownPeer(
                peer(1),
                new PeerAddress(
                        Optional.of("https://relay.example/"),
                        at("192.0.2.1", "2001:db8::1").direct()),
                NOW,
                2);
        PeersFile.Content content = new PeersFile.Content(
                List.of(both),
                List.of(new Ban(peer(2).hex(), "flood", NOW, 3), new Ban("203.0.113.0/24", "malformed_frame", NOW, 1)));
        file.write(content);
        file.write(content);
        assertThat(file.read()).isEqualTo(content);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("peers.json"));
        }
    }

    @Test
    void namesADamagedFile() throws IOException {
        Path path = directory.resolve("peers.json");
        for (String text : List.of(
                "{",
                "{\"peers\":[{\"id\":\"zz\"}]}",
                "{\"bans\":[{\"subject\":\"x\",\"until\":\"2026-01-01T00:00:00Z\"}]}")) {
            Files.writeString(path, text);
            assertThatThrownBy(() -> new PeersFile(path).read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("peers.json");
        }
        Files.write(path, new byte[PeersFile.BYTES_MAX + 1]);
        assertThatThrownBy(() -> new PeersFile(path).read()).hasMessageContaining("more than");
    }

    @Test
    void theCacheKeepsTheBestAndCallsOneOfEachPlaceFirst() {
        PeerCache cache = new PeerCache();
        IntStream.range(0, PeerCache.PEERS_MAX + 50)
                .forEach(i -> cache.seen(peer(i), at("198.51.100." + i % 250), NOW.plusSeconds(i)));
        assertThat(cache.all()).hasSize(PeerCache.PEERS_MAX);
        cache.seen(peer(1_000), at("203.0.113.1"), NOW.minusSeconds(1));
        List<KnownPeer> best = cache.best(2);
        assertThat(best).extracting(KnownPeer::id).containsExactly(peer(PeerCache.PEERS_MAX + 49), peer(1_000));
        for (int i = 0; i < PeerCache.FAILURES_MAX; i++) {
            cache.failed(peer(1_000));
        }
        assertThat(cache.all()).extracting(KnownPeer::id).doesNotContain(peer(1_000));
        cache.seen(peer(2_000), PeerAddress.UNKNOWN, NOW);
        assertThat(cache.all()).extracting(KnownPeer::id).doesNotContain(peer(2_000));
    }
}
