package org.vanta.appliance.block;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;
import org.vanta.appliance.node.SubmitResult;
import org.vanta.appliance.note.EnvelopeVersion;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateStore;

/**
 * Takes winning shares, one after the other on a thread of its own: assembles the block, writes it and its note down (forced to disk),
 * submits it to every configured node, and settles the outcome. An unanswered submission stays unsettled and is settled by asking the
 * chain, also after a restart, so that a crash at any instant loses no reward. Only settling as accepted queues the note for L2.
 */
public final class BlockSubmitter implements Consumer<WinningShare>, AutoCloseable {
    /**
     * Winning shares waiting. Only reached on a chain where nearly every hash wins; what comes above it are siblings of blocks that are
     * already on their way, and they are counted and dropped.
     */
    static final int WAITING_MAX = 4_096;

    /** Blocks kept in memory while the store can't write; what comes above it is left to the pool's seed and the chain. */
    static final int UNWRITTEN_MAX = 1_024;

    /** How often unsettled candidates are looked at again. */
    private static final Duration SETTLE_INTERVAL = Duration.ofSeconds(2);

    /** The node's error code for a block it does not have. */
    private static final int BLOCK_NOT_FOUND = -5;

    /** A sibling this deep below the tip will not come back by itself. */
    private static final int BURIED_DEPTH = 100;

    private static final Logger LOG = Logger.getLogger(BlockSubmitter.class);

    private final BlockingQueue<Optional<WinningShare>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    /** Submitted blocks that could not be written down yet; on the submitter's thread. */
    private final Queue<Candidate> unwritten = new ArrayDeque<>();

    private final AtomicLong dropped = new AtomicLong();
    private final SecureRandom random = new SecureRandom();
    private final Function<byte[], List<SubmitResult>> nodes;
    private final ChainReader chain;
    private final CandidateStore candidates;
    private final EnvelopeVersion envelope;
    private final Clock clock;
    private final Consumer<AcceptedBlock> onAccepted;
    private volatile @Nullable Thread thread;

    /**
     * @param nodes submits a serialized block to every configured node and gives each one's answer
     * @param chain asked about candidates whose submission was never answered
     * @param onAccepted told once of each block that L1 took, after it is written down
     */
    public BlockSubmitter(
            Function<byte[], List<SubmitResult>> nodes,
            ChainReader chain,
            CandidateStore candidates,
            EnvelopeVersion envelope,
            Clock clock,
            Consumer<AcceptedBlock> onAccepted) {
        this.nodes = nodes;
        this.chain = chain;
        this.candidates = candidates;
        this.envelope = envelope;
        this.clock = clock;
        this.onAccepted = onAccepted;
    }

    public void start() {
        thread = Thread.ofPlatform().name("block-submitter").start(this::run);
    }

    /** Never blocks; safe on an event loop. */
    @Override
    public void accept(WinningShare share) {
        if (!waiting.offer(Optional.of(share)) && dropped.incrementAndGet() % WAITING_MAX == 1) {
            LOG.errorf(
                    "%d winning shares wait already; dropped block %s (%d dropped so far)",
                    WAITING_MAX, share.hash().displayHex(), dropped.get());
        }
    }

    private void run() {
        try {
            boolean open = true;
            while (open) {
                settleAll();
                open = submitUntilNextSettling();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false when everything before the stop mark is done. */
    private boolean submitUntilNextSettling() throws InterruptedException {
        long until = System.nanoTime() + SETTLE_INTERVAL.toNanos();
        for (long left = SETTLE_INTERVAL.toNanos(); left > 0; left = until - System.nanoTime()) {
            Optional<WinningShare> next = waiting.poll(left, TimeUnit.NANOSECONDS);
            if (next == null) {
                return true;
            }
            if (next.isEmpty()) {
                return false;
            }
            submit(next.get());
        }
        return true;
    }

    private void submit(WinningShare share) {
        Candidate candidate = candidate(share);
        boolean written = write(candidate);
        LOG.infof(
                "submitting block %s at height %d, found by %s",
                candidate.blockHash().displayHex(), candidate.height(), candidate.worker());
        conclude(candidate, nodes.apply(candidate.block()), written);
    }

    private Candidate candidate(WinningShare share) {
        BlockTemplate template = share.job().template().block();
        byte[] block = BlockAssembly.assemble(
                share.header(), share.coinbase(), template.segwitCommitment().isPresent(), template.transactions());
        return Candidate.found(
                share.hash(),
                template.height(),
                template.previousHash(),
                clock.instant(),
                share.worker(),
                share.owner(),
                share.paid().note().value(),
                share.paid().tag(),
                block,
                envelope.seal(share.paid().note(), random));
    }

    /** A store that can't write must not keep a block from L1: its note can still be derived from the pool's seed and the chain. */
    private boolean write(Candidate candidate) {
        try {
            candidates.record(candidate);
            return true;
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "could not write down block %s before submitting it",
                    candidate.blockHash().displayHex());
            if (unwritten.size() < UNWRITTEN_MAX) {
                unwritten.add(candidate);
            }
            return false;
        }
    }

    /** When the store writes again, what it missed is written down and settled like any block without an answer. */
    private void writeDown() {
        for (Candidate candidate = unwritten.peek(); candidate != null; candidate = unwritten.peek()) {
            candidates.record(candidate);
            unwritten.remove();
        }
    }

    private void conclude(Candidate candidate, List<SubmitResult> results, boolean written) {
        String hash = candidate.blockHash().displayHex();
        if (results.stream().anyMatch(SubmitResult.Accepted.class::isInstance)) {
            accepted(candidate, written);
            return;
        }
        for (SubmitResult result : results) {
            switch (result) {
                case SubmitResult.Accepted _ -> throw new IllegalStateException("handled above");
                case SubmitResult.Inconclusive(String word) ->
                    LOG.warnf("block %s is not on the active chain (%s); asking again later", hash, word);
                case SubmitResult.Unanswered(NodeFailure failure) ->
                    LOG.warnf(
                            "submitting block %s was not answered (%s); asking the chain later",
                            hash, failure.sentence());
                case SubmitResult.Rejected(String word) -> LOG.warnf("block %s was rejected: %s", hash, word);
            }
        }
        List<String> words = results.stream()
                .filter(SubmitResult.Rejected.class::isInstance)
                .map(result -> ((SubmitResult.Rejected) result).word())
                .toList();
        if (written && !words.isEmpty() && words.size() == results.size()) {
            candidates.rejected(candidate.blockHash(), words.getFirst());
        }
    }

    private void accepted(Candidate candidate, boolean written) {
        try {
            if (!written) {
                candidates.record(candidate);
            }
            candidates.accepted(candidate.blockHash());
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "block %s is accepted but could not be written down yet; with pool.seed the chain restores its note too",
                    candidate.blockHash().displayHex());
            return;
        }
        LOG.infof("block %s at height %d accepted", candidate.blockHash().displayHex(), candidate.height());
        onAccepted.accept(new AcceptedBlock(
                candidate.height(),
                candidate.blockHash(),
                candidate.commitment(),
                candidate.value(),
                candidate.owner(),
                candidate.worker(),
                candidate.foundAt()));
    }

    /** Candidates without an answer: from before a restart, a lost connection, or a side chain that may have become the active one. */
    private void settleAll() {
        try {
            writeDown();
            candidates.unsettled().forEach(this::settle);
        } catch (RuntimeException e) {
            LOG.error("could not read the unsettled blocks; trying again later", e);
        }
    }

    private void settle(Candidate candidate) {
        switch (chain.confirmations(candidate.blockHash())) {
            case NodeReply.Ok<Integer>(Integer confirmations) -> {
                if (confirmations > 0) {
                    accepted(candidate, true);
                } else if (isBuried(candidate)) {
                    candidates.rejected(candidate.blockHash(), "stale-sibling");
                }
            }
            case NodeReply.Failed<Integer>(NodeFailure failure) -> {
                // -5: the node never got it, so the submission itself was lost.
                if (failure instanceof NodeFailure.Refused refused && refused.code() == BLOCK_NOT_FOUND) {
                    conclude(candidate, nodes.apply(candidate.block()), true);
                }
            }
        }
    }

    private boolean isBuried(Candidate candidate) {
        return chain.tip() instanceof NodeReply.Ok<ChainTip>(ChainTip tip)
                && tip.height() - candidate.height() > BURIED_DEPTH;
    }

    /** Submits what waits, then stops. The thread is never interrupted: an interrupt in a file write would close the database. */
    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            try {
                waiting.put(Optional.empty());
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
