package org.vanta.appliance.stratum;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.share.ShareDifficulty;
import org.vanta.appliance.share.ShareSession;

/**
 * What one miner is given to work on: the current job with its own coinbase, and with it, and only with it, another difficulty. For one
 * thread.
 */
final class MinerWork {
    private final StratumConnection connection;
    private EventLoopWork work;
    private final ShareSession session;
    private final ShareDifficulty difficulty;
    private Target target = Target.DIFFICULTY_1;
    private long lastTag;
    private boolean started;
    private boolean resumed;
    private long ownJobMillis;
    private int maskTold;

    MinerWork(StratumConnection connection, EventLoopWork work, ShareSession session, ShareDifficulty difficulty) {
        this.connection = connection;
        this.work = work;
        this.session = session;
        this.difficulty = difficulty;
        this.ownJobMillis = work.steadyMillis() - ShareSession.OWN_JOB_MILLIS;
    }

    /** Goes on where the session's last connection ended; the miner may still hold its jobs. */
    void resume(long tag) {
        lastTag = tag;
        resumed = true;
        started = true;
    }

    /** Goes on with what another event loop works with, whose current job may be some jobs later. */
    void moveTo(EventLoopWork other) {
        work = other;
        NotifyLine line = other.current();
        resumed |= started && line != null && line.job().tag() != lastTag;
    }

    /** Whether the session goes on from an earlier connection and this one has no job yet. */
    boolean isResumed() {
        return resumed;
    }

    long lastTag() {
        return lastTag;
    }

    /** Whether a job went out: before, there is nothing to submit. */
    boolean isStarted() {
        return started;
    }

    /** Sends the current job, unless there is none or the miner has it. */
    void give() {
        NotifyLine line = work.current();
        if (line != null && (resumed || !(started && line.job().tag() == lastTag))) {
            boolean clean = resumed
                    ? !work.isOnSameBlock(lastTag, line.job())
                    : !started || line.job().clean();
            resumed = false;
            started = true;
            lastTag = line.job().tag();
            send(line, clean, false);
        }
    }

    /** The miner asked for another difficulty. */
    void suggested() {
        NotifyLine line = work.current();
        if (started && line != null && difficulty.isAskedToChange(line.networkDifficulty())) {
            giveOwn(line);
        }
    }

    /** A share was accepted that counts for {@code credit}. */
    void accepted(double credit) {
        long now = work.steadyMillis();
        difficulty.accepted(credit, now);
        NotifyLine line = work.current();
        if (line != null && difficulty.isFlooded(line.networkDifficulty(), now)) {
            giveOwn(line);
        }
    }

    /** The current work again under a tag of this connection's own, not too often: a difficulty needs a job to go with. */
    private void giveOwn(NotifyLine line) {
        long now = work.steadyMillis();
        if (now - ownJobMillis >= ShareSession.OWN_JOB_MILLIS) {
            ownJobMillis = now;
            send(work.reissue(line), false, true);
        }
    }

    private void send(NotifyLine line, boolean clean, boolean own) {
        long steady = work.steadyMillis();
        double share = difficulty.forJob(line.networkDifficulty(), steady);
        String before = "";
        if (session.versionMask() != maskTold) {
            maskTold = session.versionMask();
            before = Answer.setVersionMask(maskTold) + '\n';
        }
        if (difficulty.sent(share, steady)) {
            target = work.target(share);
            before += Answer.setDifficulty(share) + '\n';
        }
        Job job = line.job();
        if (own) {
            session.issueOwn(job, share, target, steady);
        } else {
            session.issue(job, share, target, steady);
        }
        ByteBuf out = connection.begin(before.length() + line.length());
        if (out != null) {
            out.writeCharSequence(before, StandardCharsets.US_ASCII);
            line.write(out, session.owner(), clean, work.now() / 1000);
            connection.end();
        }
    }
}
