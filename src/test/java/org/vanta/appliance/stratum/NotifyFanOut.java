package org.vanta.appliance.stratum;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.Extranonces;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.job.JobTags;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.template.Templates;

/** Connections of one event loop without sockets, and new blocks for all of them: 12 merkle branches, what is sent is only counted. */
final class NotifyFanOut implements StratumConnection.Outlet {
    private static final int TRANSACTIONS = 4000;

    private final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(Templates.TIME));
    private final JobStore jobs = new JobStore();
    private final JobFeed feed = new JobFeed(jobs, new JobTags(clock.millis()), Templates.COINBASES, clock);
    private final EventLoopWork work = new EventLoopWork(
            feed,
            new ShareCheck(jobs, _ -> true),
            new ShareAccounting(),
            new Sessions(new byte[32], new Extranonces(1)),
            jobs,
            new PayoutRule(key(0), true),
            1024,
            new StratumMeters(new SimpleMeterRegistry()),
            new Instruments(clock, () -> 0, Target::fromDifficulty));
    private final List<StratumProtocol> protocols = new ArrayList<>();
    private long sent;
    private int writes;

    /** @param keys how many different owner keys they mine for */
    NotifyFanOut(int connections, int keys) {
        newBlock(0);
        for (int i = 0; i < connections; i++) {
            StratumConnection connection =
                    new StratumConnection(this, work::nanos, new LineRoom(), new Turns(Runnable::run, Runnable::run));
            StratumProtocol protocol = new StratumProtocol(connection, work);
            protocols.add(protocol);
            receive(
                    connection,
                    protocol,
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bitaxe/BM1370/v2.9.0\"]}\n");
            receive(
                    connection,
                    protocol,
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\""
                            + key(i % keys).hex() + "\",\"x\"]}\n");
        }
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return Unpooled.buffer(bytes);
    }

    @Override
    public void send(ByteBuf bytes) {
        sent += bytes.readableBytes();
        writes++;
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

    private static OwnerKey key(int number) {
        return new OwnerKey(Sha256.hash(new ByteWriter(4).i32(number).toBytes()));
    }

    private static void receive(StratumConnection connection, StratumProtocol protocol, String text) {
        connection.receive(TextOutlet.chunk(text), protocol);
    }

    /** Makes the job of a new block current; {@link #notifyMiners} sends it. */
    void newBlock(int number) {
        feed.accept(Templates.of(800_000, "tip " + number, Templates.HARD_BITS, TRANSACTIONS));
        Job job = Objects.requireNonNull(jobs.newest());
        if (job.merkleBranch().size() != 12 || !work.take(job)) {
            throw new IllegalStateException(job.merkleBranch().size() + " branches, or no new job");
        }
    }

    /** @return all bytes sent so far */
    long notifyMiners() {
        protocols.forEach(StratumProtocol::newWork);
        return sent;
    }

    /** A round over all of them, in which nothing is sent yet. */
    PacedRound round() {
        return new PacedRound(protocols, StratumProtocol::newWork);
    }

    /** One write is one miner's job. */
    int writes() {
        return writes;
    }
}
