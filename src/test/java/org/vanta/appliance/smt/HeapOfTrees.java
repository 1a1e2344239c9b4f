package org.vanta.appliance.smt;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.vanta.appliance.bytes.Hash256;

/** Prints what the tree and the set take of the heap, measured as used memory after collections; run it with a fixed heap and the serial collector. */
public final class HeapOfTrees {
    private static final int BLOCK = 1_000;

    private HeapOfTrees() {}

    public static void main(String[] arguments) {
        for (int keys : List.of(1_000_000, 10_000_000)) {
            SparseMerkleTree tree = new SparseMerkleTree();
            try {
                report("tree", keys, tree::insertAll);
            } finally {
                Reference.reachabilityFence(tree);
            }
        }
        for (int values : List.of(1_000_000, 10_000_000)) {
            Hash256Set set = new Hash256Set();
            try {
                report("set", values, block -> block.forEach(set::add));
            } finally {
                Reference.reachabilityFence(set);
            }
        }
    }

    private static void report(String name, int keys, Consumer<List<Hash256>> take) {
        long before = used();
        long start = System.nanoTime();
        SplittableRandom random = new SplittableRandom(keys);
        for (int done = 0; done < keys; done += BLOCK) {
            List<Hash256> block = new ArrayList<>(BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                byte[] key = new byte[Hash256.BYTES];
                random.nextBytes(key);
                block.add(Hash256.of(key));
            }
            take.accept(block);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s of %,d: %.1f bytes each; filled in %.1f s, keys drawn included%n",
                name, keys, (double) (used() - before) / keys, seconds);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
