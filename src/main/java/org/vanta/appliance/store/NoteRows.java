package org.vanta.appliance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.hibernate.StatelessSession;

/** The table's rows as they are, good or bad. */
final class NoteRows {
    /** Rows of one look or one transaction. */
    static final int CHUNK = 1_000;

    private NoteRows() {}

    /** In the order of their ids. */
    static List<NoteRow> after(StatelessSession session, long after, int limit) {
        return session.createSelectionQuery("from NoteRow where id > :after order by id", NoteRow.class)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Those of some ids, and maybe others, in any order. */
    static List<NoteRow> of(StatelessSession session, long[] ids) {
        long first = LongStream.of(ids).min().orElseThrow();
        long last = LongStream.of(ids).max().orElseThrow();
        // Places follow ids until notes change, and again when whole blocks of notes do.
        return last - first < 2L * ids.length
                ? session.doReturningWork(connection -> between(connection, first, last))
                : session.createSelectionQuery("from NoteRow where id in (:ids)", NoteRow.class)
                        .setParameter("ids", LongStream.of(ids).boxed().toList())
                        .getResultList();
    }

    /** Without the mapper, whose part would be the larger one. */
    private static List<NoteRow> between(Connection connection, long first, long last) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select " + NoteRow.COLUMNS + " from note where id between ? and ?")) {
            query.setLong(1, first);
            query.setLong(2, last);
            List<NoteRow> rows = new ArrayList<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(NoteRow.of(found));
                }
            }
            return rows;
        }
    }
}
