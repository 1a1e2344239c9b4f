package org.vanta.appliance.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.WalletSecret;

/** Where a command gets the wallet's secret from: a file, or standard input when it is named {@code -}; never an argument. */
final class SecretSource {
    /** More than 64 digits and a line end; what is longer is no secret. */
    private static final int STANDARD_INPUT_BYTES_MAX = 80;

    private SecretSource() {}

    static WalletSecret read(String name) {
        try {
            return name.equals("-") ? standardInput() : WalletSecret.load(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new CannotException("no secret file " + name + "; \"vanta keygen --out FILE\" makes one", e);
        } catch (IOException e) {
            throw new CannotException("can't read the secret from " + name + ": " + e, e);
        } catch (MalformedBytesException e) {
            throw new CannotException(e.getMessage() + "; \"vanta keygen --out FILE\" makes one", e);
        }
    }

    private static WalletSecret standardInput() throws IOException {
        byte[] text = System.in.readNBytes(STANDARD_INPUT_BYTES_MAX);
        return WalletSecret.fromHex(new String(text, StandardCharsets.US_ASCII));
    }
}
