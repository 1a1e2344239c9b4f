package org.vanta.appliance.block;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.SubmitResult;
import org.vanta.appliance.note.EnvelopeVersion;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateStore;
import org.vanta.appliance.store.UnwrittenBlocks;

/**
 * Takes winning shares, one after the other on a thread of its own: assembles the block, has it and its note written down (forced to disk, unless
 * the store keeps it waiting: {@link BlockLedger#STORE_PATIENCE}), submits it to every configured node without waiting for the answers, and hands
 * these over to be written down. An unanswered submission stays unsettled and is settled by asking the chain, also after a restart, so that a crash at any instant loses no
 * reward. Only settling as accepted queues the note for L2.
 */
public final class BlockSubmitter implements AutoCloseable {
    /**
     * Winning shares waiting. Only reached on a chain where nearly every hash wins; what comes above it are siblings of blocks that are
     * already on their way, and they are counted and dropped.
     */
    static final int WAITING_MAX = 4_096;

    /** Blocks that are not taken a second time; the oldest is forgotten first, long after its share can be sent again. */
    static final int KNOWN_MAX = 4_096;

    /** Blocks whose nodes have not answered yet; more wait. A chain makes one in a minute, and a node has a minute to answer. */
    static final int SUBMISSIONS_MAX = 16;

    private static final Logger LOG = Logger.getLogger(BlockSubmitter.class);

    private final BlockingQueue<Optional<WinningShare>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    /** The hashes of what was put there, in that order. */
    private final SequencedSet<Hash256> known = new LinkedHashSet<>();

    private final ExecutorService submissions = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("block-submission").factory());
    private final Semaphore places = new Semaphore(SUBMISSIONS_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final SecureRandom random = new SecureRandom();
    private final Function<byte[], List<SubmitResult>> nodes;
    private final BlockLedger ledger;
    private final EnvelopeVersion envelope;
    private final Clock clock;
    private volatile @Nullable Thread thread;

    /**
     * @param nodes submits a serialized block to every configured node and gives each one's answer
     * @param chain asked about candidates whose submission was never answered
     * @param unwritten keeps blocks that {@code candidates} does not write down in time
     * @param onAccepted told once of each block that L1 took, after it is written down
     */
    public BlockSubmitter(
            Function<byte[], List<SubmitResult>> nodes,
            ChainReader chain,
            CandidateStore candidates,
            UnwrittenBlocks unwritten,
            EnvelopeVersion envelope,
            Clock clock,
            Consumer<AcceptedBlock> onAccepted) {
        this(nodes, chain, candidates, unwritten, envelope, clock, onAccepted, BlockLedger.SETTLE_INTERVAL);
    }

    BlockSubmitter(
            Function<byte[], List<SubmitResult>> nodes,
            ChainReader chain,
            CandidateStore candidates,
            UnwrittenBlocks unwritten,
            EnvelopeVersion envelope,
            Clock clock,
            Consumer<AcceptedBlock> onAccepted,
            Duration settleInterval) {
        this.nodes = nodes;
        this.ledger = new BlockLedger(nodes, chain, candidates, unwritten, onAccepted, settleInterval);
        this.envelope = envelope;
        this.clock = clock;
    }

    public void start() {
        ledger.start();
        thread = Thread.ofPlatform().name("block-submitter").start(this::run);
    }

    /**
     * Never blocks; safe on an event loop.
     *
     * @return whether the block goes to L1 for this share; not if it came before, as a miner may send a share again, nor if too many wait
     */
    public boolean accept(WinningShare share) {
        synchronized (known) {
            if (known.contains(share.hash())) {
                return false;
            }
            if (waiting.offer(Optional.of(share))) {
                known.add(share.hash());
                if (known.size() > KNOWN_MAX) {
                    known.removeFirst();
                }
                return true;
            }
        }
        if (dropped.incrementAndGet() % WAITING_MAX == 1) {
            LOG.errorf(
                    "%d winning shares wait already; dropped block %s (%d dropped so far)",
                    WAITING_MAX, share.hash().displayHex(), dropped.get());
        }
        return false;
    }

    /** Blocks of ours of which it is not known yet whether L1 took them, also such as were found before a restart. */
    public int undecided() {
        return ledger.undecided();
    }

    private void run() {
        try {
            for (Optional<WinningShare> next = waiting.take(); next.isPresent(); next = waiting.take()) {
                submit(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What goes wrong with one block is not to keep the next from L1. */
    private void submit(WinningShare share) throws InterruptedException {
        try {
            Candidate candidate = candidate(share);
            begin(candidate);
            places.acquire();
            submissions.execute(() -> submit(candidate));
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "block %s could not be submitted", share.hash().displayHex());
            synchronized (known) {
                known.remove(share.hash());
            }
        }
    }

    /** The block goes to L1 whatever becomes of writing it down. */
    private void begin(Candidate candidate) throws InterruptedException {
        try {
            ledger.begin(candidate);
        } catch (RuntimeException | Error e) {
            LOG.errorf(
                    e,
                    "block %s is submitted without being written down",
                    candidate.blockHash().displayHex());
        }
    }

    private void submit(Candidate candidate) {
        List<SubmitResult> results = List.of();
        try {
            LOG.infof(
                    "submitting block %s at height %d, found by %s",
                    candidate.blockHash().displayHex(), candidate.height(), candidate.worker());
            results = nodes.apply(candidate.block());
        } catch (RuntimeException | Error e) {
            LOG.errorf(
                    e,
                    "submitting block %s failed; asking the chain later",
                    candidate.blockHash().displayHex());
        } finally {
            places.release();
            ledger.end(candidate, results);
        }
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

    /** Submits what waits, then stops. The thread is never interrupted: an interrupt in a file write would close the database. */
    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            try {
                waiting.put(Optional.empty());
                running.join();
                submissions.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        ledger.close();
    }
}
