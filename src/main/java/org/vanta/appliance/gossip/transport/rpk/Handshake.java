package org.vanta.appliance.gossip.transport.rpk;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import tech.kwik.agent15.ProtectionKeysType;
import tech.kwik.agent15.TlsConstants.AlertDescription;
import tech.kwik.agent15.TlsConstants.SignatureScheme;
import tech.kwik.agent15.TlsProtocolException;
import tech.kwik.agent15.alert.BadCertificateAlert;
import tech.kwik.agent15.alert.DecodeErrorException;
import tech.kwik.agent15.alert.DecryptErrorAlert;
import tech.kwik.agent15.alert.ErrorAlert;
import tech.kwik.agent15.alert.IllegalParameterAlert;
import tech.kwik.agent15.alert.UnexpectedMessageAlert;
import tech.kwik.agent15.handshake.CertificateMessage;
import tech.kwik.agent15.handshake.CertificateVerifyMessage;
import tech.kwik.agent15.handshake.FinishedMessage;

/** The checks that client and server make alike, each with the alert that RFC 8446 names for it. */
final class Handshake {
    private Handshake() {}

    /** A message counts only in its turn and under the handshake's keys. */
    static <S extends Enum<S>> void inTurn(S is, S wanted, ProtectionKeysType protectedBy)
            throws UnexpectedMessageAlert {
        if (is != wanted || protectedBy != ProtectionKeysType.Handshake) {
            throw new UnexpectedMessageAlert("unexpected message while waiting for " + is);
        }
    }

    /** The key of the peer: RFC 8446, section 4.4.2.4, has an alert of its own for a client without one. */
    static PublicKey key(CertificateMessage message) throws ErrorAlert {
        if (message.rawKey().length == 0) {
            throw new CertificateRequiredAlert();
        }
        try {
            return RawPublicKey.parse(message.rawKey());
        } catch (GeneralSecurityException _) {
            throw new BadCertificateAlert("the certificate is no raw Ed25519 key");
        }
    }

    static CertificateVerifyMessage proof(RawPublicKey.Side side, PrivateKey key, byte[] transcriptHash) {
        return new CertificateVerifyMessage(SignatureScheme.ed25519, RawPublicKey.sign(side, key, transcriptHash));
    }

    /** The peer's key once the handshake is finished. */
    static Optional<Hash256> proven(boolean finished, @Nullable PublicKey key) {
        return finished && key != null ? Optional.of(Hash256.of(RawPublicKey.bytes(key))) : Optional.empty();
    }

    static void checkProof(
            RawPublicKey.Side side, @Nullable PublicKey key, byte[] transcriptHash, CertificateVerifyMessage message)
            throws IllegalParameterAlert, DecryptErrorAlert {
        if (message.getSignatureScheme() != SignatureScheme.ed25519) {
            throw new IllegalParameterAlert("CertificateVerify is not signed with Ed25519");
        }
        if (key == null || !RawPublicKey.verifies(side, key, transcriptHash, message.getSignature())) {
            throw new DecryptErrorAlert("CertificateVerify does not prove the key");
        }
    }

    static void checkFinished(FinishedMessage message, byte[] wanted) throws DecryptErrorAlert {
        if (!MessageDigest.isEqual(message.getVerifyData(), wanted)) {
            throw new DecryptErrorAlert("Finished does not match the transcript");
        }
    }

    static <T> T only(List<?> extensions, Class<T> type) throws IllegalParameterAlert {
        List<T> found =
                extensions.stream().filter(type::isInstance).map(type::cast).toList();
        if (found.size() != 1) {
            throw new IllegalParameterAlert(found.size() + " extensions " + type.getSimpleName() + ", one is wanted");
        }
        return found.getFirst();
    }

    /**
     * Bytes that break a parser or a key agreement (a point of small order) must end in an alert: the QUIC library keeps a connection's threads
     * until its idle timeout otherwise.
     */
    static void refusingNonsense(Step step) throws TlsProtocolException, IOException {
        try {
            step.run();
        } catch (RuntimeException _) {
            throw new DecodeErrorException("the message makes no sense");
        }
    }

    private static final class CertificateRequiredAlert extends ErrorAlert {
        private static final long serialVersionUID = 1L;

        CertificateRequiredAlert() {
            super("no key to authenticate with", AlertDescription.certificate_required);
        }
    }

    interface Step {
        void run() throws TlsProtocolException, IOException;
    }
}
