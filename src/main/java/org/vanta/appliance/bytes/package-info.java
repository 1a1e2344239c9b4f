/**
 * Bytes with a meaning: 32-byte hashes, hex text, SHA-256, and readers and writers of the little-endian wire formats of Bitcoin. Used by
 * every other package; depends on nothing but the JDK.
 */
@NullMarked
package org.vanta.appliance.bytes;

import org.jspecify.annotations.NullMarked;
