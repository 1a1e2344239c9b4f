package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tech.kwik.agent15.TlsConstants.AlertDescription;
import tech.kwik.agent15.TlsConstants.HandshakeType;
import tech.kwik.agent15.alert.ErrorAlert;
import tech.kwik.agent15.handshake.CertificateMessage;

/** Goal: nobody is taken for a key that he does not hold. Method: every message between two engines passes through the test's hand. */
class RawPublicKeyHandshakeTest {
    private final EndpointKey clientKey = EndpointKey.generate();
    private final EndpointKey serverKey = EndpointKey.generate();

    private TwoEngines engines() {
        return new TwoEngines(clientKey, serverKey, serverKey.id());
    }

    private static boolean is(byte[] message, HandshakeType type) {
        return message[0] == type.value;
    }

    /** The nth message of a type is replaced; servers send theirs first. */
    private static UnaryOperator<byte[]> replacing(HandshakeType type, int nth, UnaryOperator<byte[]> by) {
        int[] seen = {0};
        return message -> is(message, type) && ++seen[0] == nth ? by.apply(message.clone()) : message;
    }

    private void refuses(AlertDescription alert, UnaryOperator<byte[]> hand) {
        TwoEngines engines = engines();
        assertThatThrownBy(() -> engines.run(hand))
                .isInstanceOfSatisfying(
                        ErrorAlert.class, e -> assertThat(e.alertDescription()).isEqualTo(alert));
        assertThat(engines.isFinished()).isFalse();
    }

    @Test
    void bothSidesLearnTheOthersKey() throws Exception {
        TwoEngines engines = engines();
        assertThat(engines.client.peerKey()).isEmpty();
        engines.run(message -> message);
        assertThat(engines.client.peerKey()).contains(serverKey.id().key());
        assertThat(engines.server.peerKey()).contains(clientKey.id().key());
    }

    @Test
    void theClientRefusesAnotherServer() {
        TwoEngines engines =
                new TwoEngines(clientKey, serverKey, EndpointKey.generate().id());
        assertThatThrownBy(() -> engines.run(message -> message))
                .isInstanceOfSatisfying(
                        ErrorAlert.class,
                        e -> assertThat(e.alertDescription()).isEqualTo(AlertDescription.bad_certificate));
    }

    @Test
    void aClientWithoutAKeyIsTold() {
        byte[] none = {11, 0, 0, 4, 0, 0, 0, 0};
        refuses(AlertDescription.certificate_required, replacing(HandshakeType.certificate, 2, _ -> none));
        refuses(AlertDescription.certificate_required, replacing(HandshakeType.certificate, 1, _ -> none));
    }

    @Test
    void aCertificateThatIsNoRawEd25519KeyIsRefused() {
        byte[] x509 = clientKey.certificate().getSignature();
        for (int side = 1; side <= 2; side++) {
            refuses(
                    AlertDescription.bad_certificate,
                    replacing(
                            HandshakeType.certificate,
                            side,
                            _ -> CertificateMessage.ofRawKey(x509).getBytes()));
        }
    }

    @Test
    void aPeerThatOffersOrAnswersCertificatesAloneIsRefused() {
        for (int type = 19; type <= 20; type++) {
            byte offered = (byte) type;
            refuses(AlertDescription.handshake_failure, replacing(HandshakeType.client_hello, 1, hello -> {
                byte[] extension = {0, offered, 0, 2, 1, 2};
                hello[indexOf(hello, extension) + 5] = 0;
                return hello;
            }));
            refuses(AlertDescription.handshake_failure, replacing(HandshakeType.encrypted_extensions, 1, answer -> {
                byte[] extension = {0, offered, 0, 1, 2};
                answer[indexOf(answer, extension) + 4] = 0;
                return answer;
            }));
        }
    }

    private static int indexOf(byte[] message, byte[] part) {
        for (int at = 0; at + part.length <= message.length; at++) {
            if (Arrays.equals(message, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("the message has no such part");
    }

    @Test
    void aProofFromAnotherHandshakeIsRefused() throws Exception {
        for (int side = 1; side <= 2; side++) {
            AtomicReference<byte[]> seen = new AtomicReference<>();
            engines().run(replacing(HandshakeType.certificate_verify, side, message -> {
                seen.set(message);
                return message;
            }));
            refuses(AlertDescription.decrypt_error, replacing(HandshakeType.certificate_verify, side, _ -> seen.get()));
        }
    }

    @Test
    void anothersKeyWithoutItsProofIsRefused() {
        EndpointKey victim = EndpointKey.generate();
        byte[] spki = victim.certificate().getPublicKey().getEncoded();
        refuses(
                AlertDescription.decrypt_error,
                replacing(
                        HandshakeType.certificate,
                        2,
                        _ -> CertificateMessage.ofRawKey(spki).getBytes()));
    }

    @Test
    void aProofOfAnotherSchemeIsRefused() {
        refuses(AlertDescription.illegal_parameter, replacing(HandshakeType.certificate_verify, 2, message -> {
            message[4] = 0x04;
            message[5] = 0x03;
            return message;
        }));
    }

    @Test
    void aLeftOutMessageIsNoticed() {
        for (HandshakeType type : new HandshakeType[] {
            HandshakeType.encrypted_extensions,
            HandshakeType.certificate_request,
            HandshakeType.certificate,
            HandshakeType.certificate_verify
        }) {
            refuses(AlertDescription.unexpected_message, replacing(type, 1, _ -> null));
        }
        refuses(AlertDescription.unexpected_message, replacing(HandshakeType.certificate, 2, _ -> null));
        refuses(AlertDescription.unexpected_message, replacing(HandshakeType.certificate_verify, 2, _ -> null));
    }

    @Test
    void aServerThatChoosesNoProtocolIsLeft() {
        refuses(AlertDescription.no_application_protocol, replacing(HandshakeType.encrypted_extensions, 1, answer -> {
            answer[indexOf(answer, "iroh-gossip".getBytes(java.nio.charset.StandardCharsets.US_ASCII))] = 'x';
            return answer;
        }));
    }

    @Test
    void aKeyShareOfSmallOrderIsRefusedWithAnAlert() {
        for (HandshakeType type : new HandshakeType[] {HandshakeType.client_hello, HandshakeType.server_hello}) {
            TwoEngines engines = engines();
            assertThatThrownBy(() -> engines.run(replacing(type, 1, hello -> {
                        byte[] group = {0, 0x1d, 0, 0x20};
                        int at = indexOf(hello, group) + group.length;
                        Arrays.fill(hello, at, at + 32, (byte) 0);
                        return hello;
                    })))
                    .isInstanceOf(ErrorAlert.class);
        }
    }

    @Test
    void aSecondHelloAfterTheHandshakeIsUnexpected() throws Exception {
        TwoEngines engines = engines();
        AtomicReference<byte[]> hello = new AtomicReference<>();
        engines.run(replacing(HandshakeType.client_hello, 1, message -> {
            hello.set(message);
            return message;
        }));
        assertThatThrownBy(() -> engines.deliver(true, hello.get())).isInstanceOf(ErrorAlert.class);
        assertThat(engines.server.peerKey()).contains(clientKey.id().key());
    }
}
