package org.vanta.appliance.gossip.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.transport.rpk.ExpectedPeer;
import org.vanta.appliance.gossip.transport.rpk.RawPublicKeyClientEngine;
import org.vanta.appliance.gossip.transport.rpk.RawPublicKeyServerEngine;
import tech.kwik.agent15.NewSessionTicket;
import tech.kwik.agent15.ProtectionKeysType;
import tech.kwik.agent15.TlsConstants.CipherSuite;
import tech.kwik.agent15.engine.CertificateWithPrivateKey;
import tech.kwik.agent15.engine.ClientMessageSender;
import tech.kwik.agent15.engine.ServerMessageSender;
import tech.kwik.agent15.engine.TlsMessageParser;
import tech.kwik.agent15.engine.TlsStatusEventHandler;
import tech.kwik.agent15.extension.ApplicationLayerProtocolNegotiationExtension;
import tech.kwik.agent15.extension.Extension;
import tech.kwik.agent15.handshake.CertificateMessage;
import tech.kwik.agent15.handshake.CertificateVerifyMessage;
import tech.kwik.agent15.handshake.ClientHello;
import tech.kwik.agent15.handshake.EncryptedExtensions;
import tech.kwik.agent15.handshake.FinishedMessage;
import tech.kwik.agent15.handshake.HandshakeMessage;
import tech.kwik.agent15.handshake.NewSessionTicketMessage;
import tech.kwik.agent15.handshake.ServerHello;

/** A client's and a server's engine with a test's hand on every message between them. */
final class TwoEngines {
    static final String ALPN = "/iroh-gossip/1";

    final RawPublicKeyClientEngine client;
    final RawPublicKeyServerEngine server;
    private final Deque<byte[]> toServer = new ArrayDeque<>();
    private final Deque<byte[]> toClient = new ArrayDeque<>();

    TwoEngines(EndpointKey clientKey, EndpointKey serverKey, PeerId expected) {
        client = new RawPublicKeyClientEngine(new ToServer(), new Events());
        server = new RawPublicKeyServerEngine(
                serverKey.privateKey(), serverKey.certificate().getPublicKey(), new ToClient(), new Events() {
                    @Override
                    public void extensionsReceived(List<Extension> extensions) {
                        server.addServerExtensions(new ApplicationLayerProtocolNegotiationExtension(ALPN));
                    }
                });
        client.addSupportedCiphers(List.of(CipherSuite.TLS_AES_128_GCM_SHA256));
        client.add(new ApplicationLayerProtocolNegotiationExtension(ALPN));
        client.setTrustManager(new ExpectedPeer(expected.key()));
        client.setClientCertificateCallback(
                _ -> new CertificateWithPrivateKey(clientKey.certificate(), clientKey.privateKey()));
    }

    /** Starts the client and carries all messages, each through the test's hand; a null is not delivered. */
    void run(UnaryOperator<byte[]> hand) throws Exception {
        client.startHandshake();
        while (!toServer.isEmpty() || !toClient.isEmpty()) {
            boolean forServer = !toServer.isEmpty();
            byte[] message = hand.apply(forServer ? toServer.poll() : toClient.poll());
            if (message != null) {
                deliver(forServer, message);
            }
        }
    }

    void deliver(boolean forServer, byte[] message) throws Exception {
        boolean hello = message.length > 0 && message[0] <= 2;
        new TlsMessageParser()
                .parseAndProcessHandshakeMessage(
                        ByteBuffer.wrap(message),
                        forServer ? server : client,
                        hello ? ProtectionKeysType.None : ProtectionKeysType.Handshake);
    }

    boolean isFinished() {
        return client.peerKey().isPresent() && server.peerKey().isPresent();
    }

    private final class ToServer implements ClientMessageSender {
        private void add(HandshakeMessage message) {
            toServer.add(message.getBytes());
        }

        @Override
        public void send(ClientHello message) {
            add(message);
        }

        @Override
        public void send(FinishedMessage message) {
            add(message);
        }

        @Override
        public void send(CertificateMessage message) {
            add(message);
        }

        @Override
        public void send(CertificateVerifyMessage message) {
            add(message);
        }
    }

    private final class ToClient implements ServerMessageSender {
        private void add(HandshakeMessage message) {
            toClient.add(message.getBytes());
        }

        @Override
        public void send(ServerHello message) {
            add(message);
        }

        @Override
        public void send(EncryptedExtensions message) {
            add(message);
        }

        @Override
        public void send(CertificateMessage message) {
            add(message);
        }

        @Override
        public void send(CertificateVerifyMessage message) {
            add(message);
        }

        @Override
        public void send(FinishedMessage message) {
            add(message);
        }

        @Override
        public void send(NewSessionTicketMessage message) {
            add(message);
        }
    }

    private static class Events implements TlsStatusEventHandler {
        @Override
        public void earlySecretsKnown() {}

        @Override
        public void handshakeSecretsKnown() {}

        @Override
        public void handshakeFinished() {}

        @Override
        public void newSessionTicketReceived(NewSessionTicket ticket) {}

        @Override
        public void extensionsReceived(List<Extension> extensions) {}

        @Override
        public boolean isEarlyDataAccepted() {
            return false;
        }
    }
}
