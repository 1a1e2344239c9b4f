package org.vanta.appliance.gossip.transport.rpk;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import tech.kwik.agent15.NewSessionTicket;
import tech.kwik.agent15.ProtectionKeysType;
import tech.kwik.agent15.TlsConstants.CipherSuite;
import tech.kwik.agent15.TlsConstants.HandshakeType;
import tech.kwik.agent15.TlsConstants.NamedGroup;
import tech.kwik.agent15.TlsConstants.SignatureScheme;
import tech.kwik.agent15.TlsProtocolException;
import tech.kwik.agent15.alert.BadCertificateAlert;
import tech.kwik.agent15.alert.ErrorAlert;
import tech.kwik.agent15.alert.HandshakeFailureAlert;
import tech.kwik.agent15.alert.IllegalParameterAlert;
import tech.kwik.agent15.alert.NoApplicationProtocolAlert;
import tech.kwik.agent15.alert.UnexpectedMessageAlert;
import tech.kwik.agent15.engine.CertificateWithPrivateKey;
import tech.kwik.agent15.engine.ClientMessageSender;
import tech.kwik.agent15.engine.HostnameVerifier;
import tech.kwik.agent15.engine.TlsClientEngine;
import tech.kwik.agent15.engine.TlsStatusEventHandler;
import tech.kwik.agent15.engine.impl.TlsEngineImpl;
import tech.kwik.agent15.engine.impl.TlsState;
import tech.kwik.agent15.engine.impl.TranscriptHash;
import tech.kwik.agent15.extension.ApplicationLayerProtocolNegotiationExtension;
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

/** The client's half of the handshake; it insists on the key it was told to expect. */
public final class RawPublicKeyClientEngine extends TlsEngineImpl implements TlsClientEngine, RawPublicKeyEngine {
    /** Servers send a handful of tickets; the QUIC library keeps every message, so a stream of them must end. */
    static final int TICKETS_MAX = 16;

    private static final int TLS_1_3 = 0x0304;
    /** The name field has to say something; iroh reads none, and ".invalid" is nobody's (RFC 2606). */
    private static final String SERVER_NAME = "gossip.invalid";

    private enum Awaits {
        START,
        SERVER_HELLO,
        ENCRYPTED_EXTENSIONS,
        CERTIFICATE_REQUEST,
        CERTIFICATE,
        CERTIFICATE_VERIFY,
        FINISHED,
        NOTHING
    }

    private final ClientMessageSender sender;
    private final TlsStatusEventHandler events;
    private final List<CipherSuite> ciphers = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();
    private volatile Awaits awaits = Awaits.START;
    private TranscriptHash transcript = new TranscriptHash(32);
    private CipherSuite cipher = CipherSuite.TLS_AES_128_GCM_SHA256;
    private int tickets;
    private @Nullable ClientHello hello;
    private @Nullable CertificateWithPrivateKey own;
    private @Nullable Hash256 expected;
    private volatile @Nullable PublicKey peer;

    public RawPublicKeyClientEngine(ClientMessageSender sender, TlsStatusEventHandler events) {
        this.sender = sender;
        this.events = events;
    }

    @Override
    public void startHandshake() throws IOException {
        generateKeys(NamedGroup.x25519);
        List<Extension> all = new ArrayList<>(extensions);
        all.addAll(CertificateTypeExtension.offers());
        ClientHello message = new ClientHello(
                SERVER_NAME,
                publicKey,
                false,
                ciphers,
                List.of(SignatureScheme.ed25519),
                NamedGroup.x25519,
                all,
                null,
                ClientHello.PskKeyEstablishmentMode.none);
        hello = message;
        awaits = Awaits.SERVER_HELLO;
        sender.send(message);
    }

    /** The library asks for its own favourite group; iroh's peers have X25519. */
    @Override
    public void startHandshake(NamedGroup ignored) throws IOException {
        startHandshake();
    }

    @Override
    public void startHandshake(NamedGroup ignored, List<SignatureScheme> alsoIgnored) throws IOException {
        startHandshake();
    }

    @Override
    public void received(ServerHello message, ProtectionKeysType protectedBy) throws IllegalParameterAlert {
        ClientHello sent = hello;
        if (awaits != Awaits.SERVER_HELLO || protectedBy != ProtectionKeysType.None || sent == null) {
            throw new IllegalParameterAlert("a second ServerHello");
        }
        try {
            agree(sent, message);
        } catch (IllegalParameterAlert e) {
            throw e;
        } catch (ErrorAlert | RuntimeException e) {
            // Also a HelloRetryRequest ends here: it carries no key share.
            throw new IllegalParameterAlert("ServerHello makes no sense: " + e.getMessage());
        }
    }

    private void agree(ClientHello sent, ServerHello message) throws ErrorAlert {
        for (Extension extension : message.getExtensions()) {
            if (!(extension instanceof KeyShareExtension) && !(extension instanceof SupportedVersionsExtension)) {
                throw new IllegalParameterAlert("an extension that ServerHello may not carry");
            }
        }
        if (Handshake.only(message.getExtensions(), SupportedVersionsExtension.class)
                        .getTlsVersion()
                != TLS_1_3) {
            throw new IllegalParameterAlert("not TLS 1.3");
        }
        List<KeyShareExtension.KeyShareEntry> shares =
                Handshake.only(message.getExtensions(), KeyShareExtension.class).getKeyShareEntries();
        if (shares.size() != 1 || shares.getFirst().getNamedGroup() != NamedGroup.x25519) {
            throw new IllegalParameterAlert("no X25519 key share");
        }
        if (message.getCipherSuite() == null || !ciphers.contains(message.getCipherSuite())) {
            throw new IllegalParameterAlert("a cipher suite that was not offered");
        }
        cipher = message.getCipherSuite();
        transcript = new TranscriptHash(hashLength(cipher));
        state = new TlsState(transcript, keyLength(cipher), hashLength(cipher));
        transcript.record(sent);
        state.computeEarlyTrafficSecret();
        events.earlySecretsKnown();
        state.setNoPskSelected();
        state.setOwnKey(privateKey);
        state.setPeerKey(shares.getFirst().getKey());
        state.computeSharedSecret();
        transcript.record(message);
        state.computeHandshakeSecrets();
        awaits = Awaits.ENCRYPTED_EXTENSIONS;
        events.handshakeSecretsKnown();
    }

    @Override
    public void received(EncryptedExtensions message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        Handshake.inTurn(awaits, Awaits.ENCRYPTED_EXTENSIONS, protectedBy);
        if (!CertificateTypeExtension.answered(message.getExtensions())) {
            throw new HandshakeFailureAlert("peer is incompatible: IncorrectCertificateTypeExtension");
        }
        List<String> wanted = protocols(extensions);
        List<String> chosen = protocols(message.getExtensions());
        // RFC 9001, section 8.1: without a protocol in common the connection ends.
        if (chosen.size() != 1 || !wanted.contains(chosen.getFirst())) {
            throw new NoApplicationProtocolAlert(wanted);
        }
        transcript.record(message);
        awaits = Awaits.CERTIFICATE_REQUEST;
        events.extensionsReceived(message.getExtensions());
    }

    private static List<String> protocols(List<Extension> extensions) {
        return extensions.stream()
                .filter(ApplicationLayerProtocolNegotiationExtension.class::isInstance)
                .flatMap(alpn -> ((ApplicationLayerProtocolNegotiationExtension) alpn).getProtocols().stream())
                .toList();
    }

    @Override
    public void received(CertificateRequestMessage message, ProtectionKeysType protectedBy)
            throws TlsProtocolException {
        Handshake.inTurn(awaits, Awaits.CERTIFICATE_REQUEST, protectedBy);
        if (!Handshake.only(message.getExtensions(), SignatureAlgorithmsExtension.class)
                .getSignatureAlgorithms()
                .contains(SignatureScheme.ed25519)) {
            throw new HandshakeFailureAlert("Ed25519 is not accepted");
        }
        transcript.record(message);
        awaits = Awaits.CERTIFICATE;
    }

    @Override
    public void received(CertificateMessage message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        Handshake.inTurn(awaits, Awaits.CERTIFICATE, protectedBy);
        PublicKey key = Handshake.key(message);
        Hash256 wanted = expected;
        if (wanted == null || !wanted.equals(Hash256.of(RawPublicKey.bytes(key)))) {
            throw new BadCertificateAlert("the server is another peer than the one dialled");
        }
        peer = key;
        transcript.recordServer(message);
        awaits = Awaits.CERTIFICATE_VERIFY;
    }

    @Override
    public void received(CertificateVerifyMessage message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        Handshake.inTurn(awaits, Awaits.CERTIFICATE_VERIFY, protectedBy);
        Handshake.checkProof(
                RawPublicKey.Side.SERVER, peer, transcript.getServerHash(HandshakeType.certificate), message);
        transcript.recordServer(message);
        awaits = Awaits.FINISHED;
    }

    @Override
    public void received(FinishedMessage message, ProtectionKeysType protectedBy) throws ErrorAlert, IOException {
        Handshake.inTurn(awaits, Awaits.FINISHED, protectedBy);
        Handshake.checkFinished(
                message,
                computeFinishedVerifyData(
                        transcript.getServerHash(HandshakeType.certificate_verify),
                        state.getServerHandshakeTrafficSecret()));
        transcript.recordServer(message);
        sendProof();
        state.computeApplicationSecrets();
        awaits = Awaits.NOTHING;
        events.handshakeFinished();
    }

    private void sendProof() throws ErrorAlert, IOException {
        CertificateWithPrivateKey key = own;
        if (key == null) {
            throw new HandshakeFailureAlert("no key to prove");
        }
        CertificateMessage certificate =
                CertificateMessage.ofRawKey(key.getCertificate().getPublicKey().getEncoded());
        sender.send(certificate);
        transcript.recordClient(certificate);
        CertificateVerifyMessage verify = Handshake.proof(
                RawPublicKey.Side.CLIENT, key.getPrivateKey(), transcript.getClientHash(HandshakeType.certificate));
        sender.send(verify);
        transcript.recordClient(verify);
        FinishedMessage finished = new FinishedMessage(computeFinishedVerifyData(
                transcript.getClientHash(HandshakeType.certificate_verify), state.getClientHandshakeTrafficSecret()));
        sender.send(finished);
        transcript.recordClient(finished);
    }

    @Override
    public void received(NewSessionTicketMessage message, ProtectionKeysType protectedBy)
            throws UnexpectedMessageAlert {
        // Tickets are dropped: every connection proves its key anew.
        if (awaits != Awaits.NOTHING || protectedBy != ProtectionKeysType.Application || ++tickets > TICKETS_MAX) {
            throw new UnexpectedMessageAlert("session ticket " + tickets);
        }
    }

    @Override
    public void received(ClientHello message, ProtectionKeysType protectedBy) throws TlsProtocolException {
        throw new UnexpectedMessageAlert("ClientHello from a server");
    }

    @Override
    public Optional<Hash256> peerKey() {
        return Handshake.proven(awaits == Awaits.NOTHING, peer);
    }

    @Override
    public void setTrustManager(X509TrustManager manager) {
        expected = manager instanceof ExpectedPeer peerToProve ? peerToProve.key() : null;
    }

    @Override
    public void setClientCertificateCallback(Function<List<X500Principal>, CertificateWithPrivateKey> callback) {
        own = callback.apply(List.of());
    }

    @Override
    public void addSupportedCiphers(List<CipherSuite> more) {
        ciphers.addAll(more);
    }

    @Override
    public void add(Extension extension) {
        extensions.add(extension);
    }

    @Override
    public void addExtensions(List<Extension> more) {
        extensions.addAll(more);
    }

    @Override
    public boolean handshakeFinished() {
        return awaits == Awaits.NOTHING;
    }

    @Override
    public CipherSuite getSelectedCipher() {
        return cipher;
    }

    @Override
    public List<NewSessionTicket> getNewSessionTickets() {
        return List.of();
    }

    @Override
    public List<X509Certificate> getServerCertificateChain() {
        return List.of();
    }

    @Override
    public void setServerName(String name) {}

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {}

    @Override
    public void setNewSessionTicket(NewSessionTicket ticket) {}

    @Override
    public void setCompatibilityMode(boolean compatible) {}
}
