/** One class that asks the QUIC library, from inside its package, whose key a connection has proved, for the transport that accepts connections. */
@NullMarked
package tech.kwik.core.impl;

import org.jspecify.annotations.NullMarked;
