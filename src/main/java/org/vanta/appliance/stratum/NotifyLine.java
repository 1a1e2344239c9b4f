package org.vanta.appliance.stratum;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.note.MiningCommitments;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.SharedCoinbase;

/**
 * The {@code mining.notify} line of one job. It is written once; for another owner only the commitment is put in, twice, and for another
 * second the time, so that nothing is made for each miner. For one thread.
 */
final class NotifyLine {
    /** Longer than a job is handed out: a clock that is ahead of it by more is not believed. */
    private static final long JOB_SECONDS_MAX = JobFeed.TEMPLATE_MILLIS_MAX / 1000;

    private static final byte[] DIGITS = ascii("0123456789abcdef");
    private static final byte[] CLEAN = ascii("true]}\n");
    private static final byte[] NOT_CLEAN = ascii("false]}\n");

    private final Job job;
    private final double networkDifficulty;
    private final MiningCommitments commitments;
    private final byte[] commitment = new byte[Hash256.BYTES];
    private final int tailAt;
    private final byte[] line;
    private final int ntimeAt;
    private @Nullable OwnerKey owner;
    private int ntime;

    NotifyLine(Job job) {
        this.job = job;
        this.networkDifficulty = job.networkTarget().difficulty();
        this.commitments = job.commitments();
        this.ntime = job.ntime();
        SharedCoinbase shared = job.sharedCoinbase();
        String branch = job.merkleBranch().stream()
                .map(sibling -> '"' + sibling.hex() + '"')
                .collect(Collectors.joining(","));
        String start = "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"" + job.id() + "\",\""
                + wordSwapped(job.previousHash()) + "\",\"" + Hex.encode(shared.head()) + "\",\"";
        String middle = start + Hex.encode(shared.tail()) + "\",[" + branch + "],\"" + Hex.encodeInt(job.version())
                + "\",\"" + Hex.encodeInt(job.bits()) + "\",\"";
        this.tailAt = start.length();
        this.ntimeAt = middle.length();
        this.line = ascii(middle + Hex.encodeInt(ntime) + "\",");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    Job job() {
        return job;
    }

    double networkDifficulty() {
        return networkDifficulty;
    }

    /** Bytes of the line with its end, at most. */
    int length() {
        return line.length + NOT_CLEAN.length;
    }

    /**
     * Writes the line with its end.
     *
     * @param now seconds since 1970: firmware sets its clock by the job's time, so it is the true one and not that of the job's making
     */
    void write(ByteBuf out, OwnerKey payee, boolean clean, long now) {
        pay(payee);
        long made = Integer.toUnsignedLong(job.ntime());
        time((int) (now - made > JOB_SECONDS_MAX ? made : Math.max(now, made)));
        out.writeBytes(line).writeBytes(clean ? CLEAN : NOT_CLEAN);
    }

    private void pay(OwnerKey payee) {
        if (payee.equals(owner)) {
            return;
        }
        owner = payee;
        commitments.write(payee, commitment, 0);
        for (int at : SharedCoinbase.commitmentsInTail()) {
            for (int i = 0; i < commitment.length; i++) {
                hex(tailAt + 2 * (at + i), commitment[i] & 0xff);
            }
        }
    }

    private void time(int seconds) {
        if (seconds == ntime) {
            return;
        }
        ntime = seconds;
        for (int i = 0; i < Integer.BYTES; i++) {
            hex(ntimeAt + 2 * i, seconds >>> 24 - 8 * i & 0xff);
        }
    }

    private void hex(int at, int value) {
        line[at] = DIGITS[value >>> 4];
        line[at + 1] = DIGITS[value & 15];
    }

    /** Stratum's form of the previous hash: internal order with the bytes of each 4-byte word reversed. */
    static String wordSwapped(Hash256 hash) {
        byte[] bytes = hash.toBytes();
        for (int word = 0; word < bytes.length; word += Integer.BYTES) {
            swap(bytes, word, word + 3);
            swap(bytes, word + 1, word + 2);
        }
        return Hex.encode(bytes);
    }

    private static void swap(byte[] bytes, int a, int b) {
        byte kept = bytes[a];
        bytes[a] = bytes[b];
        bytes[b] = kept;
    }
}
