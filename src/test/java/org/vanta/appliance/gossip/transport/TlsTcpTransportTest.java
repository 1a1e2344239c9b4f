package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: {@link TransportContract} over TLS on TCP, and what only this transport's bytes can break. */
class TlsTcpTransportTest extends TransportContract {
    @Override
    GossipTransport make(EndpointKey key, TransportSettings settings) throws IOException {
        return new TlsTcpTransport(key, settings);
    }

    private static InetSocketAddress address(Node node) {
        return node.transport.address().direct().getFirst();
    }

    private static SSLSocket connect(SSLContext context, Node node, String alpn) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(address(node).getAddress(), address(node).getPort());
        SSLParameters parameters = socket.getSSLParameters();
        TlsContext.configure(parameters);
        parameters.setApplicationProtocols(new String[] {alpn});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** A TLS 1.3 client is through before the server has judged it, so it hears of a refusal when it reads. */
    private static void isRefused(SSLSocket socket) throws IOException {
        try (socket) {
            socket.startHandshake();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException _) {
            // An alert says it more clearly than an end.
        }
    }

    @Test
    void aFrameThatIsTooLongOrTooShortClosesTheConnectionAndIsTold() throws Exception {
        for (int length : new int[] {31, 32 + GossipTransport.FRAME_MAX + 1, -1}) {
            EndpointKey key = EndpointKey.generate();
            try (Node node = new Node(this::make);
                    SSLSocket socket = connect(TlsContext.of(key), node, TlsTcpTransport.ALPN)) {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(length);
                out.flush();
                assertThat(node.witness.await("misbehaved").text()).contains("32 to 65568");
                assertThat(node.witness.await("disconnected").peer()).isEqualTo(key.id());
            }
        }
    }

    @Test
    void aClientWithoutCertificateIsRefused() throws Exception {
        try (Node node = new Node(this::make)) {
            SSLContext nobody = SSLContext.getInstance("TLSv1.3");
            nobody.init(null, new TrustManager[] {new TrustAll()}, null);
            isRefused(connect(nobody, node, TlsTcpTransport.ALPN));
            assertThat(node.witness.seen()).isEmpty();
        }
    }

    @Test
    void aCertificateOfAnotherKindOfKeyIsRefused(@TempDir Path directory) throws Exception {
        char[] password = "changeit".toCharArray();
        Path file = directory.resolve("ec.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "ec",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=ec",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(password))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(file.toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), new TrustManager[] {new TrustAll()}, null);
        try (Node node = new Node(this::make)) {
            isRefused(connect(context, node, TlsTcpTransport.ALPN));
            assertThat(node.witness.seen()).isEmpty();
        }
    }

    @Test
    void anotherProtocolIsRefused() throws Exception {
        try (Node node = new Node(this::make)) {
            isRefused(connect(TlsContext.of(EndpointKey.generate()), node, "/vanta-gossip/2"));
            assertThat(node.witness.seen()).isEmpty();
        }
    }

    @Test
    void aHandshakeThatTricklesEndsByItself() throws Exception {
        try (Node node = new Node(this::make);
                Socket socket = new Socket()) {
            socket.connect(address(node));
            socket.setSoTimeout(100);
            // A record of a handshake and its length, of which there will be a byte now and then.
            socket.getOutputStream().write(new byte[] {22, 3, 1, 0x40, 0});
            assertTimeoutPreemptively(Duration.ofSeconds(30), () -> trickleToTheEnd(socket));
            assertThat(node.witness.seen()).isEmpty();
        }
    }

    private static void trickleToTheEnd(Socket socket) {
        try {
            int read = 0;
            while (read >= 0) {
                socket.getOutputStream().write(1);
                try {
                    read = socket.getInputStream().read();
                } catch (SocketTimeoutException _) {
                    // It is still there.
                }
            }
        } catch (IOException _) {
            // The server has reset the connection.
        }
    }

    @Test
    void silenceInsteadOfAHandshakeEndsByItself() throws Exception {
        try (Node node = new Node(this::make);
                Socket socket = new Socket()) {
            socket.connect(address(node));
            socket.setSoTimeout(15_000);
            while (socket.getInputStream().read() >= 0) {
                // The server may say why before it closes.
            }
            assertThat(node.witness.seen()).isEmpty();
        }
    }
}
