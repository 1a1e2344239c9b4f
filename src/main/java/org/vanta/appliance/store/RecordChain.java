package org.vanta.appliance.store;

import org.vanta.appliance.bytes.Hash256;

/** Checks block records one after the other: content digest, chain digest, height and the block before. */
final class RecordChain {
    private Hash256 chainDigest = Hash256.ZERO;
    private Hash256 previousHash = Hash256.ZERO;
    private int next;

    /** @throws BadRecordException naming the height and what differs; the chain stays where it was */
    BlockRecord accept(BlockRow row) {
        BlockRecord record = row.toRecord();
        if (record.height() != next) {
            throw bad("the record is missing");
        }
        row.checkChained(chainDigest);
        if (next > 0 && !record.previousHash().equals(previousHash)) {
            throw bad("it does not follow the block before");
        }
        chainDigest = row.chainDigest();
        previousHash = record.hash();
        next++;
        return record;
    }

    private BadRecordException bad(String difference) {
        return new BadRecordException(new BadRecord(BlockRow.TABLE, Integer.toString(next), difference));
    }

    int next() {
        return next;
    }

    Hash256 chainDigest() {
        return chainDigest;
    }
}
