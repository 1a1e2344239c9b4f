package org.vanta.appliance.stratum;

import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.vanta.appliance.bytes.Der;
import org.vanta.appliance.bytes.Folder;
import org.vanta.appliance.bytes.Hex;

/**
 * A certificate authority of this appliance's own (RFC 5280, ECDSA with P-256), for who has no certificate: its certificate goes into the
 * miners, its key stays in the data folder, made once. It signs a new server certificate at each start. Not for event loops.
 */
final class OwnAuthority {
    static final String CERTIFICATE = "stratum-ca.pem";
    static final String KEY = "stratum-ca.key";

    private static final String CURVE = "secp256r1";
    private static final String COMMON_NAME = "Vanta Stratum CA";
    private static final byte[] ECDSA_SHA256 = Hex.decode("300a06082a8648ce3d040302");
    private static final byte[] NAME = Hex.decode("0603550403");
    private static final byte[] BASIC_CONSTRAINTS = Hex.decode("0603551d13");
    private static final byte[] KEY_USAGE = Hex.decode("0603551d0f");
    private static final byte[] ALT_NAME = Hex.decode("0603551d11");
    private static final byte[] EXTENDED_KEY_USAGE = Hex.decode("0603551d25");
    private static final byte[] CRITICAL = Hex.decode("0101ff");
    private static final byte[] IS_AUTHORITY = Hex.decode("30030101ff");
    private static final byte[] SIGNS_CERTIFICATES = Hex.decode("03020204");
    private static final byte[] SERVES_TLS = Hex.decode("300a06082b06010505070301");
    /** Fixed, since a board without a clock of its own may make the authority in 1970. The end is UTCTime's. */
    private static final String FROM = "240101000000Z";

    private static final String UNTIL = "491231235959Z";
    private static final int SERIAL_BITS = 126;

    private final Certificate certificate;
    private final PrivateKey key;

    private OwnAuthority(Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A certificate chain and its key as PEM. */
    record Served(byte[] certificates, byte[] key) {}

    /**
     * The authority of this folder, made if there is none.
     *
     * @throws IOException naming the file that can't be used
     */
    static OwnAuthority in(Path directory) throws IOException {
        Path certificateFile = directory.resolve(CERTIFICATE);
        Path keyFile = directory.resolve(KEY);
        try {
            boolean certified = Files.exists(certificateFile);
            boolean keyed = Files.exists(keyFile);
            if (!certified && !keyed) {
                make(certificateFile, keyFile);
            } else if (!certified) {
                complete(certificateFile, keyFile);
            } else if (!keyed) {
                complete(keyFile, certificateFile);
            }
            Certificate certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificateFile)));
            String body = Files.readString(keyFile).replaceAll("-----[A-Z ]+-----|\\s", "");
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
            return new OwnAuthority(certificate, key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    certificateFile + " and " + keyFile
                            + " can't be used as a certificate authority; move both away to have a new one made",
                    e);
        }
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair();
    }

    /** Both are on disk before either is in its place, so that a power failure between leaves what {@link #complete} needs. */
    private static void make(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
        KeyPair pair = newPair();
        byte[] made = certificate(COMMON_NAME, pair.getPublic(), pair.getPrivate(), authorityExtensions());
        write(draft(keyFile), pem("PRIVATE KEY", pair.getPrivate().getEncoded()), "rw-------");
        write(draft(certificateFile), pem("CERTIFICATE", made), "rw-r--r--");
        Path folder = keyFile.toAbsolutePath().getParent();
        if (folder != null) {
            Folder.force(folder);
        }
        Files.move(draft(keyFile), keyFile, StandardCopyOption.ATOMIC_MOVE);
        Files.move(draft(certificateFile), certificateFile, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Only {@code other} is there. */
    private static void complete(Path missing, Path other) throws IOException {
        if (!Files.exists(draft(missing))) {
            throw new IOException(
                    missing + " is missing, and " + other + " is of no use without it: put it back, or move " + other
                            + " away as well to have both made anew, and give the miners the new " + CERTIFICATE);
        }
        Files.move(draft(missing), missing, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path draft(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static void write(Path file, byte[] content, String permissions) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.write(file, content, StandardOpenOption.SYNC);
    }

    /** @param names DNS names and IP addresses the miners may use, at least one */
    Served serverCertificate(List<String> names) {
        try {
            KeyPair pair = newPair();
            byte[] server = certificate("Vanta Stratum", pair.getPublic(), key, serverExtensions(names));
            ByteArrayOutputStream chain = new ByteArrayOutputStream();
            chain.writeBytes(pem("CERTIFICATE", server));
            chain.writeBytes(pem("CERTIFICATE", certificate.getEncoded()));
            return new Served(
                    chain.toByteArray(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks ECDSA with P-256", e);
        }
    }

    private static byte[] certificate(String subject, PublicKey key, PrivateKey signer, byte[] extensions)
            throws GeneralSecurityException {
        byte[] body = Der.of(
                Der.SEQUENCE,
                Hex.decode("a003020102"),
                Der.of(
                        Der.INTEGER,
                        new BigInteger(SERIAL_BITS, new SecureRandom())
                                .setBit(0)
                                .toByteArray()),
                ECDSA_SHA256,
                name(COMMON_NAME),
                Der.of(Der.SEQUENCE, Der.ascii(Der.UTC_TIME, FROM), Der.ascii(Der.UTC_TIME, UNTIL)),
                name(subject),
                key.getEncoded(),
                Der.of(0xa3, Der.of(Der.SEQUENCE, extensions)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(body);
        return Der.of(Der.SEQUENCE, body, ECDSA_SHA256, Der.of(Der.BIT_STRING, new byte[] {0}, signature.sign()));
    }

    private static byte[] name(String text) {
        return Der.of(Der.SEQUENCE, Der.of(Der.SET, Der.of(Der.SEQUENCE, NAME, Der.ascii(Der.UTF8_STRING, text))));
    }

    private static byte[] authorityExtensions() {
        return concat(
                Der.of(Der.SEQUENCE, BASIC_CONSTRAINTS, CRITICAL, Der.of(Der.OCTET_STRING, IS_AUTHORITY)),
                Der.of(Der.SEQUENCE, KEY_USAGE, CRITICAL, Der.of(Der.OCTET_STRING, SIGNS_CERTIFICATES)));
    }

    private static byte[] serverExtensions(List<String> names) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (String name : names) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
            list.writeBytes(
                    address == null ? Der.of(0x82, name.getBytes(StandardCharsets.US_ASCII)) : Der.of(0x87, address));
        }
        byte[] alternatives = Der.of(Der.OCTET_STRING, Der.of(Der.SEQUENCE, list.toByteArray()));
        return concat(
                Der.of(Der.SEQUENCE, ALT_NAME, alternatives),
                Der.of(Der.SEQUENCE, EXTENDED_KEY_USAGE, Der.of(Der.OCTET_STRING, SERVES_TLS)));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }

    private static byte[] pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
