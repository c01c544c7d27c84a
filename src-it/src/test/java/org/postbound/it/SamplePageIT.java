package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;
import org.postbound.it.browser.Browser;

/** The sample's page in a browser, as a person uses it. */
@ArquillianTest
@RunAsClient
@NeedsChromium
class SamplePageIT extends SampleApplication {
    private final String domain = UUID.randomUUID() + ".example.org";
    private String customer = "jo@" + domain;

    private static Browser browser;

    @BeforeAll
    static void openBrowser() throws Exception {
        browser = Browser.open();
    }

    @AfterAll
    static void closeBrowser() throws Exception {
        browser.close();
    }

    @BeforeEach
    void showPage() {
        browser.console();
        browser.show(PAGE);
        browser.await("the page does not get its data", page -> "Live".equals(text("#connection")));
        browser.run("window.sameDocument = true");
    }

    @AfterEach
    void letMailThrough() {
        switchTo(true);
    }

    @Test
    void order_showsUpInOrdersAndInboxWithoutReload() {
        place("Lamp", false);

        browser.await(
                "no success is shown", page -> text("#outcome .good strong").endsWith("is placed."));
        browser.await("the order does not show up", page -> ordersOfCustomer() == 1);
        browser.await("the mail does not show up", page -> mailsOfCustomer() == 1);
        assertEquals(true, browser.run("return window.sameDocument"));
        assertEquals(List.of(), browser.console());
    }

    @Test
    void orderOfAnotherWindow_showsUpAndLeavesFormAndFocusAlone() throws Exception {
        WebElement item = browser.element("#item");
        item.sendKeys("half an or");
        try (Browser other = Browser.open()) {
            other.show(PAGE);
            place(other, "Lamp", false);
            browser.await("the order does not show up", page -> ordersOfCustomer() == 1);
            browser.await("the mail does not show up", page -> mailsOfCustomer() == 1);
        }
        assertEquals("half an or", item.getDomProperty("value"));
        assertEquals("item", browser.run("return document.activeElement.id"));
        assertEquals(List.of(), browser.console());
    }

    @Test
    void orderThatFailsAfterSending_showsUpInNeitherAndSaysWhy() {
        long rolledBack = figure("#pool-XARollbackCount");
        place("Lamp", true);

        browser.await("no failure is shown", page -> "The order was not placed.".equals(text("#outcome .bad strong")));
        String outcome = text("#outcome");
        assertTrue(outcome.contains("Nothing was stored and nothing was sent."), outcome);
        assertTrue(outcome.contains("OrderFailedException"), outcome);
        // Seen by a round that began after the failure, and so are the lists.
        browser.await("the figures do not move", page -> figure("#pool-XARollbackCount") > rolledBack);
        place("Chair", false);
        browser.await("the order does not show up", page -> ordersOfCustomer() == 1);
        browser.await("the mail does not show up", page -> mailsOfCustomer() == 1);
        assertTrue(texts("#orders tr", customer).get(0).contains("Chair"), text("#orders"));
        assertTrue(texts("#inbox li", customer).get(0).contains("Chair"), text("#inbox"));
        // Chromium itself notes the status of the answer.
        assertEquals(
                List.of(),
                browser.console().stream()
                        .filter(line -> !line.contains("status of 500"))
                        .toList());
    }

    @Test
    void invalidCustomer_isToldAtTheField() {
        browser.element("#customer").sendKeys("nobody");
        browser.element("#item").sendKeys("Lamp");
        browser.element("#order button").click();

        browser.await(
                "no failure is shown", page -> text("#outcome .bad").contains("customer needs an e-mail address"));
        assertEquals("true", browser.element("#customer").getDomAttribute("aria-invalid"));
        assertEquals("customer", browser.run("return document.activeElement.id"));
    }

    @Test
    void figures_moveWithAnOrder() {
        long committed = figure("#pool-XACommitCount");
        long sent = figure("#factory0-MessagesSent");
        place("Lamp", false);

        browser.await("the pool's figures do not move", page -> figure("#pool-XACommitCount") == committed + 1);
        browser.await("the adapter's figures do not move", page -> figure("#factory0-MessagesSent") == sent + 1);
        assertTrue(text("#slots-text").startsWith("0 in use, 1 idle"), text("#slots-text"));
        assertEquals(List.of(), browser.console());
    }

    @Test
    void check_showsWhatTheServerSays() {
        browser.element("#factories button").click();

        browser.await("no answer is shown", page -> text("#factories").contains("The server answers."));
        assertTrue(text("#factories pre").contains("GreenMail"), text("#factories pre"));
        assertEquals(List.of(), browser.console());
    }

    @Test
    void serverThatIsSwitchedOff_leavesOrdersToSucceed_andTheirMailFollowsLater() {
        switchTo(false);
        place("Lamp", false);

        browser.await(
                "no success is shown", page -> text("#outcome .good strong").endsWith("is placed."));
        browser.await("the order does not show up", page -> ordersOfCustomer() == 1);
        browser.await("the mail does not wait", page -> text("#waiting").contains(customer));
        browser.await("no reason is shown", page -> text("#outbox-routes").contains("nothing listens there"));
        assertEquals(0, mailsOfCustomer());

        switchTo(true);
        browser.await("the mail does not show up", page -> mailsOfCustomer() == 1);
        browser.await("the mail waits still", page -> text("#nothing-waits").startsWith("Nothing waits"));
        browser.await(
                "the server is not reached", page -> text("#outbox-routes").isEmpty());
        assertEquals(List.of(), browser.console());
    }

    @Test
    void recipientThatIsRefused_isShownWithTheReply_untilItIsRemoved() {
        customer = "refused@" + domain;
        place("Lamp", false);

        browser.await("no failure is shown", page -> failed().contains("550 5.1.1 No such user here"));
        assertTrue(failed().contains("tried once"), failed());
        failedButton("Try again").click();
        browser.await("it is not tried again", page -> failed().contains("tried 2 times"));
        failedButton("Remove").click();
        browser.await("it is not removed", page -> failed().isEmpty());
        assertEquals("outbox-region", browser.run("return document.activeElement.id"));
        assertEquals(0, mailsOfCustomer());
        assertEquals(List.of(), browser.console());
    }

    @Test
    void recipientThatIsRefusedForTheMoment_isDeferredWithTheReply_andTheMailFollows() {
        customer = "later@" + domain;
        place("Lamp", false);

        browser.await("it is not deferred", page -> texts("#deferred li", customer).stream()
                .anyMatch(row -> row.contains("451 4.7.1 Greylisted") && row.contains("next attempt")));
        browser.await("the mail does not show up", page -> mailsOfCustomer() == 1);
        browser.await(
                "it is deferred still", page -> texts("#deferred li", customer).isEmpty());
        assertEquals(List.of(), browser.console());
    }

    /** Returns when the server has done it. */
    private void switchTo(boolean reachable) {
        WebElement box = browser.element("#reachable");
        if (box.isSelected() != reachable) {
            box.click();
            browser.await("the switch does not come to rest", page -> box.getDomAttribute("aria-disabled") == null);
        }
        assertEquals(reachable, box.isSelected());
    }

    private String failed() {
        return String.join("\n", texts("#failed li", customer));
    }

    private WebElement failedButton(String label) {
        return browser.element("#failed button[aria-label='%s: mail to %s']".formatted(label, customer));
    }

    private void place(String item, boolean failAfterSending) {
        place(browser, item, failAfterSending);
    }

    private void place(Browser window, String item, boolean failAfterSending) {
        fill(window.element("#customer"), customer);
        fill(window.element("#item"), item);
        WebElement fail = window.element("#fail");
        if (fail.isSelected() != failAfterSending) {
            fail.click();
        }
        window.element("#order button").click();
    }

    private static void fill(WebElement field, String text) {
        field.clear();
        field.sendKeys(text);
    }

    private int ordersOfCustomer() {
        return texts("#orders tr", customer).size();
    }

    private int mailsOfCustomer() {
        return texts("#inbox li", customer).size();
    }

    private List<String> texts(String selector, String part) {
        return browser.texts(selector).stream()
                .filter(text -> text.contains(part))
                .toList();
    }

    private String text(String selector) {
        return String.join("\n", browser.texts(selector));
    }

    private long figure(String selector) {
        return Long.parseLong(text(selector));
    }
}
