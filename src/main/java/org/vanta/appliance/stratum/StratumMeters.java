package org.vanta.appliance.stratum;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.share.NameRefusal;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareReject;

/** The meters of the Stratum port. Thread-safe. */
public final class StratumMeters {
    private static final Duration[] SUBMIT_BUCKETS = millis(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 100, 1000);
    private static final Duration[] FAN_OUT_BUCKETS = millis(1, 2.5, 5, 10, 25, 50, 100, 250, 1000, 5000);

    private final MeterRegistry registry;
    private final Timer submit;
    private final Timer fanOut;
    private final Map<Deadlines.Missed, Counter> missed = new EnumMap<>(Deadlines.Missed.class);

    public StratumMeters(MeterRegistry registry) {
        this.registry = registry;
        submit = Timer.builder("vanta.stratum.submit")
                .description("From the arrival of a mining.submit to its answer")
                .serviceLevelObjectives(SUBMIT_BUCKETS)
                .register(registry);
        fanOut = Timer.builder("vanta.stratum.fanout")
                .description("From a new block's job to the write of the last mining.notify on an event loop")
                .serviceLevelObjectives(FAN_OUT_BUCKETS)
                .register(registry);
        for (Deadlines.Missed deadline : Deadlines.Missed.values()) {
            missed.put(
                    deadline,
                    Counter.builder("vanta.stratum.late")
                            .description("Connections closed for a deadline they missed")
                            .tag("deadline", deadline.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Counts shares by what they came to, and shows the age of the work handed out. */
    public StratumMeters with(ShareAccounting shares, JobFeed jobs, InstantSource clock) {
        FunctionCounter.builder(
                        "vanta.shares", shares, counted -> counted.tally().accepted())
                .description("Shares by what they came to")
                .tag("outcome", "accepted")
                .register(registry);
        for (ShareReject reason : ShareReject.values()) {
            FunctionCounter.builder(
                            "vanta.shares", shares, counted -> counted.tally().rejected(reason))
                    .description("Shares by what they came to")
                    .tag("outcome", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        for (NameRefusal reason : NameRefusal.values()) {
            FunctionCounter.builder(
                            "vanta.stratum.unauthorized",
                            shares,
                            refused -> refused.refusedNames().count(reason))
                    .description("User names that mining.authorize refused, by reason")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        FunctionCounter.builder(
                        "vanta.shares.blocks",
                        shares,
                        counted -> counted.tally().blocks())
                .description("Submits that met the network's target")
                .register(registry);
        TimeGauge.builder("vanta.job.age", () -> age(jobs, clock), TimeUnit.MILLISECONDS)
                .description("Age of the job handed out; no number while there is none")
                .register(registry);
        return this;
    }

    private static double age(JobFeed jobs, InstantSource clock) {
        Job job = jobs.current();
        return job == null ? Double.NaN : clock.millis() - job.createdMillis();
    }

    private static Duration[] millis(double... millis) {
        Duration[] durations = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            durations[i] = Duration.ofNanos((long) (millis[i] * 1_000_000));
        }
        return durations;
    }

    MeterRegistry registry() {
        return registry;
    }

    /** A submit that arrived at {@code fromNanos} is answered. */
    void submitted(long fromNanos) {
        submit.record(System.nanoTime() - fromNanos, TimeUnit.NANOSECONDS);
    }

    /** A connection is closed for a deadline it missed. */
    void missed(Deadlines.Missed deadline) {
        Counter counter = missed.get(deadline);
        if (counter != null) {
            counter.increment();
        }
    }

    /** A new block's job, published at {@code fromNanos}, has gone to all miners of an event loop. */
    void fannedOut(long fromNanos) {
        fanOut.record(System.nanoTime() - fromNanos, TimeUnit.NANOSECONDS);
    }
}
