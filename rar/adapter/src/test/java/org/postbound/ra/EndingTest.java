package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {
    private final List<String> taken = new ArrayList<>();

    @Test
    void stepThatFails_keepsNoOtherFromBeingTaken() {
        assertThrows(
                NoClassDefFoundError.class,
                () -> Ending.all(
                        () -> taken.add("first"),
                        () -> {
                            throw new NoClassDefFoundError("gone");
                        },
                        () -> taken.add("last")));
        assertEquals(List.of("first", "last"), taken);
    }
}
