package org.vanta.appliance.stratum;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vanta.appliance.measure.CpuClock;

/** A new block's job written for 10,000 connections, without sockets: the time is per connection, for one payout key and for 10,000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NotifyBenchmark {
    private static final int CONNECTIONS = 10_000;

    @Param({"1", "10000"})
    public int keys;

    private final CpuClock cpu = new CpuClock();
    private NotifyFanOut miners;
    private int blocks;

    @Setup(Level.Trial)
    public void connect() {
        miners = new NotifyFanOut(CONNECTIONS, keys);
    }

    @Setup(Level.Invocation)
    public void newBlock() {
        miners.newBlock(++blocks);
    }

    @Setup(Level.Iteration)
    public void startClock() {
        cpu.start();
    }

    @TearDown(Level.Iteration)
    public void printClock() {
        cpu.print("jobs written, template included");
    }

    @Benchmark
    @OperationsPerInvocation(CONNECTIONS)
    public long notifyLines() {
        cpu.count(CONNECTIONS);
        return miners.notifyMiners();
    }
}
