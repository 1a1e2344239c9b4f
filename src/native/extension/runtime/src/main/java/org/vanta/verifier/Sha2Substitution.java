package org.vanta.verifier;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * A native image that runs on every processor of its architecture has no SHA instructions in it, where the JVM's compiler uses those of the
 * machine it runs on. So the JDK's SHA-256 calls the library's compression function, which looks at the processor when it runs.
 */
@TargetClass(className = "sun.security.provider.SHA2")
final class Sha2Substitution {
    @Alias
    @SuppressWarnings("NullAway.Init")
    private int[] state;

    @Substitute
    @SuppressWarnings("UnusedMethod")
    private void implCompress0(byte[] buf, int ofs) {
        Sha256Block.compress(state, buf, ofs);
    }
}
