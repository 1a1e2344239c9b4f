/**
 * The TLS message that carries a key, in the place of the library's own class of this name: engines fill and read it, the library only moves
 * its bytes. Not null-marked: the other classes of the package are the library's.
 */
package tech.kwik.agent15.handshake;
