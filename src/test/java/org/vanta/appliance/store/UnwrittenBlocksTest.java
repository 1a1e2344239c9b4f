package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what was kept outlives the process, and damage costs what it hits. Method: real files, left as by a kill, cut and flipped. */
class UnwrittenBlocksTest {
    private static final String NETWORK = "regtest";

    @TempDir
    Path folder;

    private UnwrittenBlocks open() {
        return new UnwrittenBlocks(folder, NETWORK);
    }

    private Path file() {
        return folder.resolve(UnwrittenBlocks.FILE);
    }

    /** Without an end in order, as after a kill. */
    private byte[] left(int... seeds) throws IOException {
        UnwrittenBlocks blocks = open();
        for (int seed : seeds) {
            blocks.add(candidate(seed));
        }
        return Files.readAllBytes(file());
    }

    private static Candidate candidate(int seed) {
        return CandidateStoreTest.candidate(seed);
    }

    @Test
    void givesBackWhatWasKeptWhenTheProcessWasKilled() throws IOException {
        left(1, 2, 2);
        UnwrittenBlocks second = open();
        assertThat(second.read()).containsExactly(candidate(1), candidate(2));
        second.add(candidate(3));
        second.add(candidate(1));
        assertThat(open().read()).containsExactly(candidate(1), candidate(2), candidate(3));
    }

    @Test
    void leavesNoFileOnceTheDatabaseHasAll() throws IOException {
        left(1, 2);
        try (UnwrittenBlocks blocks = open()) {
            blocks.read();
            blocks.remove(candidate(1).blockHash());
            blocks.remove(candidate(3).blockHash());
            assertThat(file()).exists();
            blocks.remove(candidate(2).blockHash());
            assertThat(folder).isEmptyDirectory();
            blocks.add(candidate(4));
        }
        try (UnwrittenBlocks blocks = open()) {
            assertThat(blocks.read()).containsExactly(candidate(4));
        }
    }

    @Test
    void anEntryThatWasCutAnywhereCostsItselfAloneAndIsWrittenOver() throws IOException {
        byte[] one = left(1);
        Files.delete(file());
        byte[] two = left(1, 2);
        for (int length : new int[] {one.length + 1, one.length + 15, one.length + 5_000, two.length - 1}) {
            Files.write(file(), Arrays.copyOf(two, length));
            try (UnwrittenBlocks blocks = open()) {
                assertThat(blocks.read()).as("cut to %d", length).containsExactly(candidate(1));
                blocks.add(candidate(3));
            }
            try (UnwrittenBlocks blocks = open()) {
                assertThat(blocks.read()).as("cut to %d", length).containsExactly(candidate(1), candidate(3));
            }
            assertThat(folder.resolve(UnwrittenBlocks.FILE + ".bad")).hasSize(length);
        }
    }

    @Test
    void aFlippedBitCostsItsOwnEntryAlone() throws IOException {
        byte[] one = left(1);
        Files.delete(file());
        byte[] whole = left(1, 2, 3);
        for (int at : new int[] {one.length + 3, one.length + 9, one.length + 40, one.length + 1_000_000}) {
            byte[] rotten = whole.clone();
            rotten[at] ^= 4;
            Files.write(file(), rotten);
            try (UnwrittenBlocks blocks = open()) {
                assertThat(blocks.read()).as("byte %d", at).containsExactly(candidate(1), candidate(3));
            }
            assertThat(folder.resolve(UnwrittenBlocks.FILE + ".bad")).hasBinaryContent(rotten);
            try (UnwrittenBlocks blocks = open()) {
                assertThat(blocks.read()).as("mended").containsExactly(candidate(1), candidate(3));
            }
        }
    }

    @Test
    void startsAnewOverWhatIsNoSuchFile() throws IOException {
        for (String content : List.of("", "not of ours")) {
            Files.writeString(file(), content);
            try (UnwrittenBlocks blocks = open()) {
                assertThat(blocks.read()).isEmpty();
                blocks.add(candidate(1));
            }
            try (UnwrittenBlocks blocks = open()) {
                assertThat(blocks.read()).containsExactly(candidate(1));
            }
        }
    }

    @Test
    void isNeverLargerThanAStartIsReadyToReadAndUsesItsRoomAgain() throws IOException {
        int max = (int) (UnwrittenBlocks.BYTES_MAX / candidate(0).block().length);
        try (UnwrittenBlocks blocks = open()) {
            for (int seed = 0; seed < max; seed++) {
                blocks.add(candidate(seed));
            }
            Candidate tooMany = candidate(max + 1);
            assertThatThrownBy(() -> blocks.add(tooMany)).isInstanceOf(IOException.class);
            for (int seed = 1; seed < max; seed++) {
                blocks.remove(candidate(seed).blockHash());
            }
            blocks.add(tooMany);
            blocks.add(candidate(max + 2));
            assertThat(Files.size(file())).isLessThan(UnwrittenBlocks.BYTES_MAX / 2);
        }
        try (UnwrittenBlocks blocks = open()) {
            assertThat(blocks.read()).containsExactly(candidate(0), candidate(max + 1), candidate(max + 2));
        }
    }

    @Test
    void keepsBlocksAgainWhenTheDiskTakesThemAgain() throws IOException, InterruptedException {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8);
                UnwrittenBlocks blocks = new UnwrittenBlocks(disk.root(), NETWORK)) {
            disk.fill();
            assertThatThrownBy(() -> blocks.add(candidate(1))).isInstanceOf(IOException.class);
            disk.empty();
            blocks.add(candidate(2));
            disk.fill();
            assertThatThrownBy(() -> blocks.add(candidate(3))).isInstanceOf(IOException.class);
            disk.empty();
            blocks.add(candidate(4));
            try (UnwrittenBlocks again = new UnwrittenBlocks(disk.root(), NETWORK)) {
                assertThat(again.read()).containsExactly(candidate(2), candidate(4));
            }
        }
    }
}
