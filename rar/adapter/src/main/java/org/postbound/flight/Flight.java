package org.postbound.flight;

/** Tells the JDK Flight Recorder, where there is one, what goes on. An event that is not recorded costs a call. */
public interface Flight {
    /** The recorder of this JVM, or one that records nothing. */
    Flight RECORDER = find();

    private static Flight find() {
        try {
            return Recorder.linked();
        } catch (LinkageError e) {
            // Nobody can record anything, so there is nothing to report either.
            return new NoRecorder();
        }
    }

    /**
     * A session with a server is being opened.
     *
     * @return to be told what came of it
     */
    Started<Connect> connect();

    /**
     * A message is being submitted over a session.
     *
     * @return to be told what came of it
     */
    Started<Send> send();

    /**
     * A branch is being prepared.
     *
     * @return to be told when it is on stable storage
     */
    Started<Prepare> prepare();

    /**
     * A branch is being committed.
     *
     * @return to be told when that is on stable storage
     */
    Started<Commit> commit();

    /**
     * A prepared branch is being rolled back.
     *
     * @return to be told when that is on stable storage
     */
    Started<Rollback> rollback();

    /**
     * A courier attempts to deliver a message.
     *
     * @return to be told what came of it
     */
    Started<Deliver> deliver();
}
