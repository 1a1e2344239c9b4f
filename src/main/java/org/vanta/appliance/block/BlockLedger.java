package org.vanta.appliance.block;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;
import org.vanta.appliance.node.SubmitResult;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateStore;
import org.vanta.appliance.store.UnwrittenBlocks;

/**
 * What is written down of our blocks, on a thread of its own, so that a store that does not answer keeps no block from L1. Also settles blocks
 * whose submission was never answered, by asking the chain, also after a restart; on another thread, so that a node that does not answer keeps
 * no block from being written down.
 */
final class BlockLedger implements AutoCloseable {
    /** A store that has not written a block down after this long is not waited for; a block that comes late to L1 may be worth nothing. */
    static final Duration STORE_PATIENCE = Duration.ofMillis(500);

    /** A file that has not taken a block after this long is not waited for either. */
    static final Duration FILE_PATIENCE = Duration.ofMillis(250);

    /** Blocks kept in memory while the store does not write; what comes above it is left to the pool's seed and the chain. */
    static final int UNWRITTEN_MAX = UnwrittenBlocks.BLOCKS_MAX;

    /** How often unsettled candidates are looked at again. */
    static final Duration SETTLE_INTERVAL = Duration.ofSeconds(2);

    /** What the nodes say of a block again and again is said again after this long. */
    private static final Duration SAY_AGAIN = Duration.ofHours(1);

    /** What they say by turns is not said more often than this. */
    private static final Duration SAY_CHANGES = Duration.ofMinutes(1);

    /** The node's error code for a block it does not have. */
    private static final int BLOCK_NOT_FOUND = -5;

    /** A sibling this deep below the tip will not come back by itself. */
    private static final int BURIED_DEPTH = 100;

    private static final Logger LOG = Logger.getLogger(BlockLedger.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("block-ledger").factory());

    private final ScheduledExecutorService settling = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("block-settling").factory());

    /** A third one, since the store's must go on when the disk hangs, and the disk's when the store does. */
    private final ExecutorService filing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("block-filing").factory());

    /** Blocks that are on their way to L1, and whether they are written down. */
    private final Map<Hash256, Boolean> underway = new ConcurrentHashMap<>();

    /** Blocks that could not be written down yet; changed on the ledger's thread. */
    private final Queue<Candidate> unwritten = new ConcurrentLinkedQueue<>();

    /** Blocks without an answer that the chain had beside its best branch when it was last asked. */
    private final Set<Hash256> beside = ConcurrentHashMap.newKeySet();

    /** Of blocks without an answer, what the log says of them. */
    private final Map<Hash256, Told> told = new ConcurrentHashMap<>();

    /** @param at by {@link System#nanoTime} */
    private record Told(List<String> sentences, long at) {}

    private final Function<byte[], List<SubmitResult>> nodes;
    private final ChainReader chain;
    private final CandidateStore candidates;
    /** Blocks that the store did not write down in time; on the filing thread. */
    private final UnwrittenBlocks unwrittenFile;

    private final Consumer<AcceptedBlock> onAccepted;
    private final long settleMillis;

    private final RepeatedFailure storing = new RepeatedFailure(LOG);
    private final RepeatedFailure settlement = new RepeatedFailure(LOG);
    private final RepeatedFailure keeping = new RepeatedFailure(LOG);

    /** Whether the store has kept a block waiting and written none since. */
    private volatile boolean overdue;

    /** Blocks on their way to the file. */
    private final AtomicInteger filed = new AtomicInteger();

    BlockLedger(
            Function<byte[], List<SubmitResult>> nodes,
            ChainReader chain,
            CandidateStore candidates,
            UnwrittenBlocks unwrittenFile,
            Consumer<AcceptedBlock> onAccepted,
            Duration settleInterval) {
        this.nodes = nodes;
        this.chain = chain;
        this.candidates = candidates;
        this.unwrittenFile = unwrittenFile;
        this.onAccepted = onAccepted;
        this.settleMillis = settleInterval.toMillis();
    }

    void start() {
        readBack();
        var unused = thread.scheduleWithFixedDelay(this::writeDown, 0, settleMillis, TimeUnit.MILLISECONDS);
        var unusedToo = settling.scheduleWithFixedDelay(this::settleAll, 0, settleMillis, TimeUnit.MILLISECONDS);
    }

    private void readBack() {
        try {
            List<Candidate> left = filing.submit(unwrittenFile::read).get();
            if (!left.isEmpty()) {
                LOG.infof("%d blocks of ours wait since before the start to be written down", left.size());
            }
            unwritten.addAll(left);
        } catch (ExecutionException e) {
            keeping.failed("could not read the blocks that were not written down before the start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Writes a block down that is about to be submitted: forced to disk when this returns, in a file of its own if the store fails or takes too long,
     * unless the file does, too. Without it the note can still be derived from the pool's seed and the chain.
     */
    void begin(Candidate candidate) throws InterruptedException {
        if (underway.size() >= UNWRITTEN_MAX) {
            LOG.errorf(
                    "%d blocks wait for the store already; block %s is submitted without being written down",
                    UNWRITTEN_MAX, candidate.blockHash().displayHex());
            return;
        }
        underway.put(candidate.blockHash(), false);
        Future<?> writing = thread.submit(() -> write(candidate));
        if (!overdue && !isDone(writing, STORE_PATIENCE)) {
            overdue = true;
            LOG.warnf(
                    "the store has not written down block %s after %d ms; it is submitted first",
                    candidate.blockHash().displayHex(), STORE_PATIENCE.toMillis());
        }
        if (!isWritten(candidate)) {
            file(candidate);
        }
    }

    /** Only the first of those that wait for the file is waited for. */
    private void file(Candidate candidate) throws InterruptedException {
        int before = filed.getAndIncrement();
        if (before >= UNWRITTEN_MAX) {
            filed.decrementAndGet();
            return;
        }
        Future<?> task = filing.submit(() -> keep(candidate));
        if (before == 0 && !isDone(task, FILE_PATIENCE)) {
            LOG.warnf(
                    "the disk has not taken block %s after %d ms either; it is submitted first",
                    candidate.blockHash().displayHex(), FILE_PATIENCE.toMillis());
        }
    }

    private static boolean isDone(Future<?> task, Duration patience) throws InterruptedException {
        try {
            task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private boolean isWritten(Candidate candidate) {
        return underway.getOrDefault(candidate.blockHash(), false);
    }

    /** On the filing thread. */
    private void keep(Candidate candidate) {
        try {
            if (!isWritten(candidate)) {
                unwrittenFile.add(candidate);
            }
            keeping.ends();
        } catch (IOException | RuntimeException | Error e) {
            keeping.failed(
                    "block " + candidate.blockHash().displayHex() + " could not be kept in " + UnwrittenBlocks.FILE
                            + " either",
                    e);
        } finally {
            filed.decrementAndGet();
        }
    }

    private void record(Candidate candidate) {
        candidates.record(candidate);
        // Before it is let go: what is not kept yet then sees that it need not be.
        underway.replace(candidate.blockHash(), true);
        filing.execute(() -> letGo(candidate));
    }

    /** On the filing thread. */
    private void letGo(Candidate candidate) {
        try {
            unwrittenFile.remove(candidate.blockHash());
        } catch (IOException | RuntimeException e) {
            // What the next start reads from it is known already.
            keeping.failed(UnwrittenBlocks.FILE + " could not be removed", e);
        }
    }

    private void write(Candidate candidate) {
        try {
            record(candidate);
            overdue = false;
            storing.ends();
        } catch (RuntimeException | Error e) {
            storing.failed("could not write down block " + candidate.blockHash().displayHex(), e);
            if (unwritten.size() < UNWRITTEN_MAX) {
                unwritten.add(candidate);
            }
        }
    }

    /** The nodes' answers for a block that was told to {@link #begin}. Never waits for the store. */
    void end(Candidate candidate, List<SubmitResult> results) {
        if (underway.containsKey(candidate.blockHash())) {
            thread.execute(() -> {
                try {
                    conclude(candidate, results, underway.getOrDefault(candidate.blockHash(), false));
                } catch (RuntimeException e) {
                    storing.failed(
                            "what became of block " + candidate.blockHash().displayHex()
                                    + " could not be written down; asking the chain later",
                            e);
                } finally {
                    underway.remove(candidate.blockHash());
                }
            });
        }
    }

    private void conclude(Candidate candidate, List<SubmitResult> results, boolean written) {
        if (results.stream().anyMatch(SubmitResult.Accepted.class::isInstance)) {
            accepted(candidate, written);
            return;
        }
        List<String> words = results.stream()
                .filter(SubmitResult.Rejected.class::isInstance)
                .map(result -> ((SubmitResult.Rejected) result).word())
                .toList();
        boolean rejected = !words.isEmpty() && words.size() == results.size();
        say(candidate.blockHash(), results, rejected);
        if (written && rejected) {
            candidates.rejected(candidate.blockHash(), words.getFirst());
        }
    }

    private static String sentence(String hash, SubmitResult result) {
        return switch (result) {
            case SubmitResult.Accepted _ -> "block " + hash + " was accepted";
            case SubmitResult.Inconclusive(String word) ->
                "whether block " + hash + " is on the active chain is not known (" + word + "); asking the chain";
            case SubmitResult.Unanswered(NodeFailure failure) ->
                "submitting block " + hash + " was not answered (" + failure.sentence() + "); asking the chain later";
            case SubmitResult.Rejected(String word) -> "block " + hash + " was rejected: " + word;
        };
    }

    /** @param last whether no node is asked to take the block any more */
    private void say(Hash256 blockHash, List<SubmitResult> results, boolean last) {
        List<String> sentences = results.stream()
                .map(result -> sentence(blockHash.displayHex(), result))
                .toList();
        boolean news = !sentences.isEmpty() && isNews(blockHash, sentences);
        Logger.Level level = news || last ? Logger.Level.WARN : Logger.Level.DEBUG;
        sentences.forEach(sentence -> LOG.log(level, sentence));
    }

    /** Whether the log did not say this of the block yet, or so long ago that it is to say it again. */
    private boolean isNews(Hash256 blockHash, List<String> sentences) {
        long now = System.nanoTime();
        Told before = told.get(blockHash);
        if (before != null) {
            Duration quiet = before.sentences().equals(sentences) ? SAY_AGAIN : SAY_CHANGES;
            if (now - before.at() < quiet.toNanos()) {
                return false;
            }
        }
        told.put(blockHash, new Told(sentences, now));
        return true;
    }

    /**
     * Blocks of which it is not known whether L1 took them: what it had beside its best branch when last asked is none, though it may come to be
     * accepted.
     */
    int undecided() {
        return unwritten.size() + Math.max(0, candidates.unsettledCount() - beside.size());
    }

    private void accepted(Candidate candidate, boolean written) {
        try {
            if (!written) {
                record(candidate);
            }
            if (!candidates.accepted(candidate.blockHash())) {
                return;
            }
        } catch (RuntimeException e) {
            storing.failed(
                    "block " + candidate.blockHash().displayHex()
                            + " is accepted but could not be written down yet; with pool.seed the chain restores its note too",
                    e);
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

    /** When the store writes again, what it missed is written down and settled like any block without an answer. */
    private void writeDown() {
        try {
            for (Candidate candidate = unwritten.peek(); candidate != null; candidate = unwritten.peek()) {
                record(candidate);
                unwritten.remove();
                storing.ends();
            }
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end the repetition.
            storing.failed("could not write down blocks of ours; trying again later", e);
        }
    }

    /** Candidates without an answer: from before a restart, a lost connection, or a side chain that may have become the active one. */
    private void settleAll() {
        try {
            List<Candidate> unsettled = candidates.unsettled();
            Set<Hash256> hashes = unsettled.stream().map(Candidate::blockHash).collect(Collectors.toSet());
            beside.retainAll(hashes);
            told.keySet().retainAll(hashes);
            unsettled.stream()
                    .filter(candidate -> !underway.containsKey(candidate.blockHash()))
                    .forEach(this::settle);
            settlement.ends();
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end the repetition.
            settlement.failed("could not settle blocks of ours; trying again later", e);
        }
    }

    private void settle(Candidate candidate) {
        switch (chain.confirmations(candidate.blockHash())) {
            case NodeReply.Ok<Integer>(Integer confirmations) -> {
                if (confirmations > 0) {
                    beside.remove(candidate.blockHash());
                    accepted(candidate, true);
                } else if (!rejectedIfBuried(candidate)) {
                    beside.add(candidate.blockHash());
                }
            }
            case NodeReply.Failed<Integer>(NodeFailure failure) -> {
                // -5: the node never got it, so the submission itself was lost.
                if (failure instanceof NodeFailure.Refused refused
                        && refused.code() == BLOCK_NOT_FOUND
                        && !rejectedIfBuried(candidate)) {
                    beside.remove(candidate.blockHash());
                    conclude(candidate, nodes.apply(candidate.block()), true);
                }
            }
        }
    }

    private boolean rejectedIfBuried(Candidate candidate) {
        boolean buried = chain.tip() instanceof NodeReply.Ok<ChainTip>(ChainTip tip)
                && tip.height() - candidate.height() > BURIED_DEPTH;
        if (buried) {
            beside.remove(candidate.blockHash());
            candidates.rejected(candidate.blockHash(), "stale-sibling");
        }
        return buried;
    }

    /** Writes down what was told, then stops. Its threads are never interrupted: an interrupt in a file write would close the database. */
    @Override
    public void close() {
        settling.shutdown();
        thread.shutdown();
        try {
            while (!settling.awaitTermination(1, TimeUnit.MINUTES) || !thread.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("still waiting for the store to write down what became of our blocks");
            }
            filing.shutdown();
            while (!filing.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warnf("still waiting for the disk to take %s", UnwrittenBlocks.FILE);
            }
            unwrittenFile.close();
        } catch (IOException e) {
            LOG.debug("closing " + UnwrittenBlocks.FILE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
