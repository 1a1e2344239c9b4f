package org.vanta.appliance.job;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.TemplateTransaction;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.MiningTemplate;

/**
 * Jobs as bytes, complete: a share that is a block can be submitted from them. Transactions and templates that jobs have in common stand once;
 * coinbases and merkle branches are made again. The layout is in docs/formats.md.
 */
public final class JobRecords {
    /** Of all transactions; where jobs have more, the oldest of them are left out. */
    static final int TRANSACTION_BYTES_MAX = 48 * 1024 * 1024;

    private static final int TRANSACTION_BYTES_LONGEST = 4_000_000;
    private static final int TRANSACTIONS_MAX = 1 << 20;
    private static final int COMMITMENT_BYTES_MAX = 256;

    private JobRecords() {}

    /** Tables of what jobs have in common, in the order in which it was met. */
    private static final class Tables {
        private final Map<ByteBuffer, Integer> transactionAt = new HashMap<>();
        private final List<TemplateTransaction> transactions = new ArrayList<>();
        private final Map<MiningTemplate, Integer> templateAt = new IdentityHashMap<>();
        private final List<BlockTemplate> templates = new ArrayList<>();
        private long bytes;

        /** Whether there was room. */
        boolean take(MiningTemplate template) {
            if (templateAt.containsKey(template)) {
                return true;
            }
            long more = template.block().transactions().stream()
                    .filter(transaction -> !transactionAt.containsKey(key(transaction)))
                    .mapToLong(transaction -> transaction.data().length)
                    .sum();
            if (bytes + more > TRANSACTION_BYTES_MAX) {
                return false;
            }
            bytes += more;
            for (TemplateTransaction transaction : template.block().transactions()) {
                if (transactionAt.putIfAbsent(key(transaction), transactions.size()) == null) {
                    transactions.add(transaction);
                }
            }
            templateAt.put(template, templates.size());
            templates.add(template.block());
            return true;
        }

        int at(TemplateTransaction transaction) {
            return transactionAt.getOrDefault(key(transaction), -1);
        }

        int at(MiningTemplate template) {
            return templateAt.getOrDefault(template, -1);
        }

        private static ByteBuffer key(TemplateTransaction transaction) {
            return ByteBuffer.wrap(transaction.data());
        }
    }

    /** @param jobs the oldest first; at most {@link JobStore#KEPT_AT_MOST} of the newest are written */
    public static void write(List<Job> jobs, ByteWriter out) {
        Tables tables = new Tables();
        Deque<Job> written = new ArrayDeque<>();
        for (Job job : jobs.reversed()) {
            if (written.size() == JobStore.KEPT_AT_MOST || !tables.take(job.template())) {
                break;
            }
            written.addFirst(job);
        }
        out.compactSize(tables.transactions.size());
        for (TemplateTransaction transaction : tables.transactions) {
            out.hash256(transaction.txid()).lengthPrefixed(transaction.data());
        }
        out.compactSize(tables.templates.size());
        tables.templates.forEach(template -> write(template, tables, out));
        out.compactSize(written.size());
        for (Job job : written) {
            out.i64(job.tag())
                    .compactSize(tables.at(job.template()))
                    .u8(job.clean() ? 1 : 0)
                    .i32(job.ntime())
                    .i64(job.createdMillis());
        }
    }

    private static void write(BlockTemplate template, Tables tables, ByteWriter out) {
        out.i32(template.version())
                .hash256(template.previousHash())
                .i32(template.height())
                .i64(template.coinbaseValue())
                .i32(template.bits())
                .i64(template.minTime())
                .i64(template.currentTime())
                .lengthPrefixed(template.segwitCommitment().orElse(new byte[0]))
                .compactSize(template.transactions().size());
        template.transactions().forEach(transaction -> out.compactSize(tables.at(transaction)));
    }

    /**
     * The jobs written, the oldest first.
     *
     * @throws MalformedBytesException if it is not what {@link #write} writes
     */
    public static List<Job> read(ByteReader in, CoinbaseFactory coinbases) {
        List<TemplateTransaction> transactions = new ArrayList<>();
        int transactionCount = in.compactSize(TRANSACTIONS_MAX);
        for (int i = 0; i < transactionCount; i++) {
            transactions.add(new TemplateTransaction(in.hash256(), in.lengthPrefixed(TRANSACTION_BYTES_LONGEST)));
        }
        List<MiningTemplate> templates = new ArrayList<>();
        int templateCount = in.compactSize(JobStore.KEPT_AT_MOST);
        for (int i = 0; i < templateCount; i++) {
            templates.add(MiningTemplate.of(template(in, transactions)));
        }
        List<Job> jobs = new ArrayList<>();
        int jobCount = in.compactSize(JobStore.KEPT_AT_MOST);
        for (int i = 0; i < jobCount; i++) {
            long tag = in.i64();
            MiningTemplate template = templates.get(index(in, templates));
            boolean clean = in.u8() == 1;
            int ntime = in.i32();
            try {
                jobs.add(new Job(tag, template, clean, ntime, in.i64(), coinbases));
            } catch (IllegalArgumentException e) {
                throw new MalformedBytesException("job " + Long.toHexString(tag) + ": " + e.getMessage(), e);
            }
        }
        return jobs;
    }

    private static BlockTemplate template(ByteReader in, List<TemplateTransaction> transactions) {
        int version = in.i32();
        Hash256 previous = in.hash256();
        int height = in.i32();
        long value = in.i64();
        int bits = in.i32();
        Target target;
        try {
            target = Target.fromBits(bits);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException(String.valueOf(e.getMessage()), e);
        }
        long minTime = in.i64();
        long currentTime = in.i64();
        byte[] commitment = in.lengthPrefixed(COMMITMENT_BYTES_MAX);
        List<TemplateTransaction> own = new ArrayList<>();
        int count = in.compactSize(TRANSACTIONS_MAX);
        for (int i = 0; i < count; i++) {
            own.add(transactions.get(index(in, transactions)));
        }
        return new BlockTemplate(
                version,
                previous,
                height,
                value,
                bits,
                target,
                minTime,
                currentTime,
                commitment.length == 0 ? Optional.empty() : Optional.of(commitment),
                own,
                "");
    }

    private static int index(ByteReader in, List<?> table) {
        if (table.isEmpty()) {
            throw new MalformedBytesException("an index into an empty table");
        }
        return in.compactSize(table.size() - 1);
    }
}
