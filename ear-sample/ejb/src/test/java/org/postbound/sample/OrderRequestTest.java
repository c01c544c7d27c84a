package org.postbound.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderRequestTest {
    @Test
    void surroundingSpace_isRemoved() {
        OrderRequest request = new OrderRequest(" Jo Doe <jo@example.org> ", "\tTea ", 1, false);
        assertEquals(new OrderRequest("Jo Doe <jo@example.org>", "Tea", 1, false), request);
    }

    @ParameterizedTest
    @CsvSource({"'', Tea, 1, customer", "jo, Tea, 1, customer", "jo@example.org, ' ', 1, item"})
    void missingOrWrongText_isRefusedNamingTheField(String customer, String item, int quantity, String field) {
        assertEquals(field, refused(customer, item, quantity).field());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1001, Integer.MAX_VALUE})
    void quantityOutOfRange_isRefused(int quantity) {
        assertEquals(
                "quantity is " + quantity + "; give a number from 1 to 1000",
                refused("jo@example.org", "Tea", quantity).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tea\r\nBcc: all@example.org", "Tea\0", "Tea\u0085"})
    void controlCharacter_isRefused(String item) {
        assertEquals("item", refused("jo@example.org", item, 1).field());
    }

    @Test
    void longItem_isRefused() {
        assertEquals(
                "item has 81 characters; at most 80 fit",
                refused("jo@example.org", "x".repeat(81), 1).getMessage());
    }

    private static InvalidOrderException refused(String customer, String item, int quantity) {
        return assertThrows(InvalidOrderException.class, () -> new OrderRequest(customer, item, quantity, false));
    }
}
