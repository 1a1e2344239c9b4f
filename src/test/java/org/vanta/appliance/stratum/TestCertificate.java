package org.vanta.appliance.stratum;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A certificate for loopback, of an authority made for the test. */
final class TestCertificate {
    private TestCertificate() {}

    /** @return the PEM file, beside its key.pem */
    static Path in(Path directory) throws IOException {
        OwnAuthority.Served served =
                OwnAuthority.in(directory).serverCertificate(List.of("localhost", "127.0.0.1", "::1"));
        Files.write(directory.resolve("key.pem"), served.key());
        return Files.write(directory.resolve("certificate.pem"), served.certificates());
    }
}
