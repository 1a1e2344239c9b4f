package org.vanta.appliance.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** SHA-256 of a row's content: the domain {@code "Vanta/Store/<table>/v1"}, then every column in order, each of unambiguous length. */
final class RowDigest {
    private final String table;
    private final ByteWriter content = new ByteWriter();
    private boolean complete = true;

    RowDigest(String table) {
        this.table = table;
    }

    /** The beginning of a row that holds an envelope. */
    static RowDigest of(String table, long id, @Nullable EnvelopeColumns envelope) {
        RowDigest digest = new RowDigest(table).with(id);
        if (envelope == null) {
            digest.complete = false;
            return digest;
        }
        return envelope.addTo(digest);
    }

    RowDigest with(long value) {
        content.i64(value);
        return this;
    }

    /** A column that holds nothing, which only a rotten row has, lets the check fail. */
    RowDigest with(byte @Nullable [] value) {
        if (value == null) {
            complete = false;
        } else {
            content.lengthPrefixed(value);
        }
        return this;
    }

    RowDigest with(@Nullable String value) {
        return with(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return digest().toBytes();
    }

    Hash256 digest() {
        return Sha256.withDomain("Vanta/Store/" + table + "/v1", content.toBytes());
    }

    /** @throws BadRecordException if the stored digest is another */
    void check(long key, byte @Nullable [] stored) {
        check(Long.toString(key), stored);
    }

    /** @throws BadRecordException if the stored digest is another */
    void check(String key, byte @Nullable [] stored) {
        if (!complete || !Arrays.equals(toBytes(), stored)) {
            throw new BadRecordException(new BadRecord(table, key, "its content does not match its digest"));
        }
    }
}
