package org.vanta.appliance.gossip.transport;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * Mutual TLS 1.3 of the JDK between endpoints: each shows a self-signed Ed25519 certificate, and what counts is its key alone, which the
 * handshake proves. Names, dates and issuers mean nothing here.
 */
final class TlsContext {
    private static final String ALIAS = "endpoint";
    private static final int SPKI_BYTES = 44;

    private TlsContext() {}

    static SSLContext of(EndpointKey key) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {new OwnKey(key)}, new TrustManager[] {new AnyEd25519()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks TLS 1.3", e);
        }
    }

    static void configure(SSLParameters parameters) {
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setCipherSuites(
                new String[] {"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384"});
        parameters.setApplicationProtocols(new String[] {TlsTcpTransport.ALPN});
        parameters.setNeedClientAuth(true);
    }

    static PeerId peer(SSLSession session) throws SSLPeerUnverifiedException {
        Certificate[] chain = session.getPeerCertificates();
        byte[] spki = chain[0].getPublicKey().getEncoded();
        return new PeerId(Hash256.of(spki, SPKI_BYTES - Hash256.BYTES, Hash256.BYTES));
    }

    private static final class OwnKey extends X509ExtendedKeyManager {
        private final EndpointKey key;

        OwnKey(EndpointKey key) {
            this.key = key;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {key.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key.privateKey();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }
    }

    /** The handshake proves the key; this only sees that it is one, in a chain of one. */
    private static final class AnyEd25519 extends X509ExtendedTrustManager {
        private static void check(X509Certificate[] chain) throws CertificateException {
            PublicKey key = chain[0].getPublicKey();
            if (chain.length != 1 || key.getEncoded() == null || key.getEncoded().length != SPKI_BYTES) {
                throw new CertificateException("not one Ed25519 certificate");
            }
            if (!key.getAlgorithm().equals("EdDSA") && !key.getAlgorithm().equals("Ed25519")) {
                throw new CertificateException("a key of " + key.getAlgorithm() + ", Ed25519 is wanted");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
