package org.vanta.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.TemplateTransaction;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.share.ShareOutcome;
import org.vanta.appliance.share.ShareSession;
import org.vanta.appliance.share.Submission;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.MiningTemplate;
import org.vanta.appliance.template.OutputValue;

/** One miner's accepted shares on a made-up block of 4,000 transactions, which no hash of theirs solves. */
final class SampleShares {
    private static final int TRANSACTIONS = 4_000;
    private static final int HEIGHT = 800_000;
    private static final int BITS = 0x1705ae3a;
    private static final long SUBSIDY = 10_000_000_000_000L;
    private static final long TIME = 1_790_000_000L;
    private static final long TAG = 1;
    private static final double DIFFICULTY = 1e-12;
    private static final int ROUND = 10_000;

    private final Job job;
    private final ShareCheck check;
    private final ShareSession session;
    private int nonce;

    SampleShares() {
        CoinbaseFactory coinbases =
                new CoinbaseFactory(Network.DEVNET, PoolSeed.ofBytes(new byte[Hash256.BYTES]), OutputValue.ZERO);
        JobStore jobs = new JobStore();
        job = new Job(TAG, MiningTemplate.of(template()), true, (int) TIME, TIME * 1000, coinbases);
        jobs.add(job);
        check = new ShareCheck(jobs, _ -> true);
        session = new ShareSession(1, new OwnerKey(Sha256.hash(new byte[] {7})));
        session.issue(job, DIFFICULTY, Target.fromDifficulty(DIFFICULTY), TIME * 1000);
    }

    private static BlockTemplate template() {
        List<TemplateTransaction> transactions = new ArrayList<>(TRANSACTIONS);
        for (int i = 0; i < TRANSACTIONS; i++) {
            byte[] data = new ByteWriter().i32(i).toBytes();
            transactions.add(new TemplateTransaction(Sha256.twice(data), data));
        }
        return new BlockTemplate(
                0x20000000,
                Hash256.ZERO,
                HEIGHT,
                SUBSIDY,
                BITS,
                Target.fromBits(BITS),
                TIME,
                TIME,
                Optional.empty(),
                transactions,
                "");
    }

    /** Checks a round of shares, each with a nonce of its own; how many. */
    long check() {
        for (int i = 0; i < ROUND; i++) {
            Submission share = new Submission("", TAG, 0, (int) TIME, nonce++, 0);
            ShareOutcome outcome = check.check(session, share, true, TIME * 1000);
            if (!(outcome instanceof ShareOutcome.Accepted)) {
                throw new IllegalStateException("share " + nonce + ": " + outcome);
            }
        }
        return ROUND;
    }
}
