package org.vanta.appliance.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: nothing that a step throws ends the worker; closing and an interrupt do. Method: a thread of its own, events awaited. */
@Timeout(60)
class WorkerTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final BlockingQueue<Thread> steps = new LinkedBlockingQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    private boolean failingAtFirst() {
        steps.add(Thread.currentThread());
        switch (count.incrementAndGet()) {
            case 1 -> throw new OutOfMemoryError("of a test");
            case 2 -> throw new StackOverflowError("of a test");
            case 3 -> throw new IllegalStateException("of a test");
            default -> {
                return false;
            }
        }
    }

    @Test
    void goesOnAfterWhateverAStepThrows() throws InterruptedException {
        try (Worker worker = new Worker("test", Duration.ofMillis(1), this::failingAtFirst)) {
            worker.start();
            Thread first = steps.take();
            for (int i = 2; i <= 5; i++) {
                assertThat(steps.take()).isSameAs(first);
            }
        }
    }

    @Test
    void sleepsAfterAFailureUntilItIsWoken() throws InterruptedException {
        try (Worker worker = new Worker("test", LONG, this::failingAtFirst)) {
            worker.start();
            worker.wake();
            Thread thread = steps.take();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(steps).isEmpty();
            worker.wake();
            assertThat(steps.poll(30, TimeUnit.SECONDS)).isSameAs(thread);
        }
    }

    @Test
    void goesOnAfterAnErrorBetweenSteps() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        try (Worker worker = new Worker(
                "test",
                () -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new OutOfMemoryError("of a test");
                    }
                    return Duration.ofMillis(1);
                },
                () -> {
                    steps.add(Thread.currentThread());
                    return false;
                })) {
            worker.start();
            assertThat(steps.take()).isSameAs(steps.take());
        }
    }

    @Test
    void anInterruptEndsItAlsoAfterAFailure() throws InterruptedException {
        try (Worker worker = new Worker("test", LONG, this::failingAtFirst)) {
            worker.start();
            worker.wake();
            Thread thread = steps.take();
            thread.interrupt();
            thread.join();
            assertThat(steps).isEmpty();
        }
    }
}
