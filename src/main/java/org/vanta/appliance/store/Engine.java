package org.vanta.appliance.store;

import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * The database engine that holds the state, and all that differs between the two: how it is reached, locked, forced to disk, set aside when it
 * is damaged, and what its failures mean. Tables and statements are the same.
 */
sealed interface Engine permits H2Engine, PostgresEngine {
    SessionFactory sessions();

    Flyway flyway();

    /** How sentences name it: "the database ...". */
    String place();

    /** The setting that names another one, for remedies that begin with "set": "VANTA_... to another ...". */
    String elsewhere();

    /** How an operator makes room for a new state, for remedies. */
    String outOfTheWay();

    /** Whether it is apart from the data directory, so that one may be opened with another's journal by mistake. */
    boolean isApart();

    /**
     * Connects, and makes sure that nobody else writes to it.
     *
     * @return whether there was something before
     */
    boolean connect() throws SQLException;

    /** Within a transaction, before its first write: fails if somebody else may write by now. */
    void claim(StatelessSession session);

    /** What is committed is on disk when this returns. */
    void force(StatelessSession session);

    /** Drops every connection and leaves everything as it is. */
    void letGo();

    /**
     * Keeps what is there under another name, and begins anew. How many are kept is bounded; the oldest goes first.
     *
     * @throws StartRefusal if that can't be
     */
    void setAside();

    /** What {@link #setAside} keeps it as. */
    String aside();

    /** Finishes and lets go. */
    void close();

    /** Whether what is stored is not what was written, rather than that it can't be read or written for now. */
    boolean isDamage(RuntimeException failure);

    /** Failures at a start that are no damage: they are for the operator to mend, and everything is left alone. */
    Optional<StartRefusal> refusal(RuntimeException failure);
}
