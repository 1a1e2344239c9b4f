package org.vanta.verifier;

import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeClassInitialization;

/** Links a native image with the static library instead of carrying the shared one. */
public final class VerifierFeature implements Feature {
    @Override
    public String getDescription() {
        return "Links the Vanta proof verifier statically";
    }

    @Override
    public void duringSetup(DuringSetupAccess access) {
        RuntimeClassInitialization.initializeAtBuildTime(Linkage.class.getName());
        Linkage.linkStatically();
    }
}
