package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

class PoolSeedTest {
    private static final OwnerKey OWNER = OwnerKey.parse("11".repeat(32));
    private static final String HEX = "2a".repeat(32);

    @TempDir
    Path directory;

    @Test
    void changesItsRandomnessWithEveryInput() {
        PoolSeed seed = PoolSeed.ofBytes(Hex.decode(HEX));
        Hash256 other = Hash256.fromHex("01".repeat(32));
        Set<Hash256> seen = new HashSet<>(List.of(
                seed.randomness("regtest", 1, Hash256.ZERO, 5, OWNER, 7),
                seed.randomness("mainnet", 1, Hash256.ZERO, 5, OWNER, 7),
                seed.randomness("regtest", 2, Hash256.ZERO, 5, OWNER, 7),
                seed.randomness("regtest", 1, other, 5, OWNER, 7),
                seed.randomness("regtest", 1, Hash256.ZERO, 6, OWNER, 7),
                seed.randomness("regtest", 1, Hash256.ZERO, 5, OwnerKey.parse("33".repeat(32)), 7),
                seed.randomness("regtest", 1, Hash256.ZERO, 5, OWNER, 8),
                PoolSeed.ofBytes(new byte[32]).randomness("regtest", 1, Hash256.ZERO, 5, OWNER, 7)));
        assertThat(seen).hasSize(8);
    }

    @Test
    void givesTheSameNoteAgainFromManyThreads() throws Exception {
        PoolSeed seed = PoolSeed.ofBytes(Hex.decode(HEX));
        Note expected = seed.miningNote("regtest", 1, Hash256.ZERO, 5, OWNER, 7);
        Callable<Set<Note>> many = () -> {
            Set<Note> notes = new HashSet<>();
            for (int i = 0; i < 2_000; i++) {
                notes.add(seed.miningNote("regtest", 1, Hash256.ZERO, 5, OWNER, 7));
            }
            return notes;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Set<Note>> notes : threads.invokeAll(Collections.nCopies(4, many))) {
                assertThat(notes.get()).containsExactly(expected);
            }
        }
    }

    @Test
    void makesItsFileOnceAndReadsItAfterwards() throws IOException {
        Path file = directory.resolve("pool.seed");
        Note first = PoolSeed.loadOrCreate(file).miningNote("regtest", 1, Hash256.ZERO, 5, OWNER, 7);
        assertThat(PoolSeed.loadOrCreate(file).miningNote("regtest", 1, Hash256.ZERO, 5, OWNER, 7))
                .isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isOneSeedForAllWhoStartAtOnce() throws Exception {
        Path file = directory.resolve("pool.seed");
        Callable<Hash256> start =
                () -> PoolSeed.loadOrCreate(file).randomness("regtest", 1, Hash256.ZERO, 5, OWNER, 7);
        Set<Hash256> seen = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Hash256> one : threads.invokeAll(Collections.nCopies(8, start))) {
                seen.add(one.get());
            }
        }
        assertThat(seen).hasSize(1);
    }

    @Test
    void leavesAFileItCannotReadAsItIs() throws IOException {
        Path file = Files.writeString(directory.resolve("pool.seed"), "half a se");
        assertThatThrownBy(() -> PoolSeed.loadOrCreate(file))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("pool.seed")
                .hasMessageContaining("64 hex digits");
        assertThat(file).hasContent("half a se");
    }

    @Test
    void isNeverPrinted() {
        assertThat(PoolSeed.ofBytes(Hex.decode(HEX)).toString()).doesNotContain("2a2a");
    }

    @Test
    void refusesSeedsOfAnotherLength() {
        assertThatThrownBy(() -> PoolSeed.ofBytes(new byte[33]))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("33");
    }
}
