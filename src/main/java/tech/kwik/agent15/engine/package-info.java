/**
 * The two factories through which the TLS library makes its engines, and the parser of its messages, in the place of its own classes of these
 * names: from QUIC they take keys and bytes, to it they give engines of {@code gossip.transport.rpk}, and alerts. Not null-marked: the other
 * classes of the package are the library's.
 */
package tech.kwik.agent15.engine;
