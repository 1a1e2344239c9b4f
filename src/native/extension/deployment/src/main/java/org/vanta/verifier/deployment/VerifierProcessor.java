package org.vanta.verifier.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.NativeImageFeatureBuildItem;
import org.vanta.verifier.VerifierProducer;

/** Build steps of the extension. */
class VerifierProcessor {
    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("vanta-verifier");
    }

    @BuildStep
    AdditionalBeanBuildItem producer() {
        return AdditionalBeanBuildItem.unremovableOf(VerifierProducer.class);
    }

    /** The way into the C library is chosen in the feature; this switches it on. */
    @BuildStep
    NativeImageFeatureBuildItem linkStatically() {
        return new NativeImageFeatureBuildItem("org.vanta.verifier.VerifierFeature");
    }
}
