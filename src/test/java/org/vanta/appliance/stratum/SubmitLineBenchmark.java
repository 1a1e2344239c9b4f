package org.vanta.appliance.stratum;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.Extranonces;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.job.JobTags;
import org.vanta.appliance.measure.CpuClock;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.template.Templates;

/** From the bytes of a submit line to the bytes of its answer, without a socket: 12 merkle branches, each share new and accepted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SubmitLineBenchmark implements StratumConnection.Outlet {
    private static final int TRANSACTIONS = 4000;

    private final CpuClock cpu = new CpuClock();
    private final StratumConnection connection;
    private final StratumProtocol protocol;
    private final byte[] line;
    private final int nonceAt;
    private int nonce;
    private int answered;
    private final byte[] digits = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    public SubmitLineBenchmark() {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(Templates.TIME));
        JobStore jobs = new JobStore();
        JobFeed feed = new JobFeed(jobs, new JobTags(clock.millis()), Templates.COINBASES, clock);
        feed.accept(Templates.of(800_000, "tip", Templates.HARD_BITS, TRANSACTIONS));
        Job job = Objects.requireNonNull(jobs.newest());
        if (job.merkleBranch().size() != 12) {
            throw new IllegalStateException(job.merkleBranch().size() + " branches");
        }
        OwnerKey owner = new OwnerKey(Sha256.hash(new byte[] {7}));
        EventLoopWork work = new EventLoopWork(
                feed,
                new ShareCheck(jobs, _ -> true),
                new ShareAccounting(),
                new Sessions(new byte[32], new Extranonces(1)),
                jobs,
                new PayoutRule(owner, true),
                1,
                new StratumMeters(new SimpleMeterRegistry()),
                // Nearly every hash is a share.
                new Instruments(clock, () -> 0, difficulty -> Target.fromDifficulty(difficulty * 1e-12)));
        boolean unused = work.take(job);
        connection = new StratumConnection(this, work::nanos, new LineRoom(), new Turns(Runnable::run, Runnable::run));
        protocol = new StratumProtocol(connection, work);
        receive("{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{}]}\n");
        receive("{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[]}\n");
        receive("{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + owner.hex() + ".w\",\"x\"]}\n");
        String text = "{\"id\": 5, \"method\": \"mining.submit\", \"params\": [\"" + owner.hex() + ".w\", \"" + job.id()
                + "\", \"0000000000000000\", \"" + Hex.encodeInt(job.ntime()) + "\", \"";
        nonceAt = text.length();
        line = (text + "00000000\", \"00002000\"]}\n").getBytes(StandardCharsets.US_ASCII);
    }

    private void receive(String text) {
        connection.receive(TextOutlet.chunk(text), protocol);
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return Unpooled.buffer(bytes);
    }

    @Override
    public void send(ByteBuf bytes) {
        answered += bytes.readableBytes();
    }

    @Override
    public void read(boolean on) {}

    @Override
    public void failed(Throwable fault) {
        throw new AssertionError(fault);
    }

    @Override
    public void close() {
        throw new IllegalStateException("closed");
    }

    @Setup(Level.Iteration)
    public void startClock() {
        cpu.start();
    }

    @TearDown(Level.Iteration)
    public void printClock() {
        cpu.print("submit lines answered");
    }

    @Benchmark
    public int submitLineToAnswerLine() {
        cpu.count(1);
        nonce++;
        for (int i = 0; i < 8; i++) {
            line[nonceAt + i] = digits[nonce >>> 28 - 4 * i & 15];
        }
        connection.receive(Unpooled.wrappedBuffer(line), protocol);
        return answered;
    }
}
