package org.vanta.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the library the jar carries is unpacked safely, links, and verifies a real proof. */
class LinkedLibraryTest {
    @Test
    void theLibraryInTheJarVerifiesARealProof() throws IOException {
        Verifier verifier = Verifier.link();
        JsonNode entry = Vectors.read(Path.of(System.getProperty("verifier.vectors"), "sp1", "accept.json"))
                .getFirst();
        byte[] vkey = Vectors.bytes(entry, "program_vkey");
        byte[] values = Vectors.bytes(entry, "public_values");
        byte[] proof = Vectors.bytes(entry, "proof");
        assertThat(verifier.sp1().verify(new Sp1Proof(vkey, values, proof))).isEqualTo(VerificationStatus.OK);
        values[0] ^= 1;
        assertThat(verifier.sp1().verify(new Sp1Proof(vkey, values, proof)))
                .isEqualTo(VerificationStatus.PAIRING_MISMATCH);
        assertThat(verifier.sp1().verify(new Sp1Proof(vkey, values, new byte[0])))
                .isEqualTo(VerificationStatus.BAD_LENGTH);
    }

    @Test
    void theLibraryInTheJarHasReleaseKeysAlone() {
        VerifierAbi abi = Verifier.link().abi();
        assertThat(abi.groth16()).isTrue();
        assertThat(abi.plonk()).isTrue();
        assertThat(abi.selectors()).contains("4388a21c", "5a093a2f").doesNotContain("58b7a3c3", "7e577e57");
    }

    @Test
    void unpacksIntoADirectoryOfThisUserAlone() throws IOException {
        Path library = SharedLibrary.unpack();
        Path directory = library.getParent();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(ForeignCalls.load(library)).isNotNull();
        assertThat(directory).doesNotExist();
    }

    @Test
    void namesTheRemedyWhereTheLibraryCanNotBeLoadedAndLeavesNothingBehind(@TempDir Path folder) throws IOException {
        Path library = Files.writeString(
                Files.createDirectory(folder.resolve("unpacked")).resolve("lib.so"), "no library");
        assertThatThrownBy(() -> ForeignCalls.load(library))
                .isInstanceOf(VerifierUnavailableException.class)
                .hasMessageStartingWith("the verifier library can't be loaded from " + folder + " (")
                .hasMessageContaining("-Djava.io.tmpdir=");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesAProgramKeyOfAnotherLength() {
        assertThatThrownBy(() -> new Sp1Proof(new byte[31], new byte[0], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("31");
    }
}
