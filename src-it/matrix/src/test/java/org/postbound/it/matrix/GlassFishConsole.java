package org.postbound.it.matrix;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.postbound.it.browser.Browser;

/** The console of GlassFish, and so of Payara, at a connector connection pool. It signs an administrator without a password on by itself. */
final class GlassFishConsole implements Console {
    private static final String SAVE = "propertyForm:propertyContentPage:topButtons:saveButton";
    private static final String PING = "propertyForm:propertyContentPage:ping";

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
        // The console itself is deployed when it is first asked for.
        browser.show(base);
        browser.await("the console", ExpectedConditions.presenceOfElementLocated(By.id("treeForm:tree")));
    }

    private void show(String page, String element) {
        browser.show(base.resolve("jca/" + page + ".jsf?name=" + pool));
        browser.await(page, ExpectedConditions.elementToBeClickable(By.id(element)));
    }

    private void click(String element, String answer) {
        browser.element("[id='" + element + "']").click();
        awaitText(answer);
    }

    private void awaitText(String text) {
        browser.await(text, ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), text));
    }

    /** The field with the value, in the row whose other field has the name. */
    private WebElement field(String name) {
        show("connectorConnectionPoolProperty", SAVE);
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
        click(SAVE, "New values successfully saved");
        reload();
    }

    /** The beans of an application keep the connection factory that they were given: docs/servers/payara.md. */
    private void reload() {
        browser.show(base.resolve("common/applications/applications.jsf"));
        By link = By.xpath(
                "//a[contains(@id,'reloadLink')][ancestor::tr[1]//a[normalize-space(.)='" + application + "']]");
        browser.await("the application", ExpectedConditions.elementToBeClickable(link))
                .click();
        awaitText("Restart request sent successfully");
    }

    @Override
    public void ping() {
        show("connectorConnectionPoolEdit", PING);
        browser.element("[id='" + PING + "']").click();
        By page = By.tagName("body");
        String failure = "HTTP Status 500";
        browser.await(
                "an answer to the ping",
                ExpectedConditions.or(
                        ExpectedConditions.textToBePresentInElementLocated(page, "Ping Succeeded"),
                        ExpectedConditions.textToBePresentInElementLocated(page, failure)));
        if (browser.element("body").getText().contains(failure)) {
            throw new NotOfferedException(
                    "its Ping button is answered with HTTP 500 by the console itself, with JSF1007 in the log");
        }
    }

    @Override
    public void picture(Path png) throws IOException {
        show("connectorConnectionPoolProperty", SAVE);
        browser.picture(png);
    }

    @Override
    public void close() throws IOException {
        browser.close();
    }
}
