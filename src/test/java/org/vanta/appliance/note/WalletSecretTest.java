package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

class WalletSecretTest {
    private static final String HEX = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";

    @TempDir
    Path directory;

    @Test
    void generatesDifferentKeys() {
        SecureRandom random = new SecureRandom();
        assertThat(WalletSecret.generate(random).ownerKey())
                .isNotEqualTo(WalletSecret.generate(random).ownerKey());
    }

    @Test
    void comesBackFromAFileThatOnlyItsOwnerMayRead() throws IOException {
        Path file = directory.resolve("wallet.secret");
        WalletSecret secret = WalletSecret.generate(new SecureRandom());
        secret.saveNew(file);
        WalletSecret loaded = WalletSecret.load(file);
        assertThat(loaded.ownerKey()).isEqualTo(secret.ownerKey());
        assertThat(loaded.nullifier(Hash256.ZERO)).isEqualTo(secret.nullifier(Hash256.ZERO));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(directory).isDirectoryContaining("glob:**wallet.secret").isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void neverReplacesAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("wallet.secret"), HEX);
        WalletSecret secret = WalletSecret.generate(new SecureRandom());
        assertThatThrownBy(() -> secret.saveNew(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent(HEX);
    }

    @Test
    void isNeverPrinted() {
        assertThat(WalletSecret.fromHex(HEX).toString()).doesNotContain(HEX).contains("8520f0098930a754");
    }

    @Test
    void repeatsNothingOfASecretItCannotRead() throws IOException {
        String wrong = HEX.substring(0, 62) + "zz";
        assertThatThrownBy(() -> WalletSecret.fromHex(wrong))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("64 hex digits")
                .hasMessageNotContaining(HEX.substring(0, 8))
                .hasNoCause();
        Path file = Files.writeString(directory.resolve("wallet.secret"), wrong);
        assertThatThrownBy(() -> WalletSecret.load(file))
                .hasMessageContaining("wallet.secret")
                .hasMessageNotContaining(HEX.substring(0, 8));
        assertThatThrownBy(() -> WalletSecret.ofBytes(new byte[31])).hasMessageContaining("31");
    }

    @Test
    void refusesAFileThatIsTooLong() throws IOException {
        Path file = Files.writeString(directory.resolve("wallet.secret"), HEX + "\n" + HEX + "\n");
        assertThatThrownBy(() -> WalletSecret.load(file)).hasMessageContaining("longer");
    }

    @Test
    void isOfNoUseOnceClosed() {
        WalletSecret secret = WalletSecret.fromHex(HEX);
        Hash256 before = secret.nullifier(Hash256.ZERO);
        secret.close();
        assertThat(secret.nullifier(Hash256.ZERO)).isNotEqualTo(before);
    }
}
