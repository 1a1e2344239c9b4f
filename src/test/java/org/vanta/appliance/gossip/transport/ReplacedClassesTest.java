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
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Sha256;
import tech.kwik.agent15.engine.impl.TlsEngineImpl;

/**
 * Goal: the four classes that take the place of the TLS library's own still fit it. Method: a digest of all that the library's classes show is
 * compared with what it was when ours were written. If it differs after an upgrade, compare the library's sources, adapt ours and the engines,
 * run {@link RealIrohTest}, and write the new digest down.
 */
class ReplacedClassesTest {
    private static final String WRITTEN_FOR = "f73d8f7ef77c5e26d9bcb7f3e2cf716c69a87a63b8116b9a2583b92b41545142";
    private static final List<String> REPLACED = List.of(
            "tech.kwik.agent15.engine.TlsClientEngineFactory",
            "tech.kwik.agent15.engine.TlsServerEngineFactory",
            "tech.kwik.agent15.engine.TlsMessageParser",
            "tech.kwik.agent15.handshake.CertificateMessage");

    @Test
    void theLibraryIsTheOneThatOursWereWrittenFor() throws Exception {
        Path library = Path.of(TlsEngineImpl.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> shown = new TreeSet<>();
        try (JarFile jar = new JarFile(library.toFile())) {
            for (String name : REPLACED) {
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
                .isEqualTo(WRITTEN_FOR);
    }

    @Test
    void oursComeFirst() throws Exception {
        for (String name : REPLACED) {
            assertThat(Class.forName(name)
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString())
                    .as(name)
                    .doesNotContain("agent15");
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
