package org.vanta.appliance.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

class OwnerKeyTest {
    private static final String KEY = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

    @Test
    void readsBothCasesAndWritesLowerCase() {
        assertThat(OwnerKey.parse(KEY.toUpperCase(Locale.ROOT)).hex()).isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8520", KEY + "00", "0x20f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"})
    void namesTheFormAndTheRemedyOfWhatIsNoKey(String text) {
        assertThatThrownBy(() -> OwnerKey.parse(text))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("64 hex digits")
                .hasMessageContaining("vanta keygen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void refusesPointsOfSmallOrderInEveryEncoding(String text) {
        assertThatThrownBy(() -> OwnerKey.parse(text)).hasMessageContaining("small order");
        byte[] secret = new byte[32];
        assertThat(X25519.agree(secret, Hash256.fromHex(text)))
                .as("the JDK takes it for such a point too")
                .isEmpty();
    }
}
