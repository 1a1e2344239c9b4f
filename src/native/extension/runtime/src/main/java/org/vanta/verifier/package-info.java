/**
 * Checks zero-knowledge proofs with the C library of {@code src/native}: bytes come from whoever carries proofs (blocks, HTTP
 * requests, files), and a {@link org.vanta.verifier.Verification} or {@link org.vanta.verifier.VerificationStatus} goes back.
 *
 * <p>One Java interface stands before two ways into the same library: foreign function calls into a shared library on the JVM,
 * direct calls into the static library in a native image. A check takes about half a millisecond of one core and never blocks,
 * but it does not belong on an event loop.
 */
@NullMarked
package org.vanta.verifier;

import org.jspecify.annotations.NullMarked;
