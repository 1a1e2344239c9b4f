package org.vanta.appliance.store;

/** Thrown where a row that must be there to go on is not what was written. */
public final class BadRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient BadRecord record;

    public BadRecordException(BadRecord record) {
        super(record.sentence());
        this.record = record;
    }

    public BadRecord record() {
        return record;
    }
}
