package org.postbound.it.matrix;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A look into a running Java virtual machine, with the tools of the JDK.
 *
 * @param process the machine
 * @param home the JDK that it was started with
 * @param commands runs those tools
 */
record JavaVm(ProcessHandle process, Path home, Command commands) {
    private static final String ADAPTER = "org.postbound.";
    private static final String AGENT = ADAPTER + "it.agent.";

    /** By a class on its stack, its own name, or the file that its name says it works for; the sample's database has threads, too. */
    private static final Pattern ADAPTER_THREAD =
            Pattern.compile("(?m)^\"postbound|^\"[^\"]*postbound-outbox|" + Pattern.quote(ADAPTER));

    private static final int KEEPS_NO_RECORD = 18;

    /** Whether the JDK keeps the types of the record whose methods it has made last (JDK-8078641). */
    boolean keepsLastRecord() throws IOException {
        return Candidate.release(home) < KEEPS_NO_RECORD;
    }

    /** Makes it forget them, by the agent. */
    void forgetLastRecord(Path agent) throws IOException {
        VirtualMachine machine = attach();
        try {
            machine.loadAgent(agent.toString());
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new IOException(e);
        } finally {
            machine.detach();
        }
    }

    /** The classes of adapter and sample that are loaded, after garbage was collected. */
    List<String> adapterClasses() throws IOException {
        return loadedClasses()
                .filter(name -> name.startsWith(ADAPTER) && !name.startsWith(AGENT))
                .distinct()
                .sorted()
                .toList();
    }

    /** How many class loaders have loaded a class and are still there, after garbage was collected. */
    int copies(String name) throws IOException {
        return (int) loadedClasses().filter(name::equals).count();
    }

    private Stream<String> loadedClasses() throws IOException {
        jcmd("GC.run");
        return jcmd("VM.class_hierarchy").lines().map(line -> line.replaceAll("[|\\s-]", "")
                .split("/", 2)[0]);
    }

    /** The threads that have the adapter on their stack, or in their name; that of the sample's database has only the sample. */
    List<String> threads() throws IOException {
        return Arrays.stream(jcmd("Thread.print").split("\n\n"))
                .filter(thread -> ADAPTER_THREAD.matcher(thread).find() && !thread.contains(AGENT))
                .map(thread -> thread.lines().findFirst().orElse(thread))
                .toList();
    }

    /** The files and sockets that the process has open, of those whose path has a part; as Linux shows them. */
    List<String> openFiles(String part) throws IOException {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            for (Path descriptor : descriptors) {
                String file = target(descriptor);
                if (file.contains(part)) {
                    open.add(file);
                }
            }
        }
        return open;
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return ""; // closed meanwhile
        }
    }

    private String jcmd(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(home.resolve("bin/jcmd").toString(), String.valueOf(process.pid())));
        all.addAll(List.of(command));
        return commands.run(all);
    }

    /** The MBeans that a pattern matches, with an attribute of each, through JMX. */
    Map<String, Object> beans(String pattern, String attribute) throws IOException {
        return beans(pattern, (connection, name) -> connection.getAttribute(name, attribute));
    }

    /** The MBeans that a pattern matches, with the names of their operations, through JMX. */
    Map<String, List<String>> operations(String pattern) throws IOException {
        return beans(pattern, (connection, name) -> Arrays.stream(
                        connection.getMBeanInfo(name).getOperations())
                .map(MBeanFeatureInfo::getName)
                .distinct()
                .sorted()
                .toList());
    }

    /** What is asked of an MBean. */
    private interface Question<T> {
        T ask(MBeanServerConnection connection, ObjectName name) throws JMException, IOException;
    }

    @SuppressWarnings("BanJNDI") // The server is one that this test has started.
    private <T> Map<String, T> beans(String pattern, Question<T> question) throws IOException {
        Map<String, T> values = new TreeMap<>();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address()))) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            for (ObjectName name : connection.queryNames(new ObjectName(pattern), null)) {
                values.put(name.getCanonicalName(), question.ask(connection, name));
            }
        } catch (JMException e) {
            throw new IOException(pattern, e);
        }
        return values;
    }

    /** How many messages all outboxes have in a state. */
    int messages(String state) throws IOException {
        return beans("org.postbound:type=Outbox,*", "Routes").values().stream()
                .flatMap(routes -> Arrays.stream((CompositeData[]) routes))
                .map(route -> ((TabularData) route.get("messages")).get(new Object[] {state}))
                .filter(Objects::nonNull)
                .mapToInt(count -> (int) count.get("value"))
                .sum();
    }

    private VirtualMachine attach() throws IOException {
        try {
            return VirtualMachine.attach(String.valueOf(process.pid()));
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    private String address() throws IOException {
        VirtualMachine machine = attach();
        try {
            return machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
    }
}
