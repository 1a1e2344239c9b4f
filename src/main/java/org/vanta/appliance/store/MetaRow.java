package org.vanta.appliance.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A fact about the database itself. */
@Entity
@Table(name = MetaRow.TABLE)
@SuppressWarnings("NullAway.Init")
class MetaRow {
    static final String TABLE = "meta";

    @Id
    String name;

    String content;
    byte[] digest;

    static MetaRow of(String name, String content) {
        MetaRow row = new MetaRow();
        row.name = name;
        row.content = content;
        row.digest = row.rowDigest().toBytes();
        return row;
    }

    /** @throws BadRecordException if the content does not match its digest */
    String checkedContent() {
        rowDigest().check(name, digest);
        return content;
    }

    private RowDigest rowDigest() {
        return new RowDigest(TABLE).with(name).with(content);
    }
}
