package org.vanta.appliance.gossip.transport.rpk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import tech.kwik.agent15.ProtectionKeysType;
import tech.kwik.agent15.TlsConstants.CipherSuite;
import tech.kwik.agent15.TlsConstants.HandshakeType;
import tech.kwik.agent15.TlsConstants.NamedGroup;
import tech.kwik.agent15.TlsConstants.SignatureScheme;
import tech.kwik.agent15.TlsProtocolException;
import tech.kwik.agent15.alert.HandshakeFailureAlert;
import tech.kwik.agent15.alert.UnexpectedMessageAlert;
import tech.kwik.agent15.engine.ServerMessageProcessor;
import tech.kwik.agent15.engine.ServerMessageSender;
import tech.kwik.agent15.engine.TlsServerEngine;
import tech.kwik.agent15.engine.TlsStatusEventHandler;
import tech.kwik.agent15.engine.impl.TlsEngineImpl;
import tech.kwik.agent15.engine.impl.TlsState;
import tech.kwik.agent15.engine.impl.TranscriptHash;
import tech.kwik.agent15.extension.Extension;
import tech.kwik.agent15.extension.KeyShareExtension;
import tech.kwik.agent15.extension.SignatureAlgorithmsExtension;
import tech.kwik.agent15.extension.SupportedVersionsExtension;
import tech.kwik.agent15.handshake.CertificateMessage;
import tech.kwik.agent15.handshake.CertificateRequestMessage;
import tech.kwik.agent15.handshake.CertificateVerifyMessage;
import tech.kwik.agent15.handshake.ClientHello;
import tech.kwik.agent15.handshake.EncryptedExtensions;
import tech.kwik.agent15.handshake.FinishedMessage;
import tech.kwik.agent15.handshake.NewSessionTicketMessage;
import tech.kwik.agent15.handshake.ServerHello;

/** The server's half of the handshake; there is no resumption, so every connection proves its key anew. */
public final class RawPublicKeyServerEngine extends TlsEngineImpl
        implements TlsServerEngine, ServerMessageProcessor, RawPublicKeyEngine {
    private enum Awaits {
        CLIENT_HELLO,
        CERTIFICATE,
        CERTIFICATE_VERIFY,
        FINISHED,
        NOTHING
    }

    private final PrivateKey ownPrivateKey;
    private final PublicKey ownPublicKey;
    private final Set<CipherSuite> ciphers = new LinkedHashSet<>(List.of(CipherSuite.TLS_AES_128_GCM_SHA256));
    private final List<Extension> extensions = new ArrayList<>();
    private ServerMessageSender sender;
    private TlsStatusEventHandler events;
    private volatile Awaits awaits = Awaits.CLIENT_HELLO;
    private TranscriptHash transcript = new TranscriptHash(32);
    private CipherSuite cipher = CipherSuite.TLS_AES_128_GCM_SHA256;
    private volatile @Nullable PublicKey peer;

    public RawPublicKeyServerEngine(
            PrivateKey ownPrivateKey,
            PublicKey ownPublicKey,
            ServerMessageSender sender,
            TlsStatusEventHandler events) {
        this.ownPrivateKey = ownPrivateKey;
        this.ownPublicKey = ownPublicKey;
        this.sender = sender;
        this.events = events;
    }

    @Override
    public void received(ClientHello hello, ProtectionKeysType protectedBy) throws TlsProtocolException, IOException {
        if (awaits != Awaits.CLIENT_HELLO || protectedBy != ProtectionKeysType.None) {
            throw new UnexpectedMessageAlert("a second ClientHello");
        }
        Handshake.refusingNonsense(() -> answer(hello));
    }

    private void answer(ClientHello hello) throws TlsProtocolException, IOException {
        cipher = hello.getCipherSuites().stream()
                .filter(ciphers::contains)
                .findFirst()
                .orElseThrow(() -> new HandshakeFailureAlert("no cipher suite in common"));
        KeyShareExtension.KeyShareEntry share =
                Handshake.only(hello.getExtensions(), KeyShareExtension.class).getKeyShareEntries().stream()
                        .filter(entry -> entry.getNamedGroup() == NamedGroup.x25519)
                        .findFirst()
                        .orElseThrow(() -> new HandshakeFailureAlert("no X25519 key share"));
        if (!Handshake.only(hello.getExtensions(), SignatureAlgorithmsExtension.class)
                .getSignatureAlgorithms()
                .contains(SignatureScheme.ed25519)) {
            throw new HandshakeFailureAlert("Ed25519 is not offered");
        }
        if (!CertificateTypeExtension.offered(hello.getExtensions())) {
            throw new HandshakeFailureAlert("peer is incompatible: IncorrectCertificateTypeExtension");
        }
        events.extensionsReceived(hello.getExtensions());

        transcript = new TranscriptHash(hashLength(cipher));
        state = new TlsState(transcript, keyLength(cipher), hashLength(cipher));
        transcript.record(hello);
        generateKeys(NamedGroup.x25519);
        state.setOwnKey(privateKey);
        state.computeEarlyTrafficSecret();
        events.earlySecretsKnown();
        state.setPeerKey(share.getKey());
        state.computeSharedSecret();
        sendHello();
        sendParameters();
        sendProof();
        state.computeApplicationSecrets();
        awaits = Awaits.CERTIFICATE;
    }

    private void sendHello() throws IOException {
        ServerHello hello = new ServerHello(
                cipher,
                List.of(
                        new SupportedVersionsExtension(HandshakeType.server_hello),
                        new KeyShareExtension(publicKey, NamedGroup.x25519, HandshakeType.server_hello)));
        sender.send(hello);
        transcript.record(hello);
        state.computeHandshakeSecrets();
        events.handshakeSecretsKnown();
    }

    private void sendParameters() throws IOException {
        extensions.addAll(CertificateTypeExtension.answers());
        EncryptedExtensions parameters = new EncryptedExtensions(extensions);
        sender.send(parameters);
        transcript.record(parameters);
        CertificateRequestMessage request =
                new CertificateRequestMessage(new SignatureAlgorithmsExtension(List.of(SignatureScheme.ed25519)));
        // The library's sender has no way to send a request, and only writes a message's bytes.
        sender.send(CertificateMessage.verbatim(request.getBytes()));
        transcript.record(request);
    }

    private void sendProof() throws IOException {
        CertificateMessage certificate = CertificateMessage.ofRawKey(ownPublicKey.getEncoded());
        sender.send(certificate);
        transcript.recordServer(certificate);
        CertificateVerifyMessage verify = Handshake.proof(
                RawPublicKey.Side.SERVER, ownPrivateKey, transcript.getServerHash(HandshakeType.certificate));
        sender.send(verify);
        transcript.recordServer(verify);
        FinishedMessage finished = new FinishedMessage(computeFinishedVerifyData(
                transcript.getServerHash(HandshakeType.certificate_verify), state.getServerHandshakeTrafficSecret()));
        sender.send(finished);
        transcript.recordServer(finished);
    }

    @Override
    public void received(CertificateMessage message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        Handshake.inTurn(awaits, Awaits.CERTIFICATE, protectedBy);
        peer = Handshake.key(message);
        transcript.recordClient(message);
        awaits = Awaits.CERTIFICATE_VERIFY;
    }

    @Override
    public void received(CertificateVerifyMessage message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        Handshake.inTurn(awaits, Awaits.CERTIFICATE_VERIFY, protectedBy);
        Handshake.checkProof(
                RawPublicKey.Side.CLIENT, peer, transcript.getClientHash(HandshakeType.certificate), message);
        transcript.recordClient(message);
        awaits = Awaits.FINISHED;
    }

    @Override
    public void received(FinishedMessage message, ProtectionKeysType protectedBy)
            throws TlsProtocolException, IOException {
        Handshake.inTurn(awaits, Awaits.FINISHED, protectedBy);
        Handshake.checkFinished(
                message,
                computeFinishedVerifyData(
                        transcript.getClientHash(HandshakeType.certificate_verify),
                        state.getClientHandshakeTrafficSecret()));
        transcript.recordClient(message);
        awaits = Awaits.NOTHING;
        events.handshakeFinished();
    }

    @Override
    public void received(ServerHello message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        throw new UnexpectedMessageAlert("ServerHello from a client");
    }

    @Override
    public void received(EncryptedExtensions message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        throw new UnexpectedMessageAlert("EncryptedExtensions from a client");
    }

    @Override
    public void received(CertificateRequestMessage message, ProtectionKeysType protectedBy)
            throws TlsProtocolException {
        throw new UnexpectedMessageAlert("CertificateRequest from a client");
    }

    @Override
    public void received(NewSessionTicketMessage message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        throw new UnexpectedMessageAlert("NewSessionTicket from a client");
    }

    @Override
    public Optional<Hash256> peerKey() {
        return Handshake.proven(awaits == Awaits.NOTHING, peer);
    }

    @Override
    public void addSupportedCiphers(List<CipherSuite> more) {
        ciphers.addAll(more);
    }

    @Override
    public void addServerExtensions(Extension extension) {
        extensions.add(extension);
    }

    @Override
    public List<Extension> getServerExtensions() {
        return extensions;
    }

    @Override
    public void setServerMessageSender(ServerMessageSender sender) {
        this.sender = sender;
    }

    @Override
    public void setStatusHandler(TlsStatusEventHandler events) {
        this.events = events;
    }

    @Override
    public CipherSuite getSelectedCipher() {
        return cipher;
    }

    @Override
    public void setSelectedApplicationLayerProtocol(String protocol) {}

    @Override
    public void setSessionData(byte[] data) {}

    @Override
    public void setSessionDataVerificationCallback(Function<ByteBuffer, Boolean> callback) {}
}
