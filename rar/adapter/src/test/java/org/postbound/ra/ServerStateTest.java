package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postbound.ra.StubServerState.State;

@Isolated("all adapters of the JVM look at the state")
class ServerStateTest {
    private final List<Boolean> told = new ArrayList<>();

    @Test
    void serverWithoutState_isNeverSuspended() {
        ServerState.watch(told::add).close();
        assertEquals(List.of(), told);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void stateAtTheBeginning_isTold(State state) throws JMException {
        try (StubServerState server = new StubServerState()) {
            server.becomes(state);
            ServerState.watch(told::add).close();
            assertEquals(List.of(state != State.NORMAL), told);
        }
    }

    @Test
    void changes_areTold_untilItIsClosed() throws JMException {
        try (StubServerState server = new StubServerState()) {
            ServerState state = ServerState.watch(told::add);
            server.becomes(State.SUSPENDING);
            server.becomes(State.SUSPENDED);
            server.becomes(State.NORMAL);
            state.close();
            server.becomes(State.SUSPENDING);
            assertEquals(List.of(false, true, true, false), told);
        }
    }

    /** WildFly registers another one when it is reloaded. */
    @Test
    void stateThatIsGone_isNoFailure() throws JMException {
        ServerState state;
        try (StubServerState server = new StubServerState()) {
            state = ServerState.watch(told::add);
            server.becomes(State.STOPPING);
        }
        try (StubServerState another = new StubServerState()) {
            state.close();
            another.becomes(State.SUSPENDING);
        }
        state.close();
        assertEquals(List.of(false, true), told);
    }
}
