package org.vanta.verifier.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import org.vanta.verifier.Verifier;

class VerifierProcessor {
    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("vanta-verifier");
    }

    @BuildStep
    AdditionalBeanBuildItem bean() {
        return AdditionalBeanBuildItem.unremovableOf(Verifier.class);
    }
}
