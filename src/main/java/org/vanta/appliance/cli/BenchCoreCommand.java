package org.vanta.appliance.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
        line("SHA-256 of 4 kB", "MB per second of a core", perSecond(() -> sha256(data)) / BYTES_PER_MEGABYTE);
        line("share checks, 12 merkle branches", "per second of a core", perSecond(new SampleShares()::check));
        List<List<Hash256>> blocks = randomBlocks();
        line("tree inserts, blocks of 1,000, to 100,000", "per second of a core", perSecond(() -> fill(blocks)));
        Sp1 sp1 = LinkedVerifier.get().sp1();
        line("SP1 v5 Groth16 checks", "per second of a core", perSecond(() -> checkProof(sp1)));
        return ExitCode.DONE;
    }

    /** By this thread's processor time, so that what else runs here counts little; after as long a time to warm up. */
    private double perSecond(LongSupplier round) {
        double unused = measure(round);
        return measure(round);
    }

    private double measure(LongSupplier round) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long done = 0;
        long start = threads.getCurrentThreadCpuTime();
        long spent = 0;
        while (spent < seconds * NANOS_PER_SECOND) {
            done += round.getAsLong();
            spent = threads.getCurrentThreadCpuTime() - start;
        }
        return done * NANOS_PER_SECOND / spent;
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
