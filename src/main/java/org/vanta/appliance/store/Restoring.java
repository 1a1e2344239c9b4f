package org.vanta.appliance.store;

import java.util.List;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jboss.logging.Logger;

/** What the tables have in common when rows come back from the journal. */
final class Restoring {
    private static final Logger LOG = Logger.getLogger(Restoring.class);

    /** Records that are named one by one. */
    private static final int NAMED_MAX = 1_000;

    /** Keys in one query. */
    private static final int LOOK_UPS = 1_000;

    private Restoring() {}

    /** @throws StartRefusal if bad rows may be lost for good because the journal is bad as well; nothing was changed */
    static void check(StoreWriter writer, List<BadRecord> bad, int restorable) {
        JournalContents journal = writer.journal().contents();
        if (!journal.isWhole() && bad.size() > restorable) {
            throw new StartRefusal(bad.getFirst().sentence() + "; and the journal can't restore it: "
                    + journal.damage.getFirst() + "; " + FromTheChain.remedy(writer.engine()));
        }
    }

    /** Names what came back from the journal; very much, or a table that had nothing at all, gets one line in the log instead. */
    static List<BadRecord> named(String table, boolean hadRows, int count, Stream<String> keys) {
        if (hadRows && count <= NAMED_MAX) {
            return keys.map(key -> missing(table, key)).toList();
        }
        if (count > 0) {
            LOG.warnf("table %s: %d records restored from the journal", table, count);
        }
        return List.of();
    }

    static BadRecord missing(String table, long key) {
        return missing(table, Long.toString(key));
    }

    static BadRecord missing(String table, String key) {
        return new BadRecord(table, key, "the record is missing; it was restored from the journal");
    }

    /**
     * Looks rows that were read in order up by their keys. What finds a key is no part of any row, so that no digest tells when it is rotten; a
     * row that is not found is damage to the file, since no row can be mended in it.
     *
     * @param ids as they were read
     */
    static void checkFound(StoreWriter writer, String entity, String table, List<Long> ids) {
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i) <= ids.get(i - 1)) {
                throw new IllegalStateException(
                        "table " + table + " gives key " + ids.get(i) + " after key " + ids.get(i - 1));
            }
        }
        for (int from = 0; from < ids.size(); from += LOOK_UPS) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + LOOK_UPS));
            long found = writer.read(session -> session.createSelectionQuery(
                            "select count(*) from " + entity + " where id in (:ids)", Long.class)
                    .setParameterList("ids", some)
                    .getSingleResult());
            checkFound(table, found, some.size());
        }
    }

    /** @throws IllegalStateException if not all rows that a table gives in order are found by their keys */
    static void checkFound(String table, long found, int given) {
        if (found != given) {
            throw new IllegalStateException("table " + table + " finds " + found + " by their keys of " + given
                    + " rows that it gives in order");
        }
    }

    /** By key alone: a rotten row may not be comparable in any other column. */
    static int delete(StatelessSession session, String entity, long id) {
        return session.createMutationQuery("delete from " + entity + " where id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }
}
