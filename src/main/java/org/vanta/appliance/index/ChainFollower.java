package org.vanta.appliance.index;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.node.BlockFetcher;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.NoteStore;
import org.vanta.appliance.worker.Trouble;
import org.vanta.appliance.worker.Worker;

/**
 * Keeps the index on L1's active chain, on a thread of its own: woken by {@link #tipChanged()} and by its own poll. Walks back to the common
 * ancestor when the chain reorganises, and catches up in batches with a few blocks requested at once.
 */
public final class ChainFollower implements AutoCloseable {
    /** Blocks that are written in one unit. */
    static final int BATCH_BLOCKS = 64;

    private static final int UNKNOWN = -2;
    private static final Duration EXPIRY_INTERVAL = Duration.ofHours(1);
    private static final Logger LOG = Logger.getLogger(ChainFollower.class);

    private final ChainReader chain;
    private final ShieldedIndex index;
    private final StateMender mender;
    private final NoteStore notes;
    private final Consumer<BlockEvent> listener;
    private final Worker worker;
    private final Trouble trouble = new Trouble();
    private final BlockFetcher fetcher;

    private volatile boolean caughtUp;
    private long expiredAt = System.nanoTime();

    /**
     * @param index loaded already
     * @param mender makes the state whole when the store fails
     * @param poll how often the tip is asked for without being woken
     * @param listener told of each block in order, on the follower's thread
     */
    public ChainFollower(
            ChainReader chain,
            ShieldedIndex index,
            StateMender mender,
            NoteStore notes,
            Duration poll,
            Consumer<BlockEvent> listener) {
        this.chain = chain;
        this.fetcher = new BlockFetcher(chain);
        this.index = index;
        this.mender = mender;
        this.notes = notes;
        // The first look comes with the first tip, or a poll later.
        this.worker = new Worker("chain-follower", poll, this::step);
        this.listener = listener;
    }

    public void start() {
        worker.start();
    }

    /** Says that the node may have a new tip. Never blocks. */
    public void tipChanged() {
        worker.wake();
    }

    /** Whether the index has been at the node's tip since the start. */
    public boolean hasCaughtUp() {
        return caughtUp;
    }

    /** Why the index can't follow at present, empty if it can. */
    public String trouble() {
        return trouble.sentence();
    }

    private boolean step() {
        boolean more = stepMended();
        expire();
        return more;
    }

    /** As {@link #follow}, but what fails in the store is mended, or told and tried again later. */
    boolean stepMended() {
        Optional<RuntimeException> before = mender.failure();
        if (before.isPresent()) {
            return mend(before.get());
        }
        try {
            boolean more = follow();
            mender.worked();
            return more;
        } catch (RuntimeException e) {
            if (mender.concerns(e)) {
                return mend(e);
            }
            told("the index can't go on from height " + index.state().height() + ": " + e, e);
            return false;
        }
    }

    private boolean mend(RuntimeException failure) {
        try {
            mender.mend(failure);
            return true;
        } catch (RuntimeException e) {
            told("the state can't be kept: " + e.getMessage(), e);
            return false;
        }
    }

    private void expire() {
        if (System.nanoTime() - expiredAt < EXPIRY_INTERVAL.toNanos()) {
            return;
        }
        expiredAt = System.nanoTime();
        try {
            int expired = notes.expire();
            if (expired > 0) {
                LOG.infof("%d notes expired that no block anchored", expired);
            }
        } catch (RuntimeException e) {
            LOG.error("could not remove expired notes; trying again later", e);
        }
    }

    /** One step towards the tip; true if there may be more to do at once. */
    boolean follow() {
        ChainTip tip;
        switch (chain.tip()) {
            case NodeReply.Ok<ChainTip>(ChainTip value) -> tip = value;
            case NodeReply.Failed<ChainTip>(NodeFailure failure) -> {
                return told(failure);
            }
        }
        if (tip.hash().equals(index.state().hash())) {
            caughtUp = true;
            untold();
            return false;
        }
        int common = commonHeight(tip);
        if (common == UNKNOWN) {
            return false;
        }
        if (common < index.state().height()) {
            undoAbove(common);
        }
        return applyNext(tip);
    }

    /** The highest height at which our block is the active chain's; -1 if there is none. */
    private int commonHeight(ChainTip tip) {
        for (int height = Math.min(index.state().height(), tip.height()); height >= 0; height--) {
            Hash256 ours = index.hashAt(height);
            switch (chain.blockHash(height)) {
                case NodeReply.Ok<Hash256>(Hash256 active) -> {
                    if (active.equals(ours)) {
                        return height;
                    }
                }
                case NodeReply.Failed<Hash256>(NodeFailure failure) -> {
                    // The chain may have become shorter than the tip we were told of.
                    if (!(failure instanceof NodeFailure.Refused)) {
                        told(failure);
                        return UNKNOWN;
                    }
                }
            }
        }
        return -1;
    }

    private void undoAbove(int height) {
        List<BlockRecord> undone = index.undoAbove(height);
        LOG.infof("chain reorganised: %d blocks undone, back at height %d", undone.size(), height);
        undone.forEach(block -> listener.accept(new BlockEvent.BlockUndone(block)));
    }

    private boolean applyNext(ChainTip tip) {
        int from = index.state().height() + 1;
        int to = Math.min(tip.height(), from + BATCH_BLOCKS - 1);
        List<Block> blocks = new ArrayList<>();
        Hash256 previous = index.state().hash();
        boolean broken = false;
        for (NodeReply<Block> reply : fetcher.fetch(from, to)) {
            if (broken) {
                break;
            }
            switch (reply) {
                case NodeReply.Ok<Block>(Block block) -> {
                    if (from + blocks.size() == 0
                            || block.header().previousHash().equals(previous)) {
                        blocks.add(block);
                        previous = block.hash();
                    } else {
                        // The chain reorganised while we read it: the next step walks back.
                        broken = true;
                    }
                }
                case NodeReply.Failed<Block>(NodeFailure failure) -> {
                    told(failure);
                    broken = true;
                }
            }
        }
        if (blocks.isEmpty()) {
            return false;
        }
        List<BlockEvent.BlockApplied> applied = index.apply(blocks);
        untold();
        applied.forEach(listener);
        return true;
    }

    /** Says so once for each change. */
    private boolean told(NodeFailure failure) {
        told("L1 can't be read: " + failure.sentence(), null);
        return false;
    }

    private void told(String sentence, @Nullable Throwable cause) {
        if (trouble.begins(sentence)) {
            LOG.warn(sentence + "; trying again", cause);
        }
    }

    private void untold() {
        if (trouble.ends()) {
            LOG.infof("following L1 again at height %d", index.state().height());
        }
    }

    /** Finishes the step at hand, then stops. */
    @Override
    public void close() {
        worker.close();
        fetcher.close();
    }
}
