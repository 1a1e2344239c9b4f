package org.vanta.appliance.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** SHA-256 of a row's content: the domain {@code "Vanta/Store/<table>/v1"}, then every column in order, each of unambiguous length. */
final class RowDigest {
    private final String table;
    private final ByteWriter content = new ByteWriter();

    RowDigest(String table) {
        this.table = table;
    }

    RowDigest with(long value) {
        content.i64(value);
        return this;
    }

    RowDigest with(byte[] value) {
        content.lengthPrefixed(value);
        return this;
    }

    RowDigest with(String value) {
        return with(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return digest().toBytes();
    }

    Hash256 digest() {
        return Sha256.withDomain("Vanta/Store/" + table + "/v1", content.toBytes());
    }

    /** @throws BadRecordException if the stored digest is another */
    void check(long key, byte[] stored) {
        check(Long.toString(key), stored);
    }

    /** @throws BadRecordException if the stored digest is another */
    void check(String key, byte[] stored) {
        if (!Arrays.equals(toBytes(), stored)) {
            throw new BadRecordException(new BadRecord(table, key, "its content does not match its digest"));
        }
    }
}
