package org.vanta.appliance.webhook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;

/** Sends alerts to one target, in order, on a thread of its own; tries again for a while, and drops the oldest when too many wait. */
final class Sender implements AutoCloseable {
    static final int WAITING_MAX = 64;
    static final int TRIES_MAX = 6;

    private static final int STATUS_OK = 200;
    private static final int STATUS_NOT_OK = 300;
    private static final int STATUS_TOO_MANY = 429;
    private static final int STATUS_SERVER = 500;
    private static final Logger LOG = Logger.getLogger(Sender.class);

    private final Target target;
    private final HttpClient http;
    private final Duration firstPause;
    private final BlockingQueue<Alert> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;

    /** @param firstPause before the second try; doubles with each */
    Sender(Target target, HttpClient http, Duration firstPause) {
        this.target = target;
        this.http = http;
        this.firstPause = firstPause;
        this.thread = Thread.ofVirtual().name("webhook-" + target.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Never blocks. */
    void send(Alert alert) {
        while (!waiting.offer(alert)) {
            if (waiting.poll() != null) {
                LOG.warnf("%s takes alerts too slowly: the oldest of %d is dropped", target.name(), WAITING_MAX);
            }
        }
    }

    private void run() {
        try {
            while (true) {
                deliver(waiting.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Alert alert) throws InterruptedException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            String trouble;
            boolean hopeless = false;
            try {
                int status = http.send(target.request(alert), BodyHandlers.discarding())
                        .statusCode();
                if (status >= STATUS_OK && status < STATUS_NOT_OK) {
                    return;
                }
                trouble = "HTTP status " + status;
                hopeless = status < STATUS_SERVER && status != STATUS_TOO_MANY;
            } catch (IOException | IllegalArgumentException e) {
                // The message may show the URL, which is a secret.
                trouble = e.getClass().getSimpleName();
            }
            if (hopeless || attempt == TRIES_MAX) {
                LOG.warnf("%s did not take \"%s\": %s, tried %d times", target.name(), alert.title(), trouble, attempt);
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
