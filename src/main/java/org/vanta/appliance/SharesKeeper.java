package org.vanta.appliance;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.SharesFile;
import org.vanta.appliance.stratum.WorkerMeters;

/** Carries the accounting of shares over restarts: reads it at the start, writes it each minute and at the stop, on a thread of its own. */
final class SharesKeeper implements AutoCloseable {
    private static final long SAVE_SECONDS = 60;
    private static final long METERS_SECONDS = 15;
    private static final Logger LOG = Logger.getLogger(SharesKeeper.class);

    private final SharesFile file;
    private final ShareAccounting shares;
    private final InstantSource clock;
    private final @Nullable WorkerMeters meters;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("shares-file").factory());
    private boolean loaded;

    /** @param meters kept up to date if given */
    SharesKeeper(SharesFile file, ShareAccounting shares, InstantSource clock, @Nullable WorkerMeters meters) {
        this.file = file;
        this.shares = shares;
        this.clock = clock;
        this.meters = meters;
    }

    /** What can't be read costs the figures of before, never the start. */
    void start() {
        try {
            file.load(shares);
        } catch (MalformedBytesException e) {
            LOG.warnf("%s; workers' figures begin anew%s", e.getMessage(), setAside());
        } catch (IOException e) {
            LOG.warnf("workers' figures of before can't be read, they begin anew: %s", e);
        }
        loaded = true;
        var unused = timer.scheduleWithFixedDelay(this::save, SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS);
        WorkerMeters asked = meters;
        if (asked != null) {
            unused = timer.scheduleWithFixedDelay(
                    () -> asked.refresh(clock.millis()), METERS_SECONDS, METERS_SECONDS, TimeUnit.SECONDS);
        }
    }

    private String setAside() {
        try {
            return ", the file is kept as " + file.setAside();
        } catch (IOException e) {
            return " (and the file can't be moved aside: " + e + ")";
        }
    }

    private void save() {
        try {
            file.save(shares, clock.millis());
        } catch (IOException | RuntimeException e) {
            LOG.warnf("workers' figures can't be written, tried again in %d s: %s", SAVE_SECONDS, e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        timer.close();
        if (loaded) {
            loaded = false;
            save();
        }
    }
}
