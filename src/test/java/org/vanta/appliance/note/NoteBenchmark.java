package org.vanta.appliance.note;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.vanta.appliance.bytes.Hash256;

/** What a note costs: derived and committed to for each owner of each template, sealed per block, tried per envelope by a wallet. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NoteBenchmark {
    @Param
    private EnvelopeVersion version = EnvelopeVersion.V1;

    private final SecureRandom random = new SecureRandom();
    private final PoolSeed seed = PoolSeed.generate(random);
    private final WalletSecret wallet = WalletSecret.generate(random);
    private final WalletSecret stranger = WalletSecret.generate(random);
    private final Note note = seed.miningNote("regtest", 1, Hash256.ZERO, 5, wallet.ownerKey(), 7);
    private long tag;

    @Benchmark
    public Hash256 deriveANoteAndItsCommitment() {
        return seed.miningNote("regtest", 1, Hash256.ZERO, 5, wallet.ownerKey(), tag++)
                .commitment();
    }

    @Benchmark
    public EncryptedNote seal() {
        return version.seal(note, random);
    }

    @Benchmark
    public Optional<Note> openAnothersEnvelope(Sealed sealed) {
        return NoteScanner.open(stranger, sealed.envelope(this));
    }

    /** An envelope of the version under test. */
    @State(Scope.Thread)
    public static class Sealed {
        private Optional<EncryptedNote> envelope = Optional.empty();

        EncryptedNote envelope(NoteBenchmark of) {
            if (envelope.isEmpty()) {
                envelope = Optional.of(of.version.seal(of.note, of.random));
            }
            return envelope.get();
        }
    }
}
