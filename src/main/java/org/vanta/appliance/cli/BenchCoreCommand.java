package org.vanta.appliance.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.smt.SparseMerkleTree;
import org.vanta.verifier.Sp1;
import org.vanta.verifier.VerificationStatus;
import org.vanta.verifier.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "core",
        description = "How fast one core hashes, checks shares, fills the tree and checks proofs.",
        mixinStandardHelpOptions = true)
final class BenchCoreCommand implements Callable<Integer> {
    private static final int HASHED_BYTES = 4096;
    private static final int BLOCK = 1_000;
    private static final int BLOCKS = 100;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    @Spec
    CommandSpec spec;

    @Option(names = "--seconds", defaultValue = "3", description = "time for each measure: ${DEFAULT-VALUE}")
    int seconds;

    @Override
    public Integer call() {
        if (seconds < 1) {
            throw new CannotException("--seconds: expected 1 or more, got " + seconds);
        }
        byte[] data = new byte[HASHED_BYTES];
        line("SHA-256 of 4 kB", "MB/s", perSecond(() -> sha256(data)) / BYTES_PER_MEGABYTE);
        line("share checks, 12 merkle branches", "per second", perSecond(new SampleShares()::check));
        List<List<Hash256>> blocks = randomBlocks();
        line("tree inserts, blocks of 1,000, to 100,000", "per second", perSecond(() -> fill(blocks)));
        Sp1 sp1 = Verifier.link().sp1();
        line("SP1 v5 Groth16 checks", "per second", perSecond(() -> checkProof(sp1)));
        return ExitCode.DONE;
    }

    /** The best of as many rounds as fit into the time, after as long a time to warm up. */
    private double perSecond(LongSupplier round) {
        double unused = best(round);
        return best(round);
    }

    private double best(LongSupplier round) {
        double best = 0;
        long end = System.nanoTime() + (long) (seconds * NANOS_PER_SECOND);
        for (long start = System.nanoTime(); start < end; ) {
            long done = round.getAsLong();
            long stop = System.nanoTime();
            best = Math.max(best, done * NANOS_PER_SECOND / (stop - start));
            start = stop;
        }
        return best;
    }

    private void line(String what, String unit, double value) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%-42s %,14.0f %s", what, value, unit));
        out.flush();
    }

    private static long sha256(byte[] data) {
        for (int i = 0; i < BLOCK; i++) {
            Hash256 hash = Sha256.hash(data);
            hash.copyTo(data, 0);
        }
        return (long) BLOCK * data.length;
    }

    private static long fill(List<List<Hash256>> blocks) {
        SparseMerkleTree tree = new SparseMerkleTree();
        blocks.forEach(tree::insertAll);
        return tree.size();
    }

    private static List<List<Hash256>> randomBlocks() {
        SplittableRandom random = new SplittableRandom(7);
        List<List<Hash256>> blocks = new ArrayList<>(BLOCKS);
        for (int block = 0; block < BLOCKS; block++) {
            List<Hash256> keys = new ArrayList<>(BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                byte[] key = new byte[Hash256.BYTES];
                random.nextBytes(key);
                keys.add(Hash256.of(key));
            }
            blocks.add(keys);
        }
        return blocks;
    }

    private static long checkProof(Sp1 sp1) {
        VerificationStatus status = sp1.verify(SampleProof.WELL_FORMED);
        if (status != VerificationStatus.PAIRING_MISMATCH) {
            throw new IllegalStateException("the sample proof is " + status);
        }
        return 1;
    }
}
