package org.vanta.appliance.stratum;

import java.util.Locale;
import org.vanta.appliance.share.ShareDifficulty;

/** What the user agent says about a miner, as far as difficulty goes; firmware-notes/ has the sources. */
enum MinerFamily {
    /** Bitaxe, NerdQAxe and kin: their ASICs' ticket mask reports no share below 256. */
    BITAXE(Double.MAX_VALUE, 256),
    /** An ESP32 that hashes itself: 50 to 400 kH/s. */
    NERDMINER(0.001, ShareDifficulty.LEAST),
    /** A processor: 1 to 100 MH/s. */
    CPU(0.1, ShareDifficulty.LEAST),
    OTHER(Double.MAX_VALUE, 1);

    private final double start;
    private final double lowest;

    MinerFamily(double start, double lowest) {
        this.start = start;
        this.lowest = lowest;
    }

    static MinerFamily of(String userAgent) {
        String agent = userAgent.toLowerCase(Locale.ROOT);
        if (agent.contains("axe")) {
            return BITAXE;
        }
        if (agent.contains("nerdminer") || agent.contains("nmminer") || agent.contains("sparkminer")) {
            return NERDMINER;
        }
        return agent.startsWith("cpuminer") || agent.startsWith("vanta-miner") ? CPU : OTHER;
    }

    /** The difficulty to begin with where {@code configured} is set. */
    double start(double configured) {
        return Math.min(start, configured);
    }

    /** The lowest difficulty that is of use. */
    double lowest() {
        return lowest;
    }
}
