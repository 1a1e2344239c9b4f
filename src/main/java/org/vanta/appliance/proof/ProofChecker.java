package org.vanta.appliance.proof;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.chain.ProofEnvelope;
import org.vanta.appliance.chain.VerifiedProof;
import org.vanta.verifier.Verifier;

/**
 * Has proofs checked on worker threads. Submitted ones wait in a bounded queue and find it full at worst; those of blocks have threads of
 * their own and always get their answer, so that no flood of submissions changes or delays what the index makes of a block for long.
 */
@Singleton
public final class ProofChecker implements ProofCheck, AutoCloseable {
    private final Function<ProofRequest, ProofAnswer> judge;
    private final String program;
    private final ProofTally tally;
    private final ThreadPoolExecutor submitted;
    private final int queueMax;
    private final ExecutorService ofBlocks = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("block-proof-", 0).factory());

    @Inject
    public ProofChecker(Verifier verifier, ProofTally tally, ProofConfig config) {
        this(new ProofJudge(verifier), tally, config.threads(), config.queue());
    }

    /**
     * @param threads for submitted proofs
     * @param queueMax submitted proofs that may wait for them
     */
    ProofChecker(ProofJudge judge, ProofTally tally, int threads, int queueMax) {
        this(judge, judge.program().map(Hash256::hex).orElse(NO_PROGRAM), tally, threads, queueMax);
    }

    ProofChecker(
            Function<ProofRequest, ProofAnswer> judge, String program, ProofTally tally, int threads, int queueMax) {
        this.judge = judge;
        this.program = program;
        this.tally = tally;
        this.queueMax = queueMax;
        this.submitted = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queueMax),
                Thread.ofPlatform().daemon().name("submitted-proof-", 0).factory());
    }

    /** Checks a submitted proof and waits for the answer; {@link ProofAnswer.Busy} at once if too many wait already. */
    public ProofAnswer submit(ProofRequest request) {
        Future<ProofAnswer> answer;
        try {
            answer = submitted.submit(() -> timed(request));
        } catch (RejectedExecutionException e) {
            tally.count(ProofOutcome.BUSY);
            return new ProofAnswer.Busy(queueMax);
        }
        return result(answer);
    }

    /** The threads of submitted proofs and their queue, for tests that want them busy. */
    ThreadPoolExecutor submissionThreads() {
        return submitted;
    }

    @Override
    public String program() {
        return program;
    }

    @Override
    public List<Optional<VerifiedProof>> check(List<byte[]> items) {
        if (items.size() == 1) {
            return List.of(checkItem(items.getFirst()));
        }
        List<Callable<Optional<VerifiedProof>>> checks = new ArrayList<>(items.size());
        items.forEach(item -> checks.add(() -> checkItem(item)));
        try {
            List<Optional<VerifiedProof>> answers = new ArrayList<>(items.size());
            ofBlocks.invokeAll(checks).forEach(answer -> answers.add(result(answer)));
            return answers;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Optional<VerifiedProof> checkItem(byte[] item) {
        if (ProofEnvelope.parse(item).isEmpty()) {
            tally.count(ProofOutcome.NOT_A_PROOF);
            return Optional.empty();
        }
        return timed(new ProofRequest.Envelope(item)) instanceof ProofAnswer.Verified(VerifiedProof proof)
                ? Optional.of(proof)
                : Optional.empty();
    }

    private ProofAnswer timed(ProofRequest request) {
        long begin = System.nanoTime();
        ProofAnswer answer = judge.apply(request);
        tally.checked(
                answer instanceof ProofAnswer.Verified ? ProofOutcome.VERIFIED : ProofOutcome.REFUSED,
                System.nanoTime() - begin);
        return answer;
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a proof could not be checked", e.getCause());
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while proofs were checked", cause);
    }

    /** Finishes what is being checked. To be called when nobody asks any more. */
    @Override
    public void close() {
        submitted.close();
        ofBlocks.close();
    }
}
