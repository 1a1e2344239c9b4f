package org.vanta.appliance.smt;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.vanta.appliance.bytes.Hash256;

/** The tree with a million keys that arrive in blocks of a thousand, and its proofs. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class SparseMerkleTreeBenchmark {
    private static final int KEYS = 1_000_000;
    private static final int BLOCK = 1_000;

    private final List<List<Hash256>> blocks = new ArrayList<>();
    private final SparseMerkleTree filled = new SparseMerkleTree();
    private Hash256 root = Hash256.ZERO;
    private int next;

    @Setup(Level.Trial)
    public void fill() {
        SplittableRandom random = new SplittableRandom(7);
        for (int block = 0; block < KEYS / BLOCK; block++) {
            List<Hash256> keys = new ArrayList<>(BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                byte[] key = new byte[Hash256.BYTES];
                random.nextBytes(key);
                keys.add(Hash256.of(key));
            }
            blocks.add(keys);
            filled.insertAll(keys);
        }
        root = filled.root();
    }

    /** Time per key, from the empty tree to a million, each block's root computed. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @OperationsPerInvocation(KEYS)
    public SparseMerkleTree insertAMillionKeys() {
        SparseMerkleTree tree = new SparseMerkleTree();
        blocks.forEach(tree::insertAll);
        return tree;
    }

    /** A reorganisation at full size: one block of a thousand keys taken out and put back. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @OperationsPerInvocation(2 * BLOCK)
    public int undoAndRedoABlock() {
        List<Hash256> block = blocks.get(next++ % blocks.size());
        return filled.removeAll(block).size() + filled.insertAll(block).size();
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public boolean proveAndVerify() {
        int at = next++ % KEYS;
        return filled.prove(blocks.get(at % blocks.size()).get(at / blocks.size()))
                .verify(root);
    }
}
