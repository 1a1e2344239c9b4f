package org.vanta.appliance.stratum;

import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.template.PaidCoinbase;
import org.vanta.appliance.template.Templates;

/** A server with a block of twelve merkle branches to mine, and the lines it must send, put together here a second way. */
abstract class FirmwareReplay {
    static final String USER = TestPool.MINER.hex() + ".rig";
    static final String EXTRANONCE1 = "57a6f098";
    /** The extranonce1, and the start of the digest that stands behind it while the server's secret is zero. */
    static final String SESSION = EXTRANONCE1 + "3bf95f65ab878f1e";

    static final String SET_MASK = "{\"id\":null,\"method\":\"mining.set_version_mask\",\"params\":[\"1fffe000\"]}";
    private static final int TRANSACTIONS = 4000;

    TestPool pool;

    @BeforeEach
    void start() throws Exception {
        pool = new TestPool(TestPool.Settings.usual(), Templates.TIME * 1000, Target::fromDifficulty);
        newBlock("tip", Templates.HARD_BITS);
    }

    @AfterEach
    void stop() throws Exception {
        pool.close();
    }

    final void newBlock(String previous, int bits) {
        pool.feed.accept(Templates.of(800_000, previous, bits, TRANSACTIONS));
    }

    static String accepted(int id) {
        return "{\"id\":" + id + ",\"result\":true,\"error\":null}";
    }

    static String rejected(int id, String error) {
        return "{\"id\":" + id + ",\"result\":null,\"error\":" + error + "}";
    }

    static String subscribed(int id) {
        return "{\"id\":" + id + ",\"result\":[[[\"mining.notify\",\"" + SESSION + "\"]],\"" + EXTRANONCE1
                + "\",8],\"error\":null}";
    }

    static String setDifficulty(String number) {
        return "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[" + number + "]}";
    }

    /** The line of the newest job. */
    final String notified(boolean clean) {
        return notified(Objects.requireNonNull(pool.jobs.newest()), clean);
    }

    /** The line of the same work under the {@code further}-th tag after the newest, as a connection gets it for its own. */
    final String notifiedAgain(int further) {
        Job job = Objects.requireNonNull(pool.jobs.newest());
        return notified(
                new Job(job.tag() + further, job.template(), false, job.ntime(), pool.clock.millis(), pool.coinbases),
                false);
    }

    private String notified(Job job, boolean clean) {
        PaidCoinbase paid = job.coinbaseFor(TestPool.MINER);
        String branch = job.merkleBranch().stream()
                .map(sibling -> '"' + sibling.hex() + '"')
                .collect(Collectors.joining(","));
        return "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"" + job.id() + "\",\""
                + NotifyLine.wordSwapped(job.previousHash()) + "\",\"" + Hex.encode(paid.head()) + "\",\""
                + Hex.encode(paid.tail()) + "\",[" + branch + "],\"" + Hex.encodeInt(job.version()) + "\",\""
                + Hex.encodeInt(job.bits()) + "\",\"" + Long.toHexString(pool.clock.millis() / 1000) + "\"," + clean
                + "]}";
    }

    static String submit(int id, NotifiedWork work, String extranonce2, String nonce, String... versionBits) {
        String last = versionBits.length == 0 ? "" : "\", \"" + versionBits[0];
        return "{\"id\": " + id + ", \"method\": \"mining.submit\", \"params\": [\"" + USER + "\", \"" + work.jobId()
                + "\", \"" + extranonce2 + "\", \"" + work.ntime() + "\", \"" + nonce + last + "\"]}";
    }
}
