package org.vanta.appliance.stratum;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.SharedCoinbase;

/**
 * The {@code mining.notify} line of one job. It is written once; for each owner it is copied and only the commitment put in, twice, and for
 * each second the time. For one thread.
 */
final class NotifyLine {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Job job;
    private final double networkDifficulty;
    private final int tailAt;
    private final byte[] line;
    private final int ntimeAt;
    private final int cleanAt;
    private @Nullable OwnerKey lastOwner;
    private boolean lastClean;
    private int lastNtime;
    private byte[] last = {};

    NotifyLine(Job job) {
        this.job = job;
        this.networkDifficulty = job.networkTarget().difficulty();
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
        this.line = (middle + Hex.encodeInt(job.ntime()) + "\",").getBytes(StandardCharsets.US_ASCII);
        this.cleanAt = line.length;
    }

    Job job() {
        return job;
    }

    double networkDifficulty() {
        return networkDifficulty;
    }

    /**
     * The line with its end, not to be modified.
     *
     * @param now seconds since 1970: firmware sets its clock by the job's time, so it is the true one and not that of the job's making
     */
    byte[] forOwner(OwnerKey owner, boolean clean, long now) {
        int ntime = (int) Math.max(now, Integer.toUnsignedLong(job.ntime()));
        if (!owner.equals(lastOwner) || clean != lastClean || ntime != lastNtime) {
            last = write(owner, clean, ntime);
            lastOwner = owner;
            lastClean = clean;
            lastNtime = ntime;
        }
        return last;
    }

    private byte[] write(OwnerKey owner, boolean clean, int ntime) {
        String end = clean ? "true]}\n" : "false]}\n";
        byte[] out = new byte[cleanAt + end.length()];
        System.arraycopy(line, 0, out, 0, cleanAt);
        Hash256 commitment = job.commitmentFor(owner);
        for (int at : SharedCoinbase.commitmentsInTail()) {
            for (int i = 0; i < Hash256.BYTES; i++) {
                hex(out, tailAt + 2 * (at + i), commitment.byteAt(i));
            }
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            hex(out, ntimeAt + 2 * i, ntime >>> 24 - 8 * i & 0xff);
        }
        for (int i = 0; i < end.length(); i++) {
            out[cleanAt + i] = (byte) end.charAt(i);
        }
        return out;
    }

    private static void hex(byte[] out, int at, int value) {
        out[at] = DIGITS[value >>> 4];
        out[at + 1] = DIGITS[value & 15];
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
