package org.vanta.appliance.gossip.transport.relay;

import java.security.GeneralSecurityException;
import java.security.Signature;
import org.vanta.appliance.gossip.core.Blake3;
import org.vanta.appliance.gossip.transport.rpk.RawPublicKey;

/** What a client signs to show a relay that it has a key: BLAKE3's derived key of the relay's challenge. */
final class RelayProof {
    private static final String CONTEXT = "iroh-relay handshake v1 challenge signature";

    private RelayProof() {}

    static byte[] signed(byte[] challenge) {
        return Blake3.deriveKey(CONTEXT, challenge).toBytes();
    }

    static boolean holds(byte[] challenge, RelayFrame.Proof proof) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(RawPublicKey.of(proof.peer().key()));
            signature.update(signed(challenge));
            return signature.verify(proof.signature());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
