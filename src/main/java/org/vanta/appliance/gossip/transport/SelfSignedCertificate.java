package org.vanta.appliance.gossip.transport;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.vanta.appliance.bytes.Der;

/**
 * An X.509 certificate (RFC 5280) that says nothing but a key: TLS over TCP has no raw public keys in Java. Name and dates are fixed, so one
 * key has one certificate. Signed with Ed25519 (RFC 8410).
 */
final class SelfSignedCertificate {
    private static final byte[] ED25519 = {0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70};
    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

    private SelfSignedCertificate() {}

    static X509Certificate of(KeyPair pair) throws GeneralSecurityException {
        byte[] name = Der.of(
                Der.SEQUENCE, Der.of(Der.SET, Der.of(Der.SEQUENCE, COMMON_NAME, Der.ascii(Der.UTF8_STRING, "vanta"))));
        // RFC 5280, section 4.1.2.5: the second date is the one of a certificate without an end.
        byte[] validity = Der.of(
                Der.SEQUENCE,
                Der.ascii(Der.UTC_TIME, "240101000000Z"),
                Der.ascii(Der.GENERALIZED_TIME, "99991231235959Z"));
        byte[] body = Der.of(
                Der.SEQUENCE,
                Der.of(Der.INTEGER, new byte[] {1}),
                ED25519,
                name,
                validity,
                name,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(body);
        byte[] certificate =
                Der.of(Der.SEQUENCE, body, ED25519, Der.of(Der.BIT_STRING, new byte[] {0}, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }
}
