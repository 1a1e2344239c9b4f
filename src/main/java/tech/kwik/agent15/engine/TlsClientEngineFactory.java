package tech.kwik.agent15.engine;

import org.vanta.appliance.gossip.transport.rpk.RawPublicKeyClientEngine;

/** Takes the place of the library's class of this name, so that QUIC clients prove raw public keys. */
public final class TlsClientEngineFactory {
    private TlsClientEngineFactory() {}

    public static TlsClientEngine createClientEngine(ClientMessageSender sender, TlsStatusEventHandler events) {
        return new RawPublicKeyClientEngine(sender, events);
    }
}
