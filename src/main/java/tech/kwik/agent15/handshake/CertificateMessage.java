package tech.kwik.agent15.handshake;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import tech.kwik.agent15.TlsConstants.HandshakeType;
import tech.kwik.agent15.alert.BadCertificateAlert;
import tech.kwik.agent15.alert.DecodeErrorException;

/**
 * Takes the place of the library's class of this name: a Certificate message (RFC 8446, section 4.4.2) whose one entry is a raw public key
 * (RFC 7250). Layout: context length 1 (0), list length 3, entry length 3, SubjectPublicKeyInfo, length of extensions 2.
 */
public final class CertificateMessage extends HandshakeMessage {
    private static final int HEADER_BYTES = 4;
    private static final int MESSAGE_BYTES_MIN = HEADER_BYTES + 1 + 3;
    private static final int ENTRY_BYTES_MIN = 3 + 2;

    private byte[] message = new byte[0];
    private byte[] rawKey = new byte[0];

    public static CertificateMessage ofRawKey(byte[] spki) {
        int content = 1 + 3 + ENTRY_BYTES_MIN + spki.length;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + content);
        out.putInt(HandshakeType.certificate.value << 24 | content);
        out.put((byte) 0);
        putLength(out, ENTRY_BYTES_MIN + spki.length);
        putLength(out, spki.length);
        out.put(spki);
        out.putShort((short) 0);
        CertificateMessage certificate = new CertificateMessage();
        certificate.message = out.array();
        certificate.rawKey = spki.clone();
        return certificate;
    }

    /** A message of any type as it stands, for a sender that has no way to send that type. */
    public static CertificateMessage verbatim(byte[] message) {
        CertificateMessage carrier = new CertificateMessage();
        carrier.message = message.clone();
        return carrier;
    }

    public CertificateMessage parse(ByteBuffer in) throws DecodeErrorException, BadCertificateAlert {
        int start = in.position();
        int length = parseHandshakeHeader(in, HandshakeType.certificate, MESSAGE_BYTES_MIN);
        try {
            parseContent(in, start + HEADER_BYTES + length);
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            throw new DecodeErrorException("Certificate is shorter than its lengths say");
        }
        message = new byte[HEADER_BYTES + length];
        in.get(start, message);
        return this;
    }

    private void parseContent(ByteBuffer in, int end) throws DecodeErrorException, BadCertificateAlert {
        if (in.get() != 0) {
            throw new DecodeErrorException("Certificate has a context");
        }
        int list = length(in);
        if (in.position() + list != end) {
            throw new DecodeErrorException("Certificate's list has another length than the message");
        }
        if (list == 0) {
            return;
        }
        int entry = length(in);
        if (entry > list - ENTRY_BYTES_MIN) {
            throw new DecodeErrorException("Certificate's entry is longer than its list");
        }
        rawKey = new byte[entry];
        in.get(rawKey);
        int extensions = in.getShort() & 0xffff;
        in.position(in.position() + extensions);
        if (in.position() != end) {
            throw new BadCertificateAlert("more than one key");
        }
    }

    private static int length(ByteBuffer in) {
        return (in.get() & 0xff) << 16 | (in.get() & 0xff) << 8 | in.get() & 0xff;
    }

    private static void putLength(ByteBuffer out, int length) {
        out.put((byte) (length >> 16)).put((byte) (length >> 8)).put((byte) length);
    }

    /** The SubjectPublicKeyInfo as it was sent, whatever it holds; empty if the message has no entry. */
    public byte[] rawKey() {
        return rawKey.clone();
    }

    @Override
    public HandshakeType getType() {
        return HandshakeType.certificate;
    }

    @Override
    public byte[] getBytes() {
        return message;
    }

    public byte[] getRequestContext() {
        return new byte[0];
    }

    /** @return null: there is no certificate */
    @SuppressWarnings("NullAway")
    public X509Certificate getEndEntityCertificate() {
        return null;
    }

    public List<X509Certificate> getCertificateChain() {
        return List.of();
    }
}
