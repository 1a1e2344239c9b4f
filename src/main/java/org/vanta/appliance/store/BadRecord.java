package org.vanta.appliance.store;

/**
 * A row whose content is not what was written.
 *
 * @param table where it stands
 * @param key the row's key in that table
 * @param difference what does not agree
 */
public record BadRecord(String table, String key, String difference) {
    /** Fit for a log line and for health. */
    public String sentence() {
        return "bad record in table " + table + ", key " + key + ": " + difference;
    }
}
