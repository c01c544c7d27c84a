package org.postbound.ra;

/** What it shows. */
public interface StubServerStateMBean {
    StubServerState.State getRunningState();
}
