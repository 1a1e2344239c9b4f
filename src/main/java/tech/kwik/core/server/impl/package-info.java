/** The thread of a connection that others have made, in the place of the QUIC library's own. Not null-marked: the other classes of the package are the library's. */
package tech.kwik.core.server.impl;
