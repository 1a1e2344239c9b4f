package org.vanta.appliance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;

/** A {@link BlockRecord} as it stands in the table, with its digests. */
@Entity
@Table(name = BlockRow.TABLE)
@SuppressWarnings("NullAway.Init")
class BlockRow {
    static final String TABLE = "block_record";
    static final String COLUMNS = "height, hash, previous_hash, block_time, body, root, content_digest, chain_digest";
    private static final int BODY_VERSION = 1;
    private static final int ENTRIES_MAX = 1_000_000;

    @Id
    long height;

    byte[] hash;

    @Column(name = "previous_hash")
    byte[] previousHash;

    @Column(name = "block_time")
    long blockTime;

    byte[] body;
    byte[] root;

    @Column(name = "content_digest")
    byte[] contentDigest;

    @Column(name = "chain_digest")
    byte[] chainDigest;

    static BlockRow of(BlockRecord record, Hash256 previousChainDigest) {
        BlockRow row = new BlockRow();
        row.height = record.height();
        row.hash = record.hash().toBytes();
        row.previousHash = record.previousHash().toBytes();
        row.blockTime = record.time();
        row.body = body(record);
        row.root = record.root().toBytes();
        row.contentDigest = row.content().toBytes();
        row.chainDigest = chained(previousChainDigest, row.contentDigest).toBytes();
        return row;
    }

    /** From the columns {@link #COLUMNS}. */
    static BlockRow of(ResultSet columns) throws SQLException {
        BlockRow row = new BlockRow();
        row.height = columns.getLong(1);
        row.hash = columns.getBytes(2);
        row.previousHash = columns.getBytes(3);
        row.blockTime = columns.getLong(4);
        row.body = columns.getBytes(5);
        row.root = columns.getBytes(6);
        row.contentDigest = columns.getBytes(7);
        row.chainDigest = columns.getBytes(8);
        return row;
    }

    /** About how many bytes it has; a rotten row may have no body. */
    @SuppressWarnings("ConstantValue")
    int size() {
        return 200 + (body == null ? 0 : body.length);
    }

    /** {@code SHA-256(previous chain digest || content digest)}; before the first record stands {@link Hash256#ZERO}. */
    static Hash256 chained(Hash256 previous, byte[] contentDigest) {
        return Sha256.ofParts(previous.toBytes(), contentDigest);
    }

    Hash256 chainDigest() {
        return Hash256.of(chainDigest);
    }

    /** @throws BadRecordException if the content does not match its digest */
    BlockRecord toRecord() {
        content().check(height, contentDigest);
        try {
            return record(
                    Math.toIntExact(height),
                    Hash256.of(hash),
                    Hash256.of(previousHash),
                    blockTime,
                    body,
                    Hash256.of(root));
        } catch (MalformedBytesException e) {
            throw new BadRecordException(
                    new BadRecord(TABLE, Long.toString(height), "its body is unreadable: " + e.getMessage()));
        }
    }

    /** @throws MalformedBytesException if the body is not of the form of {@link #body} */
    static BlockRecord record(int height, Hash256 hash, Hash256 previousHash, long time, byte[] body, Hash256 root) {
        ByteReader in = new ByteReader(body);
        if (in.u8() != BODY_VERSION) {
            throw new MalformedBytesException("unknown body version");
        }
        List<Hash256> commitments = hashes(in);
        List<Hash256> nullifiers = hashes(in);
        int unbacked = in.i32();
        in.expectEnd();
        return new BlockRecord(height, hash, previousHash, time, commitments, nullifiers, unbacked, root);
    }

    /** @throws BadRecordException if the chain of digests breaks here */
    void checkChained(Hash256 previousChainDigest) {
        if (!Arrays.equals(chained(previousChainDigest, contentDigest).toBytes(), chainDigest)) {
            throw new BadRecordException(new BadRecord(
                    TABLE, Long.toString(height), "its chain digest does not follow from the record before"));
        }
    }

    private RowDigest content() {
        return new RowDigest(TABLE)
                .with(height)
                .with(hash)
                .with(previousHash)
                .with(blockTime)
                .with(body)
                .with(root);
    }

    /** Commitments, nullifiers and the count of unbacked anchors. */
    static byte[] body(BlockRecord record) {
        ByteWriter out = new ByteWriter(16
                + Hash256.BYTES
                        * (record.commitments().size() + record.nullifiers().size()));
        out.u8(BODY_VERSION);
        out.compactSize(record.commitments().size());
        record.commitments().forEach(out::hash256);
        out.compactSize(record.nullifiers().size());
        record.nullifiers().forEach(out::hash256);
        return out.i32(record.unbackedAnchors()).toBytes();
    }

    private static List<Hash256> hashes(ByteReader in) {
        int count = in.compactSize(ENTRIES_MAX);
        List<Hash256> hashes = new ArrayList<>(Math.min(count, in.remaining() / Hash256.BYTES));
        for (int i = 0; i < count; i++) {
            hashes.add(in.hash256());
        }
        return hashes;
    }
}
