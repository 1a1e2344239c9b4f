package org.vanta.appliance.webhook;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.share.ShareAccounting;

/** All targets together: gives each alert to all of them, and looks for silent miners. Thread-safe; nothing happens if no target is set. */
public final class Webhooks implements Consumer<AcceptedBlock>, AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(Webhooks.class);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final List<Sender> senders;
    private final SilentMiners silent;
    private final boolean looks;
    private final InstantSource clock;
    private final Duration look;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("silent-miners").factory());

    /** @throws IllegalArgumentException with a sentence that names the setting and the remedy */
    public Webhooks(WebhookConfig config, ShareAccounting shares, InstantSource clock) {
        this(config, shares, clock, LOOK, FIRST_PAUSE);
    }

    Webhooks(WebhookConfig config, ShareAccounting shares, InstantSource clock, Duration look, Duration firstPause) {
        this.senders = Target.of(config).stream()
                .map(target -> new Sender(target, http, firstPause))
                .toList();
        this.silent = new SilentMiners(shares, config.silentAfter());
        this.looks = !senders.isEmpty() && config.silentAfter().isPositive();
        this.clock = clock;
        this.look = look;
    }

    public void start() {
        senders.forEach(Sender::start);
        if (looks) {
            var unused = timer.scheduleWithFixedDelay(this::look, 0, look.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            silent.look(clock.millis()).ifPresent(this::send);
        } catch (RuntimeException e) {
            LOG.error("looking for silent miners failed", e);
        }
    }

    @Override
    public void accept(AcceptedBlock block) {
        send(new Alert.BlockFound(block));
    }

    private void send(Alert alert) {
        senders.forEach(sender -> sender.send(alert));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        senders.forEach(Sender::close);
        http.shutdownNow();
    }
}
