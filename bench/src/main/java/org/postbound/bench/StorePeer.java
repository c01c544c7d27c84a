package org.postbound.bench;

import java.nio.file.Path;
import java.util.List;

/** A durable store of messages, which is compared with others. */
interface StorePeer {
    /** Returns the name in the results. */
    String name();

    /** Returns name and version of what is measured. */
    String version();

    /**
     * Opens a new one.
     *
     * @param directory an empty folder for its files
     * @param content what each message is
     * @return the store, to be closed
     * @throws Exception if it does not open
     */
    OpenStore open(Path directory, byte[] content) throws Exception;

    /** Returns all, in the order of the table. */
    static List<StorePeer> all(Coordinator coordinator) {
        return List.of(new PostboundStore(coordinator), new ArtemisStore(), new H2Store());
    }
}
