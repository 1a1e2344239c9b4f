package org.vanta.appliance.share;

/** Why {@code mining.authorize} refuses a user name; the connection stays. */
public enum NameRefusal {
    /** There is none, or it is longer than any may be. */
    LENGTH,
    /** It is meant as an owner key, and is none. */
    NOT_A_KEY,
    /** It is no owner key, and such names mine for nobody here. */
    FOREIGN,
    /** The connection pays another key already. */
    OTHER_KEY,
    /** The connection has as many workers as one may. */
    TOO_MANY_WORKERS
}
