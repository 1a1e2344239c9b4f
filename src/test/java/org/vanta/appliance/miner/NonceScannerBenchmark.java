package org.vanta.appliance.miner;

import java.security.DigestException;
import java.security.MessageDigest;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.measure.CpuClock;

/** Header hashes per microsecond (MH/s) of one thread: the miner's way, the JDK without midstate, plain Java with midstate. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NonceScannerBenchmark {
    private static final int NONCES = 4096;
    private static final BlockHeader HEADER = new BlockHeader(1, Hash256.ZERO, Hash256.ZERO, 5, 0x1d00ffff, 0);
    private static final Target OUT_OF_REACH = Target.fromDifficulty(1e15);

    private final CpuClock cpu = new CpuClock();
    private final NonceScanner scanner = new NonceScanner(HEADER);
    private final byte[] header = HEADER.toBytes();
    private final byte[] hash = new byte[Hash256.BYTES];
    private final MessageDigest digest = Sha256.newDigest();
    private final PlainSha256 plain = new PlainSha256();
    private final int[] midstate = new int[8];
    private final int[] state = new int[8];
    private final int[] first = new int[16];
    private final int[] second = new int[16];

    @Setup
    public void compressMidstate() {
        int[] block = new int[16];
        for (int i = 0; i < block.length; i++) {
            block[i] = word(4 * i);
        }
        plain.compress(PlainSha256.INITIAL, block, midstate);
        for (int i = 0; i < 3; i++) {
            first[i] = word(64 + 4 * i);
        }
        first[4] = 0x80000000;
        first[15] = 8 * BlockHeader.BYTES;
        second[8] = 0x80000000;
        second[15] = 8 * Hash256.BYTES;
        byte[] expected = HEADER.hash().toBytes();
        if (lastWord(0)
                != (expected[28] << 24
                        | (expected[29] & 0xff) << 16
                        | (expected[30] & 0xff) << 8
                        | (expected[31] & 0xff))) {
            throw new IllegalStateException("the plain compression is wrong");
        }
    }

    private int word(int at) {
        return header[at] << 24
                | (header[at + 1] & 0xff) << 16
                | (header[at + 2] & 0xff) << 8
                | (header[at + 3] & 0xff);
    }

    private int lastWord(int nonce) {
        first[3] = Integer.reverseBytes(nonce);
        plain.compress(midstate, first, state);
        System.arraycopy(state, 0, second, 0, 8);
        plain.compress(PlainSha256.INITIAL, second, state);
        return state[7];
    }

    @Setup(Level.Iteration)
    public void startClock() {
        cpu.start();
    }

    @TearDown(Level.Iteration)
    public void printClock() {
        cpu.print("headers hashed");
    }

    @Benchmark
    @OperationsPerInvocation(NONCES)
    public long jdkDigestWithMidstate() {
        cpu.count(NONCES);
        return scanner.scan(0, NONCES, OUT_OF_REACH);
    }

    @Benchmark
    @OperationsPerInvocation(NONCES)
    public int jdkDigestOfWholeHeader() throws DigestException {
        cpu.count(NONCES);
        int met = 0;
        for (int nonce = 0; nonce < NONCES; nonce++) {
            header[76] = (byte) nonce;
            header[77] = (byte) (nonce >>> 8);
            digest.update(header);
            digest.digest(hash, 0, Hash256.BYTES);
            digest.update(hash);
            digest.digest(hash, 0, Hash256.BYTES);
            met += OUT_OF_REACH.isMetBy(hash, 0) ? 1 : 0;
        }
        return met;
    }

    @Benchmark
    @OperationsPerInvocation(NONCES)
    public int plainJavaWithMidstate() {
        cpu.count(NONCES);
        int met = 0;
        for (int nonce = 0; nonce < NONCES; nonce++) {
            met += lastWord(nonce) == 0 ? 1 : 0;
        }
        return met;
    }
}
