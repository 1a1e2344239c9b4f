package tech.kwik.agent15.engine;

import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.vanta.appliance.gossip.transport.rpk.RawPublicKeyServerEngine;

/** Takes the place of the library's class of this name, so that QUIC servers prove and demand raw public keys. */
public final class TlsServerEngineFactory {
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    /** @throws UnsupportedOperationException always: a certificate in a file is not an endpoint's key */
    public TlsServerEngineFactory(InputStream certificate, InputStream key) {
        throw new UnsupportedOperationException("endpoints have raw public keys");
    }

    public TlsServerEngineFactory(KeyStore keys, String alias, char[] password) {
        this(keys, alias, password, "");
    }

    public TlsServerEngineFactory(KeyStore keys, String alias, char[] password, String ignoredCurve) {
        try {
            privateKey = (PrivateKey) keys.getKey(alias, password);
            publicKey = keys.getCertificate(alias).getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key store has no key " + alias, e);
        }
    }

    public TlsServerEngine createServerEngine(ServerMessageSender sender, TlsStatusEventHandler events) {
        return new RawPublicKeyServerEngine(privateKey, publicKey, sender, events);
    }

    public void dispose() {}
}
