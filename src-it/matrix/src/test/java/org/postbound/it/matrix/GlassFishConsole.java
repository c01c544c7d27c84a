package org.postbound.it.matrix;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.postbound.it.browser.Browser;

/**
 * The console of GlassFish, and so of Payara, at a connector connection pool, which is reached by clicks, as its users do: a page of
 * it that is opened by its address answers to some of its own buttons with an error. It signs an administrator without a password
 * on by itself.
 */
final class GlassFishConsole implements Console {
    private static final String TREE = "treeForm:tree:";
    private static final String CONNECTORS = TREE + "resources:Connectors:";
    private static final String POOLS = CONNECTORS + "connectorConnectionPools:";
    private static final String PAGE = "propertyForm:propertyContentPage";
    private static final String SAVE = PAGE + ":topButtons:saveButton";

    private static final By CONTENT = By.id("content");

    private final Browser browser;
    private final URI base;
    private final String application;
    private final String pool;

    /**
     * Opens it.
     *
     * @param base where it is, such as {@code http://127.0.0.1:4848/}
     * @param application what has the adapter inside
     * @param pool the name of the pool
     */
    GlassFishConsole(URI base, String application, String pool) throws IOException {
        this.base = base;
        this.application = application;
        this.pool = pool;
        browser = Browser.open();
    }

    private void showPool() {
        // Folds the tree up again.
        browser.show(base);
        browser.click(By.id(CONNECTORS + "Connectors_turner"));
        browser.click(By.id(POOLS + "connectorConnectionPools_turner"));
        browser.click(By.id(POOLS + pool + ":link"));
    }

    private void showProperties() {
        showPool();
        browser.click(By.id("propertyForm:connectorPoolSet:propertyTab"));
        browser.awaitText(CONTENT, "Additional Properties (");
    }

    /** The field with the value, in the row whose other field has the name. */
    private WebElement field(String name) {
        showProperties();
        return browser.element("tr:has(input[id$=':col2:col1St'][value='" + name + "']) input[id$=':col3:col1St']");
    }

    @Override
    public String property(String name) {
        return field(name).getDomProperty("value");
    }

    @Override
    public void setProperty(String name, String value) {
        WebElement field = field(name);
        field.clear();
        field.sendKeys(value);
        browser.click(By.id(SAVE));
        browser.awaitText(CONTENT, "New values successfully saved");
        reload();
    }

    /** The beans of an application keep the connection factory that they were given: docs/servers/payara.md. */
    private void reload() {
        browser.click(By.id(TREE + "applications:applications_link"));
        browser.click(By.xpath(
                "//a[contains(@id,'reloadLink')][ancestor::tr[1]//a[normalize-space(.)='" + application + "']]"));
        browser.awaitText(CONTENT, "Restart request sent successfully");
    }

    @Override
    public void ping() {
        showPool();
        browser.click(By.id(PAGE + ":ping"));
        browser.awaitText(CONTENT, "Ping Succeeded");
    }

    @Override
    public void picture(Path png) throws IOException {
        showProperties();
        browser.picture(png);
    }

    @Override
    public void close() throws IOException {
        browser.close();
    }
}
