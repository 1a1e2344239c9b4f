package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The fuzzer's target over its seeds, whole and mutated, so that each build looks a little where the long runs looked. */
class ProtocolFuzzTest {
    private static final String USER = "ab".repeat(31) + "04.rig";
    private static final String SUBMIT =
            "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"" + USER + "\",\"400000\",\"000000000000000";

    /** Sessions of the families of firmware-notes/, with the server's events between. */
    private static final List<byte[]> SEEDS = List.of(
            bytes(
                    "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{\"version-rolling.mask\":\"ffffffff\"}]}\n",
                    "{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"bitaxe/BM1370/v2.9.0\"]}\n",
                    "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"x\"]}\n",
                    "{\"id\":4,\"method\":\"mining.suggest_difficulty\",\"params\":[1000]}\n",
                    "{\"id\":5,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}\n",
                    SUBMIT + "1\",\"6ab13b80\",\"00000001\",\"00002000\"]}\n",
                    SUBMIT + "2\",\"6ab13b80\",\"00000002\",\"00004000\"]}\n",
                    SUBMIT + "3\",\"6ab13b80\",\"00000003\",\"00006000\"]}\n",
                    ProtocolFuzz.HARD_BLOCK,
                    ProtocolFuzz.SECONDS_PASS,
                    "{\"id\":6,\"method\":\"mining.suggest_difficulty\",\"params\":[2000]}\n",
                    ProtocolFuzz.REFRESH),
            bytes(
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"NerdMinerV2\"]}\n",
                    ProtocolFuzz.CUT,
                    "{\"params\":[\"" + USER
                            + "\",\"x,d=0.001;md=1 fd=2\"],\"id\":2,\"method\":\"mining.authorize\"}\r\n",
                    ProtocolFuzz.HARD_BLOCK,
                    "{\"id\":3,\"method\":\"mining.suggest_difficulty\",\"params\":[0.00015]}\n",
                    ProtocolFuzz.SECONDS_PASS,
                    "{\"id\":3,\"method\":\"mining.suggest_difficulty(0.5)\"}\n",
                    ProtocolFuzz.SECONDS_PASS,
                    ProtocolFuzz.SECONDS_PASS,
                    "{\"id\":null,\"method\":\"mining.suggest_target\",\"params\":[\"00ffff\"]}\n",
                    ProtocolFuzz.EASY_BLOCK),
            bytes(
                    "{\"id\":0,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\",\"minimum-difficulty\",\"subscribe-extranonce\",\"info\",\"sp-telemetry\"],{\"minimum-difficulty.value\":4096,\"version-rolling.min-bit-count\":2}]}\n",
                    "{\"id\":\"s\",\"method\":\"mining.subscribe\",\"params\":[]}\n",
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"foreign.name\",\"x\"]}\n",
                    "{\"id\":1000001,\"result\":\"cgminer/4.11\",\"error\":null}\n",
                    "{\"id\":7,\"method\":\"mining.get_transactions\",\"params\":[\"400000\"]}\n",
                    "{\"id\":8,\"method\":\"ping\"}\n{\"id\":8,\"method\":\"pong\"}\n{\"id\":9,\"method\":\"mining.multi_version\"}\n",
                    ProtocolFuzz.NO_WORK));

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof String text) {
                out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            } else {
                out.write((Integer) part);
            }
        }
        return out.toByteArray();
    }

    @Test
    void reachesSharesAndBlocksWithItsSeeds() {
        ProtocolFuzz.Outcome bitaxe = ProtocolFuzz.outcome(SEEDS.getFirst());
        assertThat(bitaxe.jobs()).isGreaterThanOrEqualTo(4);
        assertThat(bitaxe.winning()).isPositive();
        assertThat(bitaxe.closed()).isFalse();
        assertThat(ProtocolFuzz.outcome(SEEDS.get(1)).jobs()).isGreaterThanOrEqualTo(3);
        assertThat(ProtocolFuzz.outcome(SEEDS.get(2)).closed()).isTrue();
    }

    @Property(tries = 1000)
    void holdsForMutatedSessions(
            @ForAll @IntRange(max = 2) int seed, @ForAll @IntRange(max = 12) int mutations, @ForAll long random) {
        ProtocolFuzz.fuzzerTestOneInput(mutated(SEEDS.get(seed), mutations, new SplittableRandom(random)));
    }

    /** Bytes changed, doubled or cut out, at places drawn. */
    private static byte[] mutated(byte[] session, int mutations, SplittableRandom random) {
        byte[] bytes = session.clone();
        for (int i = 0; i < mutations && bytes.length > 8; i++) {
            int at = random.nextInt(bytes.length - 1);
            int length = 1 + random.nextInt(Math.min(64, bytes.length - at - 1) + 1);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + length), at);
                default -> bytes = spliced(bytes, at, at, Math.min(bytes.length, at + length));
            }
        }
        return bytes;
    }

    /** {@code [0, from)}, then {@code [from, again)} once more if it is longer, then what follows {@code to}. */
    private static byte[] spliced(byte[] bytes, int from, int to, int again) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, Math.max(from, again));
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /** Writes the seeds to a folder, for a fuzzer to begin with. */
    public static void main(String[] folder) throws IOException {
        for (int i = 0; i < SEEDS.size(); i++) {
            Files.write(Path.of(folder[0]).resolve("seed-" + i), SEEDS.get(i));
        }
    }
}
