package org.vanta.appliance.index;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.node.BlockFetcher;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.FetchedBlock;
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
    /** Blocks that are written in one unit at most. */
    static final int BATCH_BLOCKS = 512;

    /** Serialized blocks that are written in one unit, but for the last of them. */
    static final int BATCH_BYTES = 8 << 20;

    private static final int UNKNOWN = -2;
    private static final int TOO_DEEP = -3;
    /**
     * How long L1's best block must have been the same one below ours, on our chain, before those above it count as gone: a node that only lags
     * moves on meanwhile, or another one answers again.
     */
    static final Duration SHORTER_GRACE = Duration.ofSeconds(15);

    /** After a failure. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private static final Duration EXPIRY_INTERVAL = Duration.ofHours(1);
    private static final Logger LOG = Logger.getLogger(ChainFollower.class);

    private final ChainReader chain;
    private final ShieldedIndex index;
    private final StateMender mender;
    private final NoteStore notes;
    private final int reorgMax;
    private final Consumer<BlockEvent> listener;
    private final Worker worker;
    private final Trouble trouble = new Trouble();
    private final BlockFetcher fetcher;
    private final LongSupplier nanos;
    /** L1's best block while it is one below ours on our chain, and since when. */
    private @Nullable ChainTip shorter;

    private long shorterSince;
    /** Whether the log has the stack trace of the trouble at hand. */
    private boolean traced;

    private boolean atTip;
    private long expiredAt = System.nanoTime();

    /**
     * @param index loaded already
     * @param mender makes the state whole when the store fails
     * @param reorgMax blocks undone one by one; a deeper reorganisation undoes all
     * @param poll how often the tip is asked for without being woken, while nothing fails
     * @param listener told of each block in order, on the follower's thread
     */
    public ChainFollower(
            ChainReader chain,
            ShieldedIndex index,
            StateMender mender,
            NoteStore notes,
            int reorgMax,
            Duration poll,
            Consumer<BlockEvent> listener) {
        this(chain, index, mender, notes, reorgMax, poll, listener, System::nanoTime);
    }

    /** @param nanos a clock that is never set, in nanoseconds */
    ChainFollower(
            ChainReader chain,
            ShieldedIndex index,
            StateMender mender,
            NoteStore notes,
            int reorgMax,
            Duration poll,
            Consumer<BlockEvent> listener,
            LongSupplier nanos) {
        this.nanos = nanos;
        this.chain = chain;
        this.fetcher = new BlockFetcher(chain);
        this.index = index;
        this.mender = mender;
        this.notes = notes;
        this.reorgMax = reorgMax;
        // The first look comes with the first tip, or a poll later.
        this.worker = new Worker(
                "chain-follower", () -> atTip && mender.failure().isEmpty() ? poll : shorter(poll), this::step);
        this.listener = listener;
    }

    private static Duration shorter(Duration poll) {
        return poll.compareTo(RETRY) < 0 ? poll : RETRY;
    }

    public void start() {
        mender.onFailure(worker::wake);
        worker.start();
    }

    /** Says that the node may have a new tip. Never blocks. */
    public void tipChanged() {
        worker.wake();
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
        atTip = false;
        ChainTip tip;
        switch (chain.tip()) {
            case NodeReply.Ok<ChainTip>(ChainTip value) -> tip = value;
            case NodeReply.Failed<ChainTip>(NodeFailure failure) -> {
                return told(failure);
            }
        }
        if (tip.hash().equals(index.state().hash())) {
            atTip = true;
            shorter = null;
            untold();
            return false;
        }
        int common = commonHeight(tip);
        if (common == UNKNOWN) {
            return false;
        }
        if (common != tip.height() || common == index.state().height()) {
            shorter = null;
        } else if (!areGone(tip)) {
            told(
                    "L1's best block is below what is indexed (height "
                            + index.state().height() + "), on the same chain; waiting until it has caught up",
                    null);
            return false;
        }
        if (common == TOO_DEEP) {
            undoAll(tip);
        } else if (common < index.state().height()) {
            undoAbove(common);
            return true;
        }
        return applyNext(tip);
    }

    /** The highest height at which our block is the active chain's; -1 if there is none; or {@link #TOO_DEEP} or {@link #UNKNOWN}. */
    private int commonHeight(ChainTip tip) {
        int lowest = index.state().height() - reorgMax;
        for (int height = Math.min(index.state().height(), tip.height()); height >= 0; height--) {
            Hash256 ours = index.hashAt(height);
            switch (chain.blockHash(height)) {
                case NodeReply.Ok<Hash256>(Hash256 active) -> {
                    if (active.equals(ours)) {
                        return height;
                    }
                    if (height <= lowest && height > 0) {
                        return TOO_DEEP;
                    }
                }
                case NodeReply.Failed<Hash256>(NodeFailure failure) -> {
                    // Also where the chain has become shorter than the tip we were told of, or another node answers
                    // now:
                    // the next step sees.
                    told(failure);
                    return UNKNOWN;
                }
            }
        }
        return -1;
    }

    /**
     * Whether our blocks above L1's best one are gone from the chain, as with {@code invalidateblock}. A node that is behind contradicts nothing we
     * know, and undoing blocks for it would only be done over: such a node moves on, or never had our best block, or is too far below.
     */
    private boolean areGone(ChainTip tip) {
        long now = nanos.getAsLong();
        if (!tip.equals(shorter)) {
            shorter = tip;
            shorterSince = now;
        }
        Hash256 ours = index.state().hash();
        return index.state().height() - tip.height() <= reorgMax
                && now - shorterSince >= SHORTER_GRACE.toNanos()
                && chain.confirmations(ours) instanceof NodeReply.Ok<Integer>(Integer confirmations)
                && confirmations < 0
                && chain.block(ours) instanceof NodeReply.Ok<Block>;
    }

    private void undoAll(ChainTip tip) {
        LOG.warnf(
                "L1 at height %d left the indexed chain more than %d blocks below height %d; the whole state is rebuilt from L1",
                tip.height(), reorgMax, index.state().height());
        changed(index::undoAll).ifPresent(top -> listener.accept(new BlockEvent.AllUndone(top)));
    }

    private void undoAbove(int height) {
        List<BlockRecord> undone = changed(() -> index.undoAbove(height));
        LOG.infof("chain reorganised: %d blocks undone, back at height %d", undone.size(), height);
        undone.forEach(block -> listener.accept(new BlockEvent.BlockUndone(block)));
    }

    /** A change that an error cuts short may be there in part, so the state is read anew before the next step. */
    private <T> T changed(Supplier<T> change) {
        try {
            return change.get();
        } catch (Error e) {
            mender.doubt(e);
            throw e;
        }
    }

    private boolean applyNext(ChainTip tip) {
        int from = index.state().height() + 1;
        int to = Math.min(tip.height(), from + BATCH_BLOCKS - 1);
        List<Block> blocks = fetched(from, to, tip.height());
        if (blocks.isEmpty()) {
            return false;
        }
        List<BlockEvent.BlockApplied> applied = changed(() -> index.apply(blocks));
        untold();
        applied.forEach(listener);
        return true;
    }

    /** Consecutive blocks after {@link ShieldedIndex#state()}; fewer than asked for if one can't be had, or enough bytes are there. */
    private List<Block> fetched(int from, int to, int tip) {
        List<Block> blocks = new ArrayList<>();
        Hash256 previous = index.state().hash();
        long bytes = 0;
        for (int height = from; height <= to && bytes < BATCH_BYTES && !worker.isClosed(); height++) {
            switch (fetcher.next(height, tip)) {
                case NodeReply.Ok<FetchedBlock>(FetchedBlock fetched) -> {
                    Block block = fetched.block();
                    if (height > 0 && !block.header().previousHash().equals(previous)) {
                        // The chain reorganised while we read it: the next step walks back.
                        fetcher.forget();
                        return blocks;
                    }
                    blocks.add(block);
                    bytes += fetched.bytes();
                    previous = block.hash();
                }
                case NodeReply.Failed<FetchedBlock>(NodeFailure failure) -> {
                    told(failure);
                    return blocks;
                }
            }
        }
        return blocks;
    }

    /** Says so once for each change. */
    private boolean told(NodeFailure failure) {
        told("L1 can't be read: " + failure.sentence(), null);
        return false;
    }

    private void told(String sentence, @Nullable Throwable cause) {
        if (trouble.begins(sentence)) {
            // A full disk fails in other words each time.
            LOG.warn(sentence + "; trying again", traced ? null : cause);
            LOG.debug(sentence, cause);
            traced |= cause != null;
        }
    }

    private void untold() {
        if (trouble.ends()) {
            traced = false;
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
