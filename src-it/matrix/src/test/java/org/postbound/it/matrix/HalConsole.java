package org.postbound.it.matrix;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.postbound.it.browser.Browser;

/** WildFly's management console, at a connection definition of a resource adapter. */
final class HalConsole implements Console {
    private static final String DEFINITIONS = "resource-adapter-connection-definition-";

    private static final By BODY = By.tagName("body");

    private final Browser browser;
    private final URI console;
    private final String adapter;
    private final String pool;

    /**
     * Signs on.
     *
     * @param management the management interface, such as {@code http://127.0.0.1:9990/}
     * @param user a management user
     * @param password the user's password, of characters that a URI may have
     * @param adapter the resource adapter's name in the subsystem
     * @param pool the connection definition's
     */
    HalConsole(URI management, String user, String password, String adapter, String pool) throws IOException {
        this.adapter = adapter;
        this.pool = pool;
        console = management.resolve("console/index.html");
        browser = Browser.open();
        // The browser keeps them for the realm; the console itself does not work with an address that has them.
        URI state = management.resolve("management?operation=attribute&name=server-state");
        browser.show(URI.create(state.toString().replace("://", "://" + user + ":" + password + "@")));
    }

    private void show(String place) {
        // Else only the fragment changes, and the page stays.
        browser.show(URI.create("about:blank"));
        browser.show(console.resolve("#" + place));
    }

    private static By byId(String id) {
        return By.cssSelector("[id='" + id + "']");
    }

    @Override
    public String property(String name) {
        showDefinition();
        String properties = DEFINITIONS + "attributes-form-config-properties-readonly";
        String prefix = name + " \u21d2 ";
        browser.awaitText(byId(properties), prefix);
        return browser.texts("[id='" + properties + "']")
                .get(0)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .orElseThrow()
                .substring(prefix.length());
    }

    private void showDefinition() {
        show("resource-adapter;name=" + adapter);
        browser.click(byId(DEFINITIONS + "item"));
        browser.click(By.xpath("//table[@id='" + DEFINITIONS + "table']//td[normalize-space(.)='" + pool + "']"));
    }

    /**
     * In the tree of the management model. The form of the connection definition is none for it: it drops every property
     * whose value has a space or a brace, and so each expression.
     */
    @Override
    public void setProperty(String name, String value) {
        show("model-browser");
        String definition = "resource-adapters__" + adapter;
        String properties = definition + "__" + pool + "___config-properties";
        List.of(
                        "model-browser-root___subsystem",
                        "model-browser-root___subsystem___resource-adapters",
                        "resource-adapters___resource-adapter",
                        "resource-adapters___resource-adapter___" + adapter,
                        definition + "___connection-definitions",
                        definition + "___connection-definitions___" + pool,
                        properties)
                .forEach(this::unfold);
        browser.click(byId(properties + "___" + name + "_anchor"));
        String form = "//section[contains(@id,'-" + name.toLowerCase(Locale.ROOT) + "-form')]";
        browser.click(By.xpath(form + "//a[contains(.,'Edit')]"));
        By field = By.xpath(form + "//input[@type='text']");
        browser.await("the field", ExpectedConditions.elementToBeClickable(field))
                .clear();
        browser.await("the field", ExpectedConditions.elementToBeClickable(field))
                .sendKeys(value);
        browser.click(By.xpath(form + "//button[contains(.,'Save')]"));
        browser.awaitText(BODY, "successfully modified");
        reload();
    }

    private void unfold(String node) {
        browser.click(By.cssSelector("[id='" + node + "'] > i"));
    }

    /** The console asks for it, since the property is read when the pool starts. */
    private void reload() {
        browser.click(byId("reload-link"));
        browser.click(By.xpath("//div[contains(@class,'modal')]//button[normalize-space(.)='Yes']"));
        browser.awaitText(BODY, "successfully reloaded");
    }

    @Override
    public void ping() {
        show("resource-adapter-child-runtime;parent=" + adapter + ";name=" + pool + ";type=CONNECTION_DEFINITION");
        browser.awaitText(BODY, "ActiveCount");
        List<String> offered = browser.texts("a, button");
        if (offered.stream().anyMatch(text -> text.contains("Test"))) {
            throw new IllegalStateException("the console tests connections now: " + offered);
        }
        throw new NotOfferedException("the page of the pool in the console of WildFly 39 has no test of a connection");
    }

    @Override
    public void picture(Path png) throws IOException {
        showDefinition();
        browser.picture(png);
    }

    @Override
    public void close() throws IOException {
        browser.close();
    }
}
