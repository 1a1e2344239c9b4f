package org.vanta.appliance.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/**
 * What the state costs at a size. {@code fill FOLDER COMMITMENTS PER_BLOCK [NULLIFIERS]} makes a data directory (nullifiers are spread over the
 * blocks), {@code start FOLDER} reads and checks it in this process alone, {@code blocks FOLDER} applies blocks of 4,000 commitments, each forced
 * to disk and visible when its time ends, and undoes them, so that the folder can serve again.
 */
public final class StateMeasures {
    private static final int BLOCK = 4_000;
    private static final int WARM_UP = 20;
    private static final int MEASURED = 40;
    private static final int BATCH_COMMITMENTS = 100_000;

    private final Path folder;
    private final SplittableRandom random = new SplittableRandom(System.nanoTime());

    private StateMeasures(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        StateMeasures measures = new StateMeasures(Files.createDirectories(Path.of(arguments[1])));
        switch (arguments[0]) {
            case "fill" ->
                measures.fill(
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        arguments.length > 4 ? Integer.parseInt(arguments[4]) : 0);
            case "start" -> measures.start();
            case "blocks" -> measures.blocks();
            default -> throw new IllegalArgumentException("fill, start or blocks, not " + arguments[0]);
        }
    }

    private void fill(int commitments, int perBlock, int nullifiers) throws IOException {
        int count = (commitments + perBlock - 1) / perBlock;
        int batch = Math.max(1, Math.min(ChainFollower.BATCH_BLOCKS, BATCH_COMMITMENTS / perBlock));
        long before = written();
        long began = System.nanoTime();
        try (Followed followed = new Followed(folder, new GeneratedChain())) {
            Hash256 previous = Hash256.ZERO;
            for (int done = 0; done < count; ) {
                List<Block> blocks = new ArrayList<>();
                for (; blocks.size() < batch && done < count; done++) {
                    List<Hash256> spent =
                            values((int) ((done + 1L) * nullifiers / count - (long) done * nullifiers / count));
                    Block block = GeneratedChain.block(previous, values(perBlock), spent, 0, List.of(), done);
                    previous = block.hash();
                    blocks.add(block);
                }
                followed.index.apply(blocks);
            }
            tell(followed, "filled", began);
        }
        System.out.printf(
                Locale.ROOT,
                "%.1f bytes written per commitment in units of %d blocks, database closed: %.1f MB%n",
                (double) (written() - before) / commitments,
                batch,
                Files.size(folder.resolve("vanta.mv.db")) / 1e6);
    }

    private void start() throws IOException {
        long began = System.nanoTime();
        try (Followed followed = new Followed(folder, new GeneratedChain())) {
            tell(followed, "start, with the engine's own", began);
            if (!followed.bad.isEmpty()) {
                throw new IllegalStateException("the folder has bad records: " + followed.bad);
            }
            Hash256 known = followed.index
                    .blockAt(followed.index.state().height())
                    .orElseThrow()
                    .commitments()
                    .getFirst();
            HeightProof proof = followed.index.prove(known).orElseThrow();
            if (!proof.proof().present() || !proof.proof().verify(proof.root())) {
                throw new IllegalStateException("a proof that does not hold");
            }
        }
    }

    private void blocks() throws IOException {
        long began = System.nanoTime();
        try (Followed followed = new Followed(folder, new GeneratedChain())) {
            IndexState before = followed.index.state();
            tell(followed, "start", began);
            double[] millis = new double[MEASURED];
            long written = 0;
            for (int i = -WARM_UP; i < MEASURED; i++) {
                if (i == 0) {
                    written = written();
                }
                Block block =
                        GeneratedChain.block(followed.index.state().hash(), values(BLOCK), List.of(), 0, List.of(), i);
                long blockBegan = System.nanoTime();
                followed.index.apply(List.of(block));
                millis[Math.max(i, 0)] = (System.nanoTime() - blockBegan) / 1e6;
            }
            double perCommitment = (double) (written() - written) / (MEASURED * BLOCK);
            Arrays.sort(millis);
            System.out.printf(
                    Locale.ROOT,
                    "block of %d at %d: median %.1f ms, p90 %.1f ms, worst of %d %.1f ms; %.1f bytes written per commitment%n",
                    BLOCK,
                    before.commitmentCount(),
                    millis[MEASURED / 2],
                    millis[MEASURED * 9 / 10],
                    MEASURED,
                    millis[MEASURED - 1],
                    perCommitment);
            long undoBegan = System.nanoTime();
            followed.index.undoAbove(before.height());
            System.out.printf(
                    Locale.ROOT,
                    "%d blocks undone: %.1f ms each%n",
                    WARM_UP + MEASURED,
                    (System.nanoTime() - undoBegan) / 1e6 / (WARM_UP + MEASURED));
            if (!followed.index.state().root().equals(before.root())) {
                throw new IllegalStateException("the root is another one");
            }
        }
    }

    private void tell(Followed followed, String what, long began) throws IOException {
        double seconds = (System.nanoTime() - began) / 1e9;
        IndexState state = followed.index.state();
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f s; height %d, %d commitments, %d nullifiers; heap in use %.0f MB of %.0f, most resident so far %s%n",
                what,
                seconds,
                state.height(),
                state.commitmentCount(),
                state.nullifierCount(),
                (runtime.totalMemory() - runtime.freeMemory()) / 1e6,
                runtime.maxMemory() / 1e6,
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .map(line -> line.substring(6).strip())
                        .findFirst()
                        .orElse("unknown"));
    }

    private List<Hash256> values(int count) {
        return values(random, count);
    }

    static List<Hash256> values(SplittableRandom random, int count) {
        List<Hash256> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[Hash256.BYTES];
            random.nextBytes(value);
            values.add(Hash256.of(value));
        }
        return values;
    }

    /** Bytes this process has handed to the file system. */
    static long written() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith("wchar:"))
                    .mapToLong(line -> Long.parseLong(line.substring(6).strip()))
                    .sum();
        }
    }
}
