/** What tells peers which of their packets came, in the place of the QUIC library's own. Not null-marked: the other classes of the package are the library's. */
package tech.kwik.core.ack;
