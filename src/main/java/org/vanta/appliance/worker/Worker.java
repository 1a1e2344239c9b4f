package org.vanta.appliance.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes step after step on a thread of its own while there is more to do, and sleeps until it is woken or a while has passed otherwise. It sleeps
 * before the first step. It is never interrupted: an interrupt in a file write would close the database. What a step throws is logged and ends no
 * worker: the next step comes after the usual sleep.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    private final String name;
    private final Supplier<Duration> idle;
    private final BooleanSupplier step;
    private final Trouble trouble = new Trouble();
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;
    private @Nullable Thread thread;

    /**
     * @param idle the longest sleep
     * @param step returns whether there is more to do at once; expected failures are its own to tell
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
        boolean more = false;
        while (!closed) {
            try {
                if (!more) {
                    sleep();
                }
                more = false;
                if (!closed) {
                    more = step.getAsBoolean();
                    trouble.ends();
                }
            } catch (Throwable e) {
                // The rest of the appliance goes on after an error, and needs this thread.
                told(e);
            }
        }
    }

    /** Says so once for each change. */
    private void told(Throwable failure) {
        try {
            if (trouble.begins(failure.toString())) {
                LOG.errorf(failure, "%s: a step failed; trying again", name);
            }
        } catch (Throwable e) {
            // There may be no memory to say it with; that must not end the thread either.
            failure.addSuppressed(e);
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
