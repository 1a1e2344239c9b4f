package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

class SubmissionProperties {
    @Property
    void readsBackWhatAMinerWrites(
            @ForAll long tag, @ForAll long extranonce2, @ForAll int ntime, @ForAll int nonce, @ForAll int bits) {
        String longer = "%016x".formatted(extranonce2);
        Submission read = Submission.parse(
                "w",
                Long.toHexString(tag),
                longer,
                Hex.encodeInt(ntime).toUpperCase(Locale.ROOT),
                Integer.toHexString(nonce),
                Hex.encodeInt(bits));
        assertThat(read).isEqualTo(new Submission("w", tag, extranonce2, ntime, nonce, bits));
    }

    @Property
    void readsAnyTextOrRefusesIt(@ForAll String text) {
        try {
            Submission read = Submission.parse("w", text, "0".repeat(16), text, text, text);
            assertThat(text).matches("[0-9a-fA-F]{1,8}");
            assertThat(read.nonce()).isEqualTo(Integer.parseUnsignedInt(text, 16));
        } catch (MalformedBytesException e) {
            assertThat(text).doesNotMatch("[0-9a-fA-F]{1,8}");
        }
    }
}
