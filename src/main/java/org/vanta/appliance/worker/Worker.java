package org.vanta.appliance.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes step after step on a thread of its own while there is more to do, and sleeps until it is woken or a while has passed otherwise. It sleeps
 * before the first step. It is never interrupted: an interrupt in a file write would close the database.
 */
public final class Worker implements AutoCloseable {
    private final String name;
    private final Supplier<Duration> idle;
    private final BooleanSupplier step;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;
    private @Nullable Thread thread;

    /**
     * @param idle the longest sleep
     * @param step returns whether there is more to do at once; must not throw
     */
    public Worker(String name, Duration idle, BooleanSupplier step) {
        this(name, () -> idle, step);
    }

    /** @param idle the longest next sleep */
    public Worker(String name, Supplier<Duration> idle, BooleanSupplier step) {
        this.name = name;
        this.idle = idle;
        this.step = step;
    }

    public void start() {
        thread = Thread.ofPlatform().name(name).start(this::run);
    }

    /** Says that there may be something to do. Never blocks. */
    public void wake() {
        wake.release();
    }

    /** Whether a long step should end soon. */
    public boolean isClosed() {
        return closed;
    }

    private void run() {
        sleep();
        while (!closed) {
            boolean more = step.getAsBoolean();
            if (!more && !closed) {
                sleep();
            }
        }
    }

    private void sleep() {
        try {
            if (wake.tryAcquire(idle.get().toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Finishes the step at hand, then stops. */
    @Override
    public void close() {
        closed = true;
        wake.release();
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
