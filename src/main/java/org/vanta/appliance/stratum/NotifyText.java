package org.vanta.appliance.stratum;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.PaidCoinbase;

/** The {@code mining.notify} lines of one job: what all miners share is written once. For one thread. */
final class NotifyText {
    private final Job job;
    private final String before;
    private final String after;
    private final double networkDifficulty;
    private @Nullable OwnerKey lastOwner;
    private boolean lastClean;
    private String lastText = "";

    NotifyText(Job job) {
        this.job = job;
        Target target = job.networkTarget();
        this.networkDifficulty = target.difficulty();
        this.before = "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"" + job.id() + "\",\""
                + wordSwapped(job.previousHash()) + "\",\"";
        String branch = job.merkleBranch().stream()
                .map(sibling -> '"' + sibling.hex() + '"')
                .collect(Collectors.joining(","));
        this.after = "\",[" + branch + "],\"" + Hex.encodeInt(job.version()) + "\",\"" + Hex.encodeInt(job.bits())
                + "\",\"" + Hex.encodeInt(job.ntime()) + "\",";
    }

    Job job() {
        return job;
    }

    double networkDifficulty() {
        return networkDifficulty;
    }

    String forOwner(OwnerKey owner, boolean clean) {
        if (!owner.equals(lastOwner) || clean != lastClean) {
            PaidCoinbase coinbase = job.coinbaseFor(owner);
            lastText =
                    before + Hex.encode(coinbase.head()) + "\",\"" + Hex.encode(coinbase.tail()) + after + clean + "]}";
            lastOwner = owner;
            lastClean = clean;
        }
        return lastText;
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
