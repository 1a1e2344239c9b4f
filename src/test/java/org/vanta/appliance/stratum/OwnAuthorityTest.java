package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: half an authority says what to do, and one that a power failure left half made is finished. Method: real files. */
class OwnAuthorityTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {OwnAuthority.CERTIFICATE, OwnAuthority.KEY})
    void saysWhatToDoWhenOneFileIsMissing(String missing) throws IOException {
        OwnAuthority.in(directory);
        Files.delete(directory.resolve(missing));
        assertThatThrownBy(() -> OwnAuthority.in(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve(missing) + " is missing")
                .hasMessageContaining("put it back")
                .hasMessageContaining("move");
    }

    @ParameterizedTest
    @ValueSource(strings = {OwnAuthority.CERTIFICATE, OwnAuthority.KEY})
    void finishesWhatAPowerFailureLeftHalfMade(String missing) throws IOException {
        OwnAuthority.in(directory);
        Path file = directory.resolve(missing);
        byte[] made = Files.readAllBytes(file);
        Files.move(file, directory.resolve(missing + ".new"));
        assertThat(OwnAuthority.in(directory)
                        .serverCertificate(List.of("localhost"))
                        .certificates())
                .isNotEmpty();
        assertThat(file).hasBinaryContent(made);
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void beginsAnewWhatAPowerFailureLeftBeforeAnythingWasInPlace() throws IOException {
        Files.writeString(directory.resolve(OwnAuthority.KEY + ".new"), "cut sho");
        Files.writeString(directory.resolve(OwnAuthority.CERTIFICATE + ".new"), "");
        assertThat(OwnAuthority.in(directory)
                        .serverCertificate(List.of("localhost"))
                        .certificates())
                .isNotEmpty();
    }

    @Test
    void isTheSameAtTheNextStart() throws IOException {
        OwnAuthority.in(directory);
        byte[] made = Files.readAllBytes(directory.resolve(OwnAuthority.CERTIFICATE));
        OwnAuthority.in(directory);
        assertThat(directory.resolve(OwnAuthority.CERTIFICATE)).hasBinaryContent(made);
    }
}
