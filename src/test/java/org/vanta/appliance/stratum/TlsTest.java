package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.LogWatch;

/** Goal: a miner that trusts one certificate authority speaks Stratum over TLS, also over a change of certificate. Method: JDK's TLS client. */
class TlsTest {
    private static final String PING = "{\"id\":1,\"method\":\"mining.ping\"}";

    @TempDir
    Path directory;

    private Path certificate;

    @BeforeEach
    void certify() throws IOException {
        certificate = directory.resolve("certificate.pem");
        serve(Files.createDirectory(directory.resolve("first")));
    }

    /** Puts a certificate of this folder's authority where the server looks. */
    private void serve(Path authority) throws IOException {
        OwnAuthority.Served served =
                OwnAuthority.in(authority).serverCertificate(List.of("localhost", "127.0.0.1", "::1"));
        Files.write(certificate, served.certificates());
        Files.write(directory.resolve("key.pem"), served.key());
    }

    private static TestMiner connect(int port, InetAddress host, Path authority) throws Exception {
        return new TestMiner(greeted(new Socket(host, port), authority));
    }

    /** TLS over {@code plain}, its handshake done. */
    private static SSLSocket greeted(Socket plain, Path authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(authority.resolve(OwnAuthority.CERTIFICATE))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static InetAddress v4() throws IOException {
        return InetAddress.getByName("127.0.0.1");
    }

    @Test
    void takesANewCertificateWithoutDroppingConnections() throws Exception {
        Path first = directory.resolve("first");
        Path second = Files.createDirectory(directory.resolve("second"));
        try (TestPool pool = new TestPool(TestPool.Settings.secured("127.0.0.1", certificate));
                TestMiner before = connect(pool.server.tlsPort(), v4(), first);
                TestMiner plain = pool.connect()) {
            assertThat(before.send(PING).read()).contains("pong");
            assertThat(plain.send(PING).read())
                    .as("the other port goes without")
                    .contains("pong");
            OwnAuthority.in(second);
            assertThatThrownBy(() -> connect(pool.server.tlsPort(), v4(), second))
                    .isInstanceOf(SSLException.class);
            serve(second);
            pool.server.lookAtCertificate();
            try (TestMiner after = connect(pool.server.tlsPort(), v4(), second)) {
                assertThat(after.send(PING).read()).contains("pong");
            }
            assertThat(before.send(PING).read()).contains("pong");
        }
    }

    @Test
    void closesWhoLeavesTlsAndCallsItNoFaultOfOurs() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.secured("127.0.0.1", certificate));
                LogWatch log = LogWatch.of(MinerHandler.class);
                Socket plain = new Socket(v4(), pool.server.tlsPort());
                TestMiner miner = new TestMiner(greeted(plain, directory.resolve("first")))) {
            assertThat(miner.send(PING).read()).contains("pong");
            plain.getOutputStream().write(PING.getBytes(StandardCharsets.US_ASCII));
            pool.awaitConnections(0);
            assertThat(log.warnings()).extracting(LogWatch::text).isEmpty();
        }
    }

    @Test
    void keepsTheCertificateWhenTheNewFilesAreBroken() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.secured("127.0.0.1", certificate))) {
            Files.writeString(certificate, "not PEM");
            assertThatThrownBy(pool.server::lookAtCertificate).hasMessageContaining("certificate.pem");
            Files.write(
                    certificate,
                    OwnAuthority.in(directory)
                            .serverCertificate(List.of("localhost"))
                            .certificates());
            assertThatThrownBy(pool.server::lookAtCertificate).hasMessageContaining("another certificate's");
            try (TestMiner miner = connect(pool.server.tlsPort(), v4(), directory.resolve("first"))) {
                assertThat(miner.send(PING).read()).contains("pong");
            }
        }
    }

    @Test
    void listensOnBothKindsOfAddresses() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.secured("::", certificate));
                TestMiner v6 = new TestMiner(new Socket(InetAddress.getByName("::1"), pool.server.port()));
                TestMiner v4 = new TestMiner(new Socket(v4(), pool.server.port()));
                TestMiner tls =
                        connect(pool.server.tlsPort(), InetAddress.getByName("::1"), directory.resolve("first"))) {
            assertThat(v6.send(PING).read()).contains("pong");
            assertThat(v4.send(PING).read()).contains("pong");
            assertThat(tls.send(PING).read()).contains("pong");
        }
    }

    @Test
    void makesItsAuthorityOnceAndKeepsItsKeyToItself() throws Exception {
        Path first = directory.resolve("first");
        byte[] made = Files.readAllBytes(first.resolve(OwnAuthority.CERTIFICATE));
        OwnAuthority.in(first);
        assertThat(Files.readAllBytes(first.resolve(OwnAuthority.CERTIFICATE))).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.resolve(OwnAuthority.KEY))))
                .isEqualTo("rw-------");
        Files.writeString(first.resolve(OwnAuthority.KEY), "broken");
        assertThatThrownBy(() -> OwnAuthority.in(first))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(OwnAuthority.KEY)
                .hasMessageContaining("move both away");
    }

    @Test
    void wantsBothFilesOrNone() {
        assertThatThrownBy(() -> new TlsCertificate(Vertx.vertx(), Optional.of(certificate), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VANTA_STRATUM_TLS_KEY");
    }
}
