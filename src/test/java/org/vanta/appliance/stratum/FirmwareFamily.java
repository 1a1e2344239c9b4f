package org.vanta.appliance.stratum;

import java.util.List;

/** How the firmware of each page of firmware-notes/ behaves over hours: what it says, how it takes a difficulty, how late its shares come. */
enum FirmwareFamily {
    BITAXE_BM1397("bitaxe/BM1397/v2.9.0", 0.35e12, 256, 2_000, Taking.WITH_NEXT_JOB, true, 0),
    BITAXE_BM1366("bitaxe/BM1366/v2.9.0", 0.5e12, 256, 2_000, Taking.WITH_NEXT_JOB, true, 0),
    BITAXE_BM1368("bitaxe/BM1368/v2.9.0", 0.6e12, 256, 500, Taking.WITH_NEXT_JOB, true, 0),
    BITAXE_BM1370("bitaxe/BM1370/v2.9.0", 1.2e12, 256, 500, Taking.WITH_NEXT_JOB, true, 0),
    NERDQAXE("NerdQAxe++/BM1370/v1.0.30", 4.8e12, 256, 500, Taking.CUT_TO_WHOLE, true, 0),
    NERDMINER("NerdMinerV2/1.8.3", 70e3, 0, 1_000, Taking.WITH_NEXT_JOB, false, 30_000),
    CGMINER("cgminer/4.11.1", 14e12, 0, 3_000, Taking.ONE_EACH_JOB, true, 0),
    WHATSMINER("whatsminer/v1.0", 100e12, 0, 3_000, Taking.WITH_NEXT_JOB, true, 0),
    CPUMINER("cpuminer/2.5.1", 20e6, 0, 100, Taking.WITH_NEXT_JOB, false, 0),
    NICEHASH("NiceHash/1.0.0", 500e12, 0, 4_000, Taking.WITH_NEXT_JOB, true, 0);

    /** When a difficulty is in force for the miner. */
    enum Taking {
        WITH_NEXT_JOB,
        /** As an integer. */
        CUT_TO_WHOLE,
        /** Those that came wait in a row, and each job takes one. */
        ONE_EACH_JOB
    }

    final String agent;
    /** A second. */
    final double hashRate;
    /** Its chips report nothing below. */
    final double leastReported;
    /** How long shares of the work before still come. */
    final long pipelineMillis;

    final Taking taking;
    final boolean rollsVersion;
    /** Without a share for so long it says a suggestion for a sign of life; 0 if it does not. */
    final long keepaliveMillis;

    FirmwareFamily(
            String agent,
            double hashRate,
            double leastReported,
            long pipelineMillis,
            Taking taking,
            boolean rollsVersion,
            long keepaliveMillis) {
        this.agent = agent;
        this.hashRate = hashRate;
        this.leastReported = leastReported;
        this.pipelineMillis = pipelineMillis;
        this.taking = taking;
        this.rollsVersion = rollsVersion;
        this.keepaliveMillis = keepaliveMillis;
    }

    /** What it says until it is authorized, in its order; the last line is the authorization, with id 3. */
    List<String> hello(String user) {
        String configure =
                "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{\"version-rolling.mask\":\"1fffe000\"}]}";
        String subscribe = "{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"" + agent + "\"]}";
        String authorize = "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + user + "\",\"x\"]}";
        if (this == NERDQAXE) {
            return List.of(subscribe, configure, authorize);
        }
        return rollsVersion ? List.of(configure, subscribe, authorize) : List.of(subscribe, authorize);
    }

    /** What it suggests after it was authorized; empty if nothing. */
    List<String> suggestion() {
        return switch (this) {
            case BITAXE_BM1397, BITAXE_BM1366, BITAXE_BM1368, BITAXE_BM1370, NERDQAXE -> suggest("1000");
            case NERDMINER -> suggest("0.00015");
            case CGMINER, WHATSMINER, CPUMINER, NICEHASH -> List.of();
        };
    }

    private static List<String> suggest(String number) {
        return List.of("{\"id\":5,\"method\":\"mining.suggest_difficulty\",\"params\":[" + number + "]}");
    }

    boolean isRented() {
        return this == NICEHASH;
    }

    /** The least the server may ever ask of it. */
    double least() {
        return isRented() ? StratumProtocol.RENTED_LEAST : Math.max(leastReported, 0.00001);
    }

    boolean mayHaveFractions() {
        return this == NERDMINER || this == CPUMINER;
    }
}
