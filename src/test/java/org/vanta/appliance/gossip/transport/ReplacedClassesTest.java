package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vanta.appliance.bytes.Sha256;
import tech.kwik.agent15.engine.impl.TlsEngineImpl;
import tech.kwik.core.QuicConnection;

/**
 * Goal: the classes that take the place of the QUIC and TLS libraries' own still fit them. Method: a digest of all that a library's classes show is
 * compared with what it was when ours were written. If it differs after an upgrade, compare the library's sources, adapt ours and the engines,
 * run {@link RealIrohTest}, and write the new digest down.
 */
class ReplacedClassesTest {
    private enum Library {
        TLS(
                TlsEngineImpl.class,
                "agent15",
                "f73d8f7ef77c5e26d9bcb7f3e2cf716c69a87a63b8116b9a2583b92b41545142",
                "tech.kwik.agent15.engine.TlsClientEngineFactory",
                "tech.kwik.agent15.engine.TlsServerEngineFactory",
                "tech.kwik.agent15.engine.TlsMessageParser",
                "tech.kwik.agent15.handshake.CertificateMessage"),
        QUIC(
                QuicConnection.class,
                "kwik-",
                "373b3549b2ad8455345a231a22f9054a96eaa01f180009c3c9ee3897257e1022",
                "tech.kwik.core.ack.AckGenerator",
                "tech.kwik.core.cid.ConnectionIdRegistry",
                "tech.kwik.core.receive.Receiver",
                "tech.kwik.core.server.impl.ServerConnectionThread",
                "tech.kwik.core.stream.ReceiveBufferImpl");

        private final Class<?> one;
        private final String file;
        private final String writtenFor;
        private final List<String> replaced;

        Library(Class<?> one, String file, String writtenFor, String... replaced) {
            this.one = one;
            this.file = file;
            this.writtenFor = writtenFor;
            this.replaced = List.of(replaced);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLibraryIsTheOneThatOursWereWrittenFor(Library library) throws Exception {
        Path path = Path.of(
                library.one.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<String> shown = new TreeSet<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (String name : library.replaced) {
                assertThat(jar.getEntry(name.replace('.', '/') + ".class"))
                        .as(name)
                        .isNotNull();
            }
            for (JarEntry entry : jar.stream()
                    .filter(e -> e.getName().endsWith(".class") && !e.getName().contains("-info"))
                    .toList()) {
                shown.addAll(shown(jar, entry));
            }
        }
        assertThat(Sha256.hash(String.join("\n", shown).getBytes(StandardCharsets.UTF_8))
                        .hex())
                .isEqualTo(library.writtenFor);
    }

    @ParameterizedTest
    @EnumSource
    void oursComeFirst(Library library) throws Exception {
        for (String name : library.replaced) {
            assertThat(Class.forName(name)
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString())
                    .as(name)
                    .doesNotContain(library.file);
        }
    }

    private static Set<String> shown(JarFile jar, JarEntry entry) throws IOException {
        Set<String> shown = new TreeSet<>();
        try (InputStream in = jar.getInputStream(entry)) {
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            String name = model.thisClass().asInternalName();
            model.methods().stream()
                    .filter(method -> method.flags().has(AccessFlag.PUBLIC)
                            || method.flags().has(AccessFlag.PROTECTED))
                    .forEach(method -> shown.add(name + "." + method.methodName() + method.methodType()));
            model.fields().stream()
                    .filter(field -> field.flags().has(AccessFlag.PUBLIC)
                            || field.flags().has(AccessFlag.PROTECTED))
                    .forEach(field -> shown.add(name + "." + field.fieldName() + ":" + field.fieldType()));
        }
        return shown;
    }
}
