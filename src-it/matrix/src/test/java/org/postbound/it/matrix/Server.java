package org.postbound.it.matrix;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An application server in a directory of its own, handled as its administrators do: with its own commands and the files of
 * {@code servers/}. It listens on loopback, on ports that nobody uses. What it does not offer it answers with a {@link
 * NotOfferedException}; what goes wrong, with what the command has said.
 */
interface Server extends AutoCloseable {
    /** The adapter's name, if it is deployed by itself. */
    String ITSELF = "postbound";

    /**
     * Starts it. Returns when it takes commands, and what was deployed before answers again.
     *
     * @param jvmOptions further options of its Java virtual machine
     */
    void start(List<String> jvmOptions) throws IOException;

    /** Ends it, as an administrator does, and returns when it is gone. Nothing happens if it does not run. */
    void stop() throws IOException;

    /** The Java virtual machine that runs it. */
    ProcessHandle process();

    /** Everything that it has logged since it was installed. */
    String log() throws IOException;

    /** Where the sample's page is. */
    URI page();

    /** Deploys the sample with the adapter inside and makes its pool, by the server's file for administrators. */
    void deploySample(Path ear) throws IOException;

    /** Takes what {@link #deploySample} has deployed away and deploys it again; the pool stays as it was configured. */
    void redeploySample(Path ear) throws IOException;

    /** Takes what {@link #deploySample} has deployed away, and the pool with it. */
    void undeploySample() throws IOException;

    /** Deploys an application that brings its own pool. */
    void deployPlain(Path ear) throws IOException;

    /** Deploys an application that has nothing to do with mail. */
    default void deployBystander(Path ear) throws IOException {
        deployPlain(ear);
    }

    /** Takes either away again. */
    void undeployPlain(Path ear) throws IOException;

    /** Deploys the adapter by itself, makes a pool, and deploys the sample, which has no adapter inside. */
    void deployStandalone(Path rar, Path earWithout) throws IOException;

    /** Takes both away again. */
    void undeployStandalone(Path rar, Path earWithout) throws IOException;

    /**
     * Changes a property of the sample's pool, and has the server use it.
     *
     * @return what the commands have said, be it a refusal
     */
    String setProperty(String name, String value) throws IOException;

    /** Gives the pool an account, whose password the server keeps in its own safe way, and has the server use it. */
    void setAccount(String user, String password) throws IOException;

    /** What the server's configuration is in, to be searched for a password. */
    List<Path> configuration();

    /**
     * Runs {@code servers/Postbound.java} as the server's page describes it.
     *
     * @param words what comes after the address of the MBeans
     * @return what it has written
     */
    String operate(String... words) throws IOException;

    /** Has the server ping the sample's pool; returns what its command says of a pool that works. */
    String ping() throws IOException;

    /** How many connections the sample's pool has made or handed out, whichever the server shows, by its own way to show it. */
    Figure poolFigure() throws IOException;

    /** How many messages the adapter has sent, as the server's metrics show it. */
    Figure messagesSent() throws IOException;

    /** What an application has to bring if it uses an adapter that is deployed by itself: files in its archive. */
    default Map<String, String> neededWithout() throws IOException {
        return Map.of();
    }

    /** How a {@code @ConnectionFactoryDefinition} there names a property of the factory. */
    default String definitionName(String property) {
        return property;
    }

    /** How {@code <connection-factory>} in an application.xml names the adapter that is in the same archive. */
    default String adapterInside() {
        return "#postbound";
    }

    /**
     * Tries to deploy an application with that element and the adapter inside, on a server that takes it only with the adapter by
     * itself, where it is named {@link #ITSELF}.
     *
     * @return what it says; nothing, if it is another server, which has not tried
     */
    default Optional<String> refusalOfElement(Path ear) throws IOException {
        return Optional.empty();
    }

    /** Whether it decides after a restart what was prepared when it died. */
    default boolean recovers() {
        return true;
    }

    /** The fault for which a capability fails there; the test sees that it still does. */
    default Optional<KnownFault> knownFault(Capability capability) {
        return Optional.empty();
    }

    /** Whether it keeps the classes of every application that is gone, whatever is in it. */
    default boolean keepsClasses() {
        return false;
    }

    /** Of how many deployments it keeps the classes at most, however many there were, where {@link #keepsClasses} is not so. */
    default int keptDeployments() {
        return 0;
    }

    /** Its console, once the server runs. */
    Console console() throws IOException;

    /** Ends it, if it runs. Its directory stays, to be looked at. */
    @Override
    void close() throws IOException;
}
