package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.MalformedBytesException;

class EndpointKeyTest {
    @TempDir
    Path directory;

    /** RFC 8032, section 7.1, test 1. */
    @Test
    void derivesTheIdOfAPublishedSeed() {
        byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        EndpointKey key = EndpointKey.ofSeed(seed);
        assertThat(key.id().hex()).isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(HexFormat.of().formatHex(key.sign(new byte[0])))
                .isEqualTo("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        assertThat(seed).containsOnly(0);
    }

    @Test
    void isDrawnOnceAndKeptForTheOwnerAlone() throws Exception {
        Path file = directory.resolve("endpoint.key");
        EndpointKey first = EndpointKey.loadOrCreate(file);
        assertThat(EndpointKey.loadOrCreate(file).id()).isEqualTo(first.id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(first.toString()).doesNotContain(Files.readString(file).strip());
    }

    @Test
    void aFileThatHoldsSomethingElseIsNamedAndKept() throws Exception {
        Path file = Files.writeString(directory.resolve("endpoint.key"), "not a key\n");
        assertThatThrownBy(() -> EndpointKey.loadOrCreate(file))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("endpoint.key")
                .hasMessageContaining("64 hex digits");
        assertThat(file).hasContent("not a key\n");
    }

    @Test
    void itsCertificateIsSignedByItselfAndAlwaysTheSame() throws Exception {
        Path file = directory.resolve("endpoint.key");
        EndpointKey key = EndpointKey.loadOrCreate(file);
        key.certificate().verify(key.certificate().getPublicKey());
        key.certificate().checkValidity();
        assertThat(EndpointKey.loadOrCreate(file).certificate()).isEqualTo(key.certificate());
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key.certificate());
        check.update(new byte[] {1});
        assertThat(check.verify(key.sign(new byte[] {1}))).isTrue();
    }
}
