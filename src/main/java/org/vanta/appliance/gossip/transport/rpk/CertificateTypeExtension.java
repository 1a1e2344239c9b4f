package org.vanta.appliance.gossip.transport.rpk;

import java.util.List;
import tech.kwik.agent15.TlsConstants.CertificateType;
import tech.kwik.agent15.TlsConstants.ExtensionType;
import tech.kwik.agent15.extension.Extension;
import tech.kwik.agent15.extension.UnknownExtension;

/**
 * client_certificate_type (19) and server_certificate_type (20) of RFC 7250, section 3, with raw public keys as the only choice: a list of one in
 * a ClientHello, a single byte in EncryptedExtensions.
 */
final class CertificateTypeExtension extends Extension {
    private static final int HEADER_BYTES = 4;

    private final byte[] bytes;

    private CertificateTypeExtension(byte[] bytes) {
        this.bytes = bytes;
    }

    static List<Extension> offers() {
        return List.of(offer(ExtensionType.client_certificate_type), offer(ExtensionType.server_certificate_type));
    }

    static List<Extension> answers() {
        return List.of(answer(ExtensionType.client_certificate_type), answer(ExtensionType.server_certificate_type));
    }

    /** Whether a ClientHello's extensions offer raw public keys for both sides. */
    static boolean offered(List<Extension> extensions) {
        return List.of(ExtensionType.client_certificate_type, ExtensionType.server_certificate_type).stream()
                .allMatch(type -> extensions.stream().anyMatch(extension -> isOffer(extension, type)));
    }

    /** Whether EncryptedExtensions answer with raw public keys for both sides. */
    static boolean answered(List<Extension> extensions) {
        return List.of(ExtensionType.client_certificate_type, ExtensionType.server_certificate_type).stream()
                .allMatch(type -> extensions.stream().anyMatch(extension -> isAnswer(extension, type)));
    }

    @Override
    public byte[] getBytes() {
        return bytes.clone();
    }

    private static Extension offer(ExtensionType type) {
        return new CertificateTypeExtension(
                new byte[] {0, (byte) type.value, 0, 2, 1, CertificateType.RawPublicKey.value});
    }

    private static Extension answer(ExtensionType type) {
        return new CertificateTypeExtension(
                new byte[] {0, (byte) type.value, 0, 1, CertificateType.RawPublicKey.value});
    }

    /** The library does not know these extensions and hands on type, length and content. */
    private static boolean isOffer(Extension extension, ExtensionType type) {
        if (!(extension instanceof UnknownExtension unknown) || unknown.getType() != type.value) {
            return false;
        }
        byte[] data = unknown.getData();
        if (data.length <= HEADER_BYTES || (data[HEADER_BYTES] & 0xff) != data.length - HEADER_BYTES - 1) {
            return false;
        }
        for (int i = HEADER_BYTES + 1; i < data.length; i++) {
            if (data[i] == CertificateType.RawPublicKey.value) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAnswer(Extension extension, ExtensionType type) {
        return extension instanceof UnknownExtension unknown
                && unknown.getType() == type.value
                && unknown.getData().length == HEADER_BYTES + 1
                && unknown.getData()[HEADER_BYTES] == CertificateType.RawPublicKey.value;
    }
}
