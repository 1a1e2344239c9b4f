package org.vanta.appliance.gossip.transport.rpk;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;
import org.vanta.appliance.bytes.Hash256;

/** Tells a client's engine, by the way a library would tell whom to trust, which key the server must prove. */
public record ExpectedPeer(Hash256 key) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("raw public keys have no certificate");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("raw public keys have no certificate");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
