package tech.kwik.agent15.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tech.kwik.agent15.ProtectionKeysType;
import tech.kwik.agent15.TlsConstants.HandshakeType;
import tech.kwik.agent15.TlsProtocolException;
import tech.kwik.agent15.alert.DecodeErrorException;
import tech.kwik.agent15.alert.UnexpectedMessageAlert;
import tech.kwik.agent15.extension.ExtensionParser;
import tech.kwik.agent15.handshake.CertificateMessage;
import tech.kwik.agent15.handshake.CertificateRequestMessage;
import tech.kwik.agent15.handshake.CertificateVerifyMessage;
import tech.kwik.agent15.handshake.ClientHello;
import tech.kwik.agent15.handshake.EncryptedExtensions;
import tech.kwik.agent15.handshake.FinishedMessage;
import tech.kwik.agent15.handshake.HandshakeMessage;
import tech.kwik.agent15.handshake.NewSessionTicketMessage;
import tech.kwik.agent15.handshake.ServerHello;

/**
 * Takes the place of the library's class of this name: reads a handshake message (RFC 8446, section 4: type 1, length 3, content) and hands it to
 * an engine. Whatever the library's messages make of nonsense, here it ends in the alert decode_error, which closes the connection; an
 * exception of another kind would leave the QUIC library with a connection that nobody closes until it is idle for too long.
 */
public final class TlsMessageParser {
    private static final int HEADER_BYTES = 4;

    private final @Nullable ExtensionParser extensions;

    public TlsMessageParser() {
        this(null);
    }

    public TlsMessageParser(@Nullable ExtensionParser extensions) {
        this.extensions = extensions;
    }

    public HandshakeMessage parseHandshakeMessage(ByteBuffer buffer) throws TlsProtocolException, IOException {
        if (buffer.remaining() < HEADER_BYTES) {
            throw new DecodeErrorException("a handshake message is shorter than its header");
        }
        HandshakeMessage message;
        try {
            message = parsed(buffer);
        } catch (RuntimeException _) {
            throw new DecodeErrorException("a handshake message makes no sense");
        }
        if (buffer.hasRemaining()) {
            throw new DecodeErrorException("a handshake message is longer than its content");
        }
        return message;
    }

    public HandshakeMessage parseAndProcessHandshakeMessage(
            ByteBuffer buffer, @Nullable MessageProcessor processor, @Nullable ProtectionKeysType protectedBy)
            throws TlsProtocolException, IOException {
        HandshakeMessage message = parseHandshakeMessage(buffer);
        if (processor != null) {
            processor.received(message, protectedBy);
        }
        return message;
    }

    private HandshakeMessage parsed(ByteBuffer buffer) throws TlsProtocolException {
        int header = buffer.getInt(buffer.position());
        int type = header >>> 24;
        int length = HEADER_BYTES + (header & 0xffffff);
        if (type == HandshakeType.client_hello.value) {
            return new ClientHello(buffer, extensions);
        } else if (type == HandshakeType.server_hello.value) {
            return new ServerHello().parse(buffer, length);
        } else if (type == HandshakeType.encrypted_extensions.value) {
            return new EncryptedExtensions().parse(buffer, length, extensions);
        } else if (type == HandshakeType.certificate.value) {
            return new CertificateMessage().parse(buffer);
        } else if (type == HandshakeType.certificate_request.value) {
            return new CertificateRequestMessage().parse(buffer);
        } else if (type == HandshakeType.certificate_verify.value) {
            return new CertificateVerifyMessage().parse(buffer, length);
        } else if (type == HandshakeType.finished.value) {
            return new FinishedMessage().parse(buffer, length);
        } else if (type == HandshakeType.new_session_ticket.value) {
            return new NewSessionTicketMessage().parse(buffer);
        }
        throw new UnexpectedMessageAlert("handshake message of type " + type);
    }
}
