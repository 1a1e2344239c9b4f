package org.vanta.appliance.stratum;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** The certificate of the TLS port: the operator's PEM files, looked at again now and then, or one of our own authority. Not for event loops. */
final class TlsCertificate {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    static final int FILE_BYTES_MAX = 256 * 1024;

    private final Optional<Path> certificate;
    private final Optional<Path> key;
    private final Vertx vertx;
    private Hash256 seen = Hash256.ZERO;

    /**
     * @param certificate PEM, the server's first, or empty for our own authority
     * @throws IllegalArgumentException if one file is given without the other
     */
    TlsCertificate(Vertx vertx, Optional<Path> certificate, Optional<Path> key) {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "VANTA_STRATUM_TLS_CERTIFICATE and VANTA_STRATUM_TLS_KEY need each other; set both, or none for a certificate of the appliance's own");
        }
        this.vertx = vertx;
        this.certificate = certificate;
        this.key = key;
    }

    /** @param dataDir where our own authority is kept */
    SslContext load(Path dataDir, List<String> names) throws IOException {
        if (certificate.isPresent()) {
            return changed().orElseThrow(() -> new IOException(certificate.get() + " was read before"));
        }
        OwnAuthority.Served served = OwnAuthority.in(dataDir).serverCertificate(withLocal(names));
        return context(served.certificates(), served.key());
    }

    private static List<String> withLocal(List<String> names) {
        Set<String> all = new LinkedHashSet<>(names);
        try {
            all.add(InetAddress.getLocalHost().getHostName());
        } catch (IOException e) {
            // A machine without a name is reached by the names in the settings.
        }
        all.add("localhost");
        all.add("127.0.0.1");
        all.add("::1");
        return List.copyOf(all);
    }

    /** The operator's files, if they are others than last time. */
    synchronized Optional<SslContext> changed() throws IOException {
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        byte[] chain = read(certificate.get());
        byte[] secret = read(key.get());
        Hash256 now = Sha256.ofParts(chain, secret);
        if (now.equals(seen)) {
            return Optional.empty();
        }
        seen = now;
        return Optional.of(context(chain, secret));
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException(file + " is larger than " + FILE_BYTES_MAX + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private SslContext context(byte[] certificates, byte[] key) throws IOException {
        PemKeyCertOptions options = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(certificates))
                .addKeyValue(Buffer.buffer(key));
        try {
            KeyManagerFactory keys = options.getKeyManagerFactory(vertx);
            check(keys);
            return SslContextBuilder.forServer(keys)
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .build();
        } catch (Exception e) {
            // Vert.x declares nothing narrower. A server that takes what it can't use would serve nobody from then on.
            throw new IOException(
                    certificate.map(Path::toString).orElse(OwnAuthority.CERTIFICATE) + " and its key can't be used: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Fails unless the key is the certificate's. */
    private static void check(KeyManagerFactory factory) throws GeneralSecurityException {
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509KeyManager keys) {
                for (String type : List.of("EC", "RSA")) {
                    String[] aliases = keys.getServerAliases(type, null);
                    for (String alias : aliases == null ? new String[0] : aliases) {
                        Signature signature =
                                Signature.getInstance(type.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
                        signature.initSign(keys.getPrivateKey(alias));
                        byte[] signed = signature.sign();
                        signature.initVerify(keys.getCertificateChain(alias)[0]);
                        if (!signature.verify(signed)) {
                            throw new SignatureException("the key is another certificate's");
                        }
                        return;
                    }
                }
            }
        }
        throw new SignatureException("there is no ECDSA or RSA key");
    }
}
