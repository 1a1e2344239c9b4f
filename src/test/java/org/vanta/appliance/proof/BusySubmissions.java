package org.vanta.appliance.proof;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;

/** Keeps every thread of submitted proofs busy and its queue full until closed. */
public final class BusySubmissions implements AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final CountDownLatch release = new CountDownLatch(1);
    private final Semaphore done = new Semaphore(0);
    private int queued;

    private BusySubmissions(ThreadPoolExecutor threads) {
        this.threads = threads;
    }

    /** @param checker that nobody else submits to at present */
    public static BusySubmissions of(ProofChecker checker) {
        BusySubmissions busy = new BusySubmissions(checker.submissionThreads());
        busy.fill();
        return busy;
    }

    private void fill() {
        threads.prestartAllCoreThreads();
        CountDownLatch working = new CountDownLatch(threads.getCorePoolSize());
        for (int i = 0; i < threads.getCorePoolSize(); i++) {
            threads.execute(() -> hold(working));
        }
        try {
            working.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        while (threads.getQueue().remainingCapacity() > 0) {
            threads.execute(done::release);
            queued++;
        }
    }

    private void hold(CountDownLatch working) {
        working.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        release.countDown();
        done.acquireUninterruptibly(queued);
    }
}
