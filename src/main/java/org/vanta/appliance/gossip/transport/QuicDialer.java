package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.transport.rpk.ExpectedPeer;
import tech.kwik.agent15.TlsConstants.CipherSuite;
import tech.kwik.core.DatagramSocketFactory;
import tech.kwik.core.QuicClientConnection;

/** Makes QUIC connections to peers of a known key. */
final class QuicDialer {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);

    private final EndpointKey key;
    private final PeerConnections connections;

    QuicDialer(EndpointKey key, PeerConnections connections) {
        this.key = key;
        this.connections = connections;
    }

    /**
     * Connects, proves this endpoint's key and checks the peer's; waits as long as that takes.
     *
     * @throws IOException saying why there is no connection
     */
    QuicPeerConnection dial(PeerId peer, InetSocketAddress address) throws IOException {
        return dial(peer, address, _ -> new DatagramSocket());
    }

    QuicPeerConnection dial(PeerId peer, InetSocketAddress address, DatagramSocketFactory sockets) throws IOException {
        QuicClientConnection connection = QuicClientConnection.newBuilder()
                .host(address.getAddress().getHostAddress())
                .port(address.getPort())
                .socketFactory(sockets)
                .applicationProtocol(IrohQuicTransport.ALPN)
                .customTrustManager(new ExpectedPeer(peer.key()))
                .clientCertificate(key.certificate())
                .clientCertificateKey(key.privateKey())
                .cipherSuite(CipherSuite.TLS_AES_128_GCM_SHA256)
                .cipherSuite(CipherSuite.TLS_CHACHA20_POLY1305_SHA256)
                .connectTimeout(CONNECT_TIMEOUT)
                .maxIdleTimeout(IrohQuicTransport.IDLE_TIMEOUT)
                .maxOpenPeerInitiatedUnidirectionalStreams(QuicPeerConnection.STREAMS_MAX)
                .maxOpenPeerInitiatedBidirectionalStreams(0)
                .build();
        CompletableFuture<QuicPeerConnection> open = new CompletableFuture<>();
        connection.setPeerInitiatedStreamCallback(stream -> {
            var _ = open.thenAccept(to -> to.accept(stream));
        });
        try {
            connection.connect();
        } catch (RuntimeException e) {
            // The library's word for being interrupted, and for a version it can't agree on.
            throw new IOException("no QUIC connection: " + e.getClass().getSimpleName(), e);
        }
        QuicPeerConnection dialled = new QuicPeerConnection(connections, peer, address, true, connection);
        open.complete(dialled);
        return dialled;
    }
}
