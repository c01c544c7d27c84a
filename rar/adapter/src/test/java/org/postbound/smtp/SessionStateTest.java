package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.postbound.smtp.SessionState.Stage;

class SessionStateTest {
    @Test
    void stages_followEachOther() throws Exception {
        SessionState state = new SessionState();
        for (Stage stage : new Stage[] {Stage.READY, Stage.MAIL, Stage.DATA, Stage.FINAL_DOT, Stage.READY}) {
            state.enter(stage);
            assertTrue(state.is(stage));
        }
    }

    @Test
    void content_endsOnlyByTheFinalDot() throws Exception {
        SessionState state = new SessionState();
        assertThrows(IllegalStateException.class, () -> state.enter(Stage.MAIL));
        state.enter(Stage.READY);
        state.enter(Stage.MAIL);
        state.enter(Stage.DATA);
        assertThrows(IllegalStateException.class, state::settle);
        assertThrows(IllegalStateException.class, () -> state.enter(Stage.MAIL));
    }

    @Test
    void closedSession_remembersThatTheFinalDotWasWritten() throws Exception {
        SessionState state = new SessionState();
        state.enter(Stage.READY);
        state.enter(Stage.MAIL);
        state.enter(Stage.DATA);
        state.close();
        state.record(Stage.FINAL_DOT);
        assertTrue(state.is(Stage.FINAL_DOT));
    }

    @Test
    void closedSession_startsNothing_butSettles() throws Exception {
        SessionState state = new SessionState();
        state.enter(Stage.READY);
        state.enter(Stage.MAIL);
        state.close();
        assertThrows(SocketException.class, () -> state.enter(Stage.DATA));
        state.settle();
        assertEquals(true, state.isClosed());
    }
}
