package org.vanta.appliance.webhook;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.share.ShareAccounting;

/** All targets together: gives each alert to all of them, and looks for news of miners. Thread-safe; nothing happens if no target is set. */
public final class Webhooks implements Consumer<AcceptedBlock>, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(Webhooks.class);

    /**
     * How long things may take.
     *
     * @param look between two looks for news of miners
     * @param firstPause before a second try; doubles with each
     * @param patience for one try, from the connection to the end of the answer
     * @param farewell for what is left to send at the stop
     */
    record Times(Duration look, Duration firstPause, Duration patience, Duration farewell) {
        static final Times USUAL =
                new Times(Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final List<Sender> senders;
    private final List<Watch> watches;
    private final InstantSource clock;
    private final Times times;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("webhook-watch").factory());

    /** @throws IllegalArgumentException with a sentence that names the setting and the remedy */
    public Webhooks(WebhookConfig config, ShareAccounting shares, InstantSource clock) {
        this(config, shares, clock, System::nanoTime, Times.USUAL);
    }

    /** @param nanos a clock that is never set, in nanoseconds */
    Webhooks(WebhookConfig config, ShareAccounting shares, InstantSource clock, LongSupplier nanos, Times times) {
        this.senders = Target.of(config).stream()
                .map(target -> new Sender(target, http, times.firstPause(), times.patience()))
                .toList();
        List<Watch> wanted = watches(config, shares, nanos);
        this.watches = senders.isEmpty() ? List.of() : wanted;
        this.clock = clock;
        this.times = times;
    }

    private static List<Watch> watches(WebhookConfig config, ShareAccounting shares, LongSupplier nanos) {
        List<Watch> watches = new ArrayList<>();
        if (config.silentAfter().isPositive()) {
            watches.add(new SilentMiners(shares, config.silentAfter(), nanos));
        }
        double least = config.bestDifficulty();
        if (!(least >= 0) || Double.isInfinite(least)) {
            throw new IllegalArgumentException("VANTA_WEBHOOK_BEST_DIFFICULTY is " + least
                    + "; set the least difficulty to be told of, such as 100000000, or 0 to be told of none");
        }
        if (least > 0) {
            watches.add(new BestDifficulties(shares, least));
        }
        return watches;
    }

    public void start() {
        senders.forEach(Sender::start);
        if (!watches.isEmpty()) {
            // What was before the start is no news; what comes right after it is.
            watches.forEach(this::look);
            long look = times.look().toMillis();
            var unused =
                    timer.scheduleWithFixedDelay(() -> watches.forEach(this::look), look, look, TimeUnit.MILLISECONDS);
        }
    }

    private void look(Watch watch) {
        try {
            watch.look(clock.millis()).ifPresent(this::send);
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed to look", watch.getClass().getSimpleName());
        }
    }

    @Override
    public void accept(AcceptedBlock block) {
        send(new Alert.BlockFound(block));
    }

    private void send(Alert alert) {
        senders.forEach(sender -> sender.send(alert));
    }

    /** Waits a bounded time until what is left to send is taken: a block of the last moment is news too. */
    @Override
    public void close() {
        timer.shutdownNow();
        senders.forEach(Sender::finish);
        long until = System.nanoTime() + times.farewell().toNanos();
        senders.forEach(sender -> sender.end(until));
        http.shutdownNow();
    }
}
