/** What keeps the bytes of a stream until they are read, in the place of the QUIC library's own. Not null-marked: the other classes of the package are the library's. */
package tech.kwik.core.stream;
