package org.postbound.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.postbound.docs.Pages.Sample;

/** Each sample in Java, of a page or of Javadoc, compiles: as classes, as members of one, or as the statements of a method. */
class SamplesTest {
    private static final String IMPORTS = Stream.of(
                    "com.arjuna.ats.internal.jta.transaction.arjunacore",
                    "java.net",
                    "java.nio.file",
                    "java.time",
                    "java.util",
                    "jakarta.annotation",
                    "jakarta.ejb",
                    "jakarta.inject",
                    "jakarta.mail",
                    "jakarta.mail.internet",
                    "jakarta.persistence",
                    "jakarta.resource",
                    "jakarta.transaction",
                    "org.junit.jupiter.api",
                    "org.junit.jupiter.api.extension",
                    "org.postbound",
                    "org.postbound.ra",
                    "org.postbound.standalone",
                    "org.postbound.test")
            .map("import %s.*;"::formatted)
            .reduce(
                    "package org.postbound.docs; import org.postbound.docs.Surroundings.*;"
                            + " import org.postbound.Priority; import static org.junit.jupiter.api.Assertions.*;"
                            // One by one, since these packages have types named as ours are.
                            + " import org.apache.commons.mail2.jakarta.SimpleEmail;"
                            + " import org.simplejavamail.api.mailer.Mailer;"
                            + " import org.simplejavamail.mailer.MailerBuilder;"
                            + " import org.springframework.mail.javamail.JavaMailSenderImpl; ",
                    String::concat);
    private static final List<String> SHAPES = List.of(
            IMPORTS + "%s",
            IMPORTS + "abstract class Sample extends Surroundings { %s }",
            IMPORTS + "abstract class Sample extends Surroundings { void sample() throws Exception { %s } }",
            IMPORTS + "abstract class Sample extends Surroundings { Object sample() throws Exception { %s } }",
            IMPORTS + "abstract class Sample extends Tests { %s }",
            IMPORTS + "abstract class Sample extends Surroundings { %s class Annotated {} }");

    @TempDir
    private static Path classes;

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

    @TestFactory
    Stream<DynamicTest> sample_compiles() {
        Stream<Sample> pages = Pages.all().flatMap(page -> Pages.samples(page, "java"));
        Stream<Sample> javadoc = Sources.MODULES.stream().flatMap(Sources::of).flatMap(Sources::samples);
        return Stream.concat(pages, javadoc)
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> compile(sample)));
    }

    /** What is not found, as it is written in some other way, would pass. */
    @ParameterizedTest
    @FieldSource("org.postbound.docs.Sources#MODULES")
    void blocksOfTheJavadoc_areFound(String module) {
        long blocks = Sources.of(module)
                .flatMap(source -> Pages.read(source).lines())
                .filter(line -> line.contains("<pre>{@code"))
                .count();
        assertNotEquals(0, blocks);
        assertEquals(blocks, Sources.of(module).flatMap(Sources::samples).count());
    }

    @Test
    void sampleWithAMistake_doesNotCompile() {
        assertNotEquals(List.of(), mistakes("connection.sendd(email);\n"));
    }

    private void compile(Sample sample) {
        List<String> mistakes = mistakes(sample.text());
        if (!mistakes.isEmpty()) {
            fail(sample + " is neither of these:\n" + String.join("\n", mistakes));
        }
    }

    /** Returns what is wrong with it in each shape; nothing if it compiles in one. */
    private List<String> mistakes(String text) {
        List<String> mistakes = new ArrayList<>();
        for (String shape : SHAPES) {
            // On the first line all, so that the lines of the page are those of the messages.
            DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
            boolean compiles = compiler.getTask(
                            null,
                            null,
                            found,
                            List.of("-proc:none", "-d", classes.toString(), "-implicit:none"),
                            null,
                            List.of(new Source(shape.replace("%s", text))))
                    .call();
            if (compiles) {
                return List.of();
            }
            found.getDiagnostics().stream()
                    .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                    .forEach(diagnostic -> mistakes.add(
                            "  line %d: %s".formatted(diagnostic.getLineNumber(), diagnostic.getMessage(Locale.ROOT))));
            mistakes.add("or");
        }
        return mistakes;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Sample.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
