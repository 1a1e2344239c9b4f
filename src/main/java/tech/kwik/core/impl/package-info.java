/**
 * One class that asks the QUIC library, from inside its package, whose key a connection has proved, for the transport that accepts
 * connections. Not null-marked: the other classes of the package are the library's.
 */
package tech.kwik.core.impl;
