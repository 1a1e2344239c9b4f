package org.vanta.verifier;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

/** Goal: the reasons in Java and in C cannot drift apart. */
class VerificationStatusTest {
    @Test
    void saysWhatTheLibrarySays() throws Throwable {
        SymbolLookup library =
                SymbolLookup.libraryLookup(Vectors.build().resolve("tests/libvanta_verifier_test.so"), Arena.global());
        MethodHandle text = Linker.nativeLinker()
                .downcallHandle(
                        library.find("vanta_status_text").orElseThrow(), FunctionDescriptor.of(ADDRESS, JAVA_INT));
        for (VerificationStatus status : VerificationStatus.values()) {
            assertThat(text(text, status.ordinal())).isEqualTo(status.text());
        }
        assertThat(text(text, VerificationStatus.values().length)).isEqualTo("unknown status");
    }

    private static String text(MethodHandle handle, int code) throws Throwable {
        return ((MemorySegment) handle.invokeExact(code))
                .reinterpret(Long.MAX_VALUE)
                .getString(0);
    }

    @Test
    void refusesANumberItDoesNotKnow() {
        assertThatThrownBy(() -> VerificationStatus.ofCode(VerificationStatus.values().length))
                .isInstanceOf(IllegalStateException.class);
    }
}
