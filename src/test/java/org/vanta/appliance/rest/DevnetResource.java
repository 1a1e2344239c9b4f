package org.vanta.appliance.rest;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.vanta.appliance.devnet.Devnet;
import org.vanta.appliance.devnet.DevnetOptions;

/** An embedded L1 beside the program under test. */
public final class DevnetResource implements QuarkusTestResourceLifecycleManager {
    private Devnet devnet;

    @Override
    public Map<String, String> start() {
        try {
            devnet = Devnet.start(DevnetOptions.easiest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "vanta.network", "devnet",
                "vanta.l1.url", devnet.url().toString(),
                "vanta.l1.user", devnet.user(),
                "vanta.l1.password", devnet.password());
    }

    @Override
    public void stop() {
        if (devnet != null) {
            devnet.close();
        }
    }
}
