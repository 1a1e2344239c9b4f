package org.vanta.appliance.webhook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Sends alerts to one target, in order, on a thread of its own; tries again for a while, and drops the oldest when too many wait. When asked to
 * finish it tries each that is left once more.
 */
final class Sender {
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
    private final Duration patience;
    private final BlockingQueue<Alert> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    /** At least as many as wait, and one when there is to be no more: what the thread sleeps on. */
    private final Semaphore news = new Semaphore(0);

    private final CountDownLatch finishing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param firstPause before the second try; doubles with each
     * @param patience how long one try may take, from the connection to the end of the answer
     */
    Sender(Target target, HttpClient http, Duration firstPause, Duration patience) {
        this.target = target;
        this.http = http;
        this.firstPause = firstPause;
        this.patience = patience;
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
        news.release();
    }

    private void run() {
        try {
            while (true) {
                Alert next = waiting.poll();
                if (next != null) {
                    deliver(next);
                } else if (isFinishing()) {
                    return;
                } else {
                    news.acquire();
                }
            }
        } catch (InterruptedException e) {
            LOG.warnf("%s was too slow for the stop: %d alerts are lost", target.name(), waiting.size() + 1);
            Thread.currentThread().interrupt();
        }
    }

    private boolean isFinishing() {
        return finishing.getCount() == 0;
    }

    private void deliver(Alert alert) throws InterruptedException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == TRIES_MAX || isFinishing();
            String trouble;
            boolean hopeless = false;
            try {
                int status = status(target.request(alert));
                if (status >= STATUS_OK && status < STATUS_NOT_OK) {
                    return;
                }
                trouble = "HTTP status " + status;
                hopeless = status < STATUS_SERVER && status != STATUS_TOO_MANY;
            } catch (IOException | TimeoutException | IllegalArgumentException e) {
                // The message may show the URL, which is a secret.
                trouble = e.getClass().getSimpleName();
            }
            if (hopeless || last) {
                LOG.warnf("%s did not take \"%s\": %s, tried %d times", target.name(), alert.title(), trouble, attempt);
                return;
            }
            var unused = finishing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
            pause = pause.multipliedBy(2);
        }
    }

    /** The whole exchange is bounded: a timeout of the request's own ends with the headers, and a body may stall. */
    private int status(HttpRequest request) throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, BodyHandlers.discarding());
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS).statusCode();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException trouble ? trouble : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** Asks for an end without pauses between tries, to be waited for with {@link #end}; nothing is to be sent any more. */
    void finish() {
        finishing.countDown();
        news.release();
    }

    /** Waits for the end, and makes one at {@code untilNanos} of {@link System#nanoTime}. */
    void end(long untilNanos) {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(Duration.ofNanos(untilNanos - System.nanoTime()))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
