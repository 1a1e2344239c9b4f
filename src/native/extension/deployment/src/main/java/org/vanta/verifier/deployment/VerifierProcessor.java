package org.vanta.verifier.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

class VerifierProcessor {
    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("vanta-verifier");
    }
}
