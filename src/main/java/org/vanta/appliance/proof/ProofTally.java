package org.vanta.appliance.proof;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts outcomes and the time spent on checks, since the start. Thread-safe. */
@Singleton
public final class ProofTally {
    private final Map<ProofOutcome, LongAdder> counts = new EnumMap<>(ProofOutcome.class);
    private final LongAdder checkNanos = new LongAdder();

    public ProofTally() {
        for (ProofOutcome outcome : ProofOutcome.values()) {
            counts.put(outcome, new LongAdder());
        }
    }

    void count(ProofOutcome outcome) {
        adder(outcome).increment();
    }

    void checked(ProofOutcome outcome, long nanos) {
        count(outcome);
        checkNanos.add(nanos);
    }

    private LongAdder adder(ProofOutcome outcome) {
        LongAdder adder = counts.get(outcome);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + outcome);
        }
        return adder;
    }

    /** Checks that the verifier has done. */
    public long checks() {
        return of(ProofOutcome.VERIFIED) + of(ProofOutcome.REFUSED);
    }

    /** How often this was the outcome. */
    public long of(ProofOutcome outcome) {
        return adder(outcome).sum();
    }

    /** Nanoseconds of all checks together. */
    public long checkNanos() {
        return checkNanos.sum();
    }
}
