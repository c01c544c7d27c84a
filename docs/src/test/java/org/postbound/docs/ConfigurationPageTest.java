package org.postbound.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.resource.spi.ConfigProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.postbound.ra.DeliveryActivationSpec;
import org.postbound.ra.SmtpManagedConnectionFactory;
import org.postbound.ra.SmtpResourceAdapter;

/**
 * The tables of properties are what the beans' annotations and initial values say. With {@code -Ddocs.write} they are written
 * anew.
 */
class ConfigurationPageTest {
    private static final ConfigurationTable FACTORY = new ConfigurationTable(new SmtpManagedConnectionFactory());
    private static final ConfigurationTable ADAPTER = new ConfigurationTable(new SmtpResourceAdapter());
    private static final ConfigurationTable ACTIVATION = new ConfigurationTable(new DeliveryActivationSpec());
    /** What most look for comes first. */
    private static final Map<String, String> HEADINGS = new LinkedHashMap<>();

    static {
        HEADINGS.put("ServerProperties", "The server");
        HEADINGS.put("AuthenticationProperties", "The account");
        HEADINGS.put("FactoryProperties", "Mail");
        HEADINGS.put("ConnectionProperties", "Connections");
        HEADINGS.put("DeliveryProperties", "Delivery from the outbox");
        HEADINGS.put("RecipientProperties", "Staging systems");
        HEADINGS.put("OAuth2Properties", "OAuth 2");
        HEADINGS.put("TlsProperties", "Certificates and versions of TLS");
    }

    @Test
    void factoryTables_areTheBeans() throws IOException {
        Map<String, Class<?>> declaring =
                FACTORY.declaring().stream().collect(Collectors.toMap(Class::getSimpleName, Function.identity()));
        assertEquals(HEADINGS.keySet(), declaring.keySet());
        StringBuilder text = new StringBuilder();
        HEADINGS.forEach((name, heading) ->
                text.append("\n### %s%n%n".formatted(heading)).append(FACTORY.of(declaring.get(name))));
        assertWritten(
                "configuration.md", "connection factory", text.append('\n').toString());
    }

    @Test
    void adapterTable_isTheBeans() throws IOException {
        assertWritten("configuration.md", "adapter", "\n" + table(ADAPTER) + "\n");
    }

    @Test
    void activationTable_isTheBeans() throws IOException {
        assertWritten("events.md", "activation", "\n" + table(ACTIVATION) + "\n");
    }

    @Test
    void property_hasADescription() {
        assertEquals(List.of(), FACTORY.undocumented());
        assertEquals(List.of(), ADAPTER.undocumented());
        assertEquals(List.of(), ACTIVATION.undocumented());
    }

    @Test
    void propertyOfWhichNothingIsSaid_isTold() {
        assertEquals(List.of("bare", "blank", "none"), new ConfigurationTable(new Taciturn()).undocumented());
    }

    private static String table(ConfigurationTable bean) {
        return bean.of(bean.declaring().get(0));
    }

    private static void assertWritten(String page, String what, String expected) throws IOException {
        Path file = Pages.ROOT.resolve("docs").resolve(page);
        String text = Pages.read(file);
        String begin = "<!-- %s: written by ConfigurationPageTest -->\n".formatted(what);
        String end = "<!-- end of %s -->".formatted(what);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
        } else {
            assertEquals(expected, text.substring(from, to), "write it anew with -Ddocs.write");
        }
    }

    /** Says what one property is for. Public, as beans are. */
    public static final class Taciturn {
        @ConfigProperty(description = "What it is.")
        private String told;

        @ConfigProperty(description = {" ", ""})
        private String blank;

        @ConfigProperty
        private String bare;

        private String none;

        public String getTold() {
            return told;
        }

        public void setTold(String told) {
            this.told = told;
        }

        public String getBlank() {
            return blank;
        }

        public void setBlank(String blank) {
            this.blank = blank;
        }

        public String getBare() {
            return bare;
        }

        public void setBare(String bare) {
            this.bare = bare;
        }

        public String getNone() {
            return none;
        }

        public void setNone(String none) {
            this.none = none;
        }
    }
}
