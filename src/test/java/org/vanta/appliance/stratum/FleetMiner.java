package org.vanta.appliance.stratum;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hex;

/**
 * A miner of one family on a real socket, whose time is the test's: shares come by chance at its hash rate, each with a real nonce. It notes what
 * would have made such firmware give up or lose work. For one thread.
 */
final class FleetMiner implements AutoCloseable {
    private static final String EXTRANONCE2 = "0000000000000001";
    private static final double DIFFICULTY_1_HASHES = 0x1p32;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final FirmwareFamily family;
    private final TestMiner socket;
    private final String user;
    private final double hashesPerMilli;
    private final double unit;
    private final SplittableRandom random;
    private final Set<String> jobs = new HashSet<>();
    private final Deque<Double> waiting = new ArrayDeque<>();
    private final List<String> refusals = new ArrayList<>();
    private String extranonce1 = "";
    private @Nullable NotifiedWork work;
    private @Nullable NotifiedWork before;
    private double difficulty;
    private double difficultyBefore;
    private long changedMillis;
    private int nonce;
    private int rolled;
    private long heardMillis;
    private long longestSilence;
    private long saidMillis;
    private int shares;
    private int changes;
    private boolean repeated;

    /**
     * @param multiple of the family's hash rate
     * @param unit what the test's difficulty 1 is, in real ones: so much easier are its shares to find
     */
    FleetMiner(FirmwareFamily family, double multiple, double unit, int port, String user, long seed, long now)
            throws IOException {
        this.family = family;
        this.user = user;
        this.hashesPerMilli = family.hashRate * multiple / MILLIS_PER_SECOND;
        this.unit = unit;
        this.random = new SplittableRandom(seed);
        this.socket = new TestMiner(port);
        this.heardMillis = now;
        this.saidMillis = now;
        socket.send(family.hello(user).toArray(new String[0]));
        readUntil("{\"id\":3,", now);
        for (String suggestion : family.suggestion()) {
            socket.send(suggestion);
            readUntil("{\"id\":5,", now);
        }
        while (work == null) {
            take(line(), now);
        }
    }

    /** When its next share comes, if nothing changes until then. */
    double nextShare(double now) {
        double hashes = Math.max(difficulty, family.leastReported) * DIFFICULTY_1_HASHES;
        return now - Math.log(1 - random.nextDouble()) * hashes / hashesPerMilli;
    }

    /** Submits a share: of the work before, as long as that is still in its pipeline. */
    void share(long now) throws IOException {
        boolean late = before != null && now - changedMillis < family.pipelineMillis;
        submit(late ? before : work, late ? difficultyBefore : difficulty, now);
    }

    /** Submits a share of the work before, however long ago that was. */
    void shareOfWorkBefore(long now) throws IOException {
        submit(before, difficultyBefore, now);
    }

    private void submit(@Nullable NotifiedWork from, double wanted, long now) throws IOException {
        if (from == null) {
            throw new IllegalStateException("no work");
        }
        int bits = family.rollsVersion ? (rolled = rolled + 1 & 0xffff) << 13 : 0;
        nonce = from.nonce(extranonce1 + EXTRANONCE2, bits, wanted * unit, nonce + 1);
        String last = family.rollsVersion ? "\",\"" + Hex.encodeInt(bits) : "";
        socket.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"" + user + "\",\"" + from.jobId() + "\",\""
                + EXTRANONCE2 + "\",\"" + from.ntime() + "\",\"" + Integer.toHexString(nonce) + last + "\"]}");
        saidMillis = now;
        String answer = readUntil("{\"id\":4,", now);
        if (answer.contains("true")) {
            shares++;
        } else {
            refusals.add(answer);
        }
        while (socket.hasMore()) {
            take(line(), now);
        }
    }

    /** Reads up to this job; says its sign of life if it is time for it. */
    void await(String jobId, long now) throws IOException {
        while (work == null || !work.jobId().equals(jobId)) {
            take(line(), now);
        }
        if (family.keepaliveMillis > 0 && now - saidMillis >= family.keepaliveMillis) {
            saidMillis = now;
            socket.send(family.suggestion().getFirst());
            readUntil("{\"id\":5,", now);
        }
    }

    private String readUntil(String start, long now) throws IOException {
        String line = line();
        while (!line.startsWith(start)) {
            take(line, now);
            line = line();
        }
        heard(now);
        return line;
    }

    private String line() throws IOException {
        String line = socket.read();
        if (line == null) {
            throw new IOException("the server closed the connection of " + family);
        }
        return line;
    }

    private void heard(long now) {
        longestSilence = Math.max(longestSilence, now - heardMillis);
        heardMillis = now;
    }

    private void take(String line, long now) {
        heard(now);
        if (line.contains("mining.set_extranonce")) {
            throw new IllegalStateException(family + " does not know " + line);
        }
        if (line.contains("\"method\":\"mining.set_difficulty\"")) {
            String number = line.replaceAll(".*\\[|].*", "");
            changes++;
            waiting.add(Double.parseDouble(number));
        } else if (line.contains("\"method\":\"mining.notify\"")) {
            before = work;
            difficultyBefore = difficulty;
            changedMillis = now;
            work = new NotifiedWork(line);
            repeated |= !jobs.add(work.jobId());
            takeDifficulty();
        } else if (line.contains("[[[\"mining.notify\"")) {
            extranonce1 = line.replaceAll(".*]],\"|\",8].*", "");
        }
    }

    private void takeDifficulty() {
        if (!waiting.isEmpty()) {
            difficulty =
                    family.taking == FirmwareFamily.Taking.ONE_EACH_JOB ? waiting.removeFirst() : waiting.removeLast();
            if (family.taking != FirmwareFamily.Taking.ONE_EACH_JOB) {
                waiting.clear();
            }
            if (family.taking == FirmwareFamily.Taking.CUT_TO_WHOLE) {
                difficulty = Math.floor(difficulty);
            }
        }
    }

    /** Reads to the end of the connection. */
    boolean isClosedByServer() throws IOException {
        String line = socket.read();
        while (line != null) {
            line = socket.read();
        }
        return true;
    }

    /** Counts shares and changes of difficulty anew. */
    void settle() {
        shares = 0;
        changes = 0;
    }

    double difficulty() {
        return difficulty;
    }

    int shares() {
        return shares;
    }

    int changes() {
        return changes;
    }

    /** Difficulties that came without a job of their own. */
    int stacked() {
        return waiting.size();
    }

    List<String> refusals() {
        return refusals;
    }

    long longestSilenceMillis() {
        return longestSilence;
    }

    boolean sawAJobTwice() {
        return repeated;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
