package org.vanta.appliance.index;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.store.BadRecord;
import org.vanta.appliance.store.TestDatabase;

/** An index over a real database file, with a follower that steps when told to. */
final class Followed implements AutoCloseable {
    static final int REORG_MAX = 1_000;

    final TestDatabase database;
    final ShieldedIndex index;
    final List<BadRecord> bad;
    final List<BlockEvent> events = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final ChainFollower follower;

    Followed(Path folder, ChainReader chain) {
        this(folder, chain, ProofCheck.none());
    }

    Followed(Path folder, ChainReader chain, ProofCheck proofs) {
        this(folder, chain, proofs, REORG_MAX);
    }

    Followed(Path folder, ChainReader chain, ProofCheck proofs, int reorgMax) {
        this(TestDatabase.open(folder), chain, proofs, reorgMax);
    }

    Followed(TestDatabase opened, ChainReader chain, ProofCheck proofs) {
        this(opened, chain, proofs, REORG_MAX);
    }

    private Followed(TestDatabase opened, ChainReader chain, ProofCheck proofs, int reorgMax) {
        database = opened;
        index = new ShieldedIndex(database.blocks, database.notes, proofs);
        bad = new ArrayList<>();
        try {
            database.database.whole(TestDatabase.NETWORK, () -> {
                bad.clear();
                bad.addAll(index.load());
            });
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        follower = new ChainFollower(
                chain,
                index,
                new StateMender(database.database, index, TestDatabase.NETWORK),
                database.notes,
                reorgMax,
                Duration.ofHours(1),
                events::add,
                nanos::get);
    }

    /** Lets time pass for the follower. */
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Steps until there is nothing more to do. */
    Followed follow() {
        while (follower.stepMended()) {
            // The step did the work.
        }
        return this;
    }

    ChainFollower follower() {
        return follower;
    }

    @Override
    public void close() {
        follower.close();
        database.close();
    }
}
