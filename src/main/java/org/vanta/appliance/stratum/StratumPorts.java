package org.vanta.appliance.stratum;

import java.util.concurrent.atomic.AtomicInteger;

/** The ports in use, 0 where there is none. Thread-safe. */
final class StratumPorts {
    /** What a port is for. */
    enum Kind {
        /** Whoever mines. */
        PLAIN,
        /** Behind a load balancer that speaks the PROXY protocol. */
        PROXIED,
        /** Hashpower that is rented: never below {@link StratumProtocol#RENTED_LEAST}. */
        RENTED,
        /** As {@link #PLAIN}, over TLS. */
        TLS;

        /** Vert.x's way to say: any free port, but the same for all verticles of a deployment. */
        int anyFree() {
            return -1 - ordinal();
        }
    }

    private final AtomicInteger[] used = {
        new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger()
    };

    void use(Kind kind, int port) {
        used[kind.ordinal()].set(port);
    }

    int of(Kind kind) {
        return used[kind.ordinal()].get();
    }
}
