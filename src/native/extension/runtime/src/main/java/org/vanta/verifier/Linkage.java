package org.vanta.verifier;

import java.util.function.Supplier;

/**
 * How this process reaches the C library. The JVM unpacks the shared one; {@link VerifierFeature} puts the static one in its
 * place while a native image is built, so that the image holds nothing of the other way.
 */
final class Linkage {
    private static Supplier<NativeCalls> calls = () -> ForeignCalls.load(SharedLibrary.unpack());

    private Linkage() {}

    /** Called by the image builder alone; on the JVM the class of these calls cannot be loaded. */
    static void linkStatically() {
        calls = StaticCalls::new;
    }

    static NativeCalls connect() {
        return calls.get();
    }
}
