package org.vanta.appliance.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/**
 * What the state costs at a size: blocks of 4,000 commitments applied, forced to disk and visible; bytes written and kept per commitment; start.
 * Arguments: how many commitments, and a folder on the disk to measure.
 */
public final class StateMeasures {
    private static final int BLOCK = 4_000;
    private static final int MEASURED = 40;

    private StateMeasures() {}

    public static void main(String[] arguments) throws IOException {
        int commitments = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory(Path.of(arguments[1]), "state");
        SplittableRandom random = new SplittableRandom(7);
        GeneratedChain chain = new GeneratedChain();
        long before = written();
        try (Followed followed = new Followed(folder, chain).follow()) {
            for (int have = 0; have < commitments; have += BLOCK) {
                apply(followed, chain, random);
            }
            long perCommitment = (written() - before) / commitments;
            System.out.printf(
                    "%d commitments: %d bytes written per commitment, %.1f MB kept%n",
                    followed.index.state().commitmentCount(), perCommitment, size(folder) / 1e6);
            double[] millis = new double[MEASURED];
            for (int i = 0; i < MEASURED; i++) {
                millis[i] = apply(followed, chain, random) / 1e6;
            }
            Arrays.sort(millis);
            System.out.printf(
                    "block of %d at %d: median %.1f ms, p90 %.1f ms, worst of %d %.1f ms%n",
                    BLOCK,
                    commitments,
                    millis[MEASURED / 2],
                    millis[MEASURED * 9 / 10],
                    MEASURED,
                    millis[MEASURED - 1]);
        }
        System.out.printf("closed: %.1f MB%n", size(folder) / 1e6);
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            try (Followed followed = new Followed(folder, chain)) {
                System.out.printf(
                        "start: %.2f s with the engine's own start, height %d, root %s%n",
                        (System.nanoTime() - began) / 1e9,
                        followed.index.state().height(),
                        followed.index.state().root());
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static long apply(Followed followed, GeneratedChain chain, SplittableRandom random) {
        List<Hash256> keys = new ArrayList<>(BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            byte[] key = new byte[Hash256.BYTES];
            random.nextBytes(key);
            keys.add(Hash256.of(key));
        }
        Block block = chain.mineOnce(keys);
        long began = System.nanoTime();
        followed.index.apply(List.of(block));
        return System.nanoTime() - began;
    }

    /** Bytes this process has handed to the file system. */
    private static long written() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("wchar:"))
                .mapToLong(line -> Long.parseLong(line.substring(7).strip()))
                .sum();
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
