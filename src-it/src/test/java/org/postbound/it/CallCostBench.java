package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/**
 * What a call costs in WildFly, and where the time goes; see docs/performance.md for the command. No test: it asserts
 * nothing about time, and its name keeps it out of the build.
 */
@ArquillianTest
@RunAsClient
class CallCostBench {
    private static final int ROUNDS = 7;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI server = URI.create("http://127.0.0.1:" + Integer.getInteger("it.http.port") + "/it/cost");

    @Deployment(testable = false)
    static EnterpriseArchive application() {
        return ShrinkWrap.create(EnterpriseArchive.class, "it.ear")
                .addAsLibraries(Archives.file("it.api"))
                .addAsModule(Archives.adapter("it.rar.embedded"))
                .addAsModule(
                        ShrinkWrap.create(WebArchive.class, "it.war").addClasses(CallCost.class, CallCost.What.class));
    }

    @Test
    void costOfACall() throws Exception {
        Process sink = new ProcessBuilder(
                        "/usr/sbin/smtp-sink",
                        "-u",
                        "nobody",
                        InetAddress.getLoopbackAddress().getHostAddress() + ":" + Integer.getInteger("it.smtp.port"),
                        "100")
                .inheritIO()
                .start();
        Path report = Path.of("target", "call-cost.txt");
        try {
            List<String> lines = new ArrayList<>();
            for (CallCost.What what : CallCost.What.values()) {
                lines.add("%-10s %s".formatted(what, measure(what)));
            }
            lines.addAll(profile());
            Files.write(report, lines);
        } finally {
            sink.destroy();
        }
    }

    /** The first two rounds warm up. */
    private String measure(CallCost.What what) throws Exception {
        int times = what == CallCost.What.COMMITTED ? 5_000 : 20_000;
        long[] rounds = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = ask(what, times);
        }
        long[] warm = Arrays.copyOfRange(rounds, 2, ROUNDS);
        Arrays.sort(warm);
        return "min %,d median %,d max %,d ns".formatted(warm[0], warm[warm.length / 2], warm[warm.length - 1]);
    }

    private long ask(CallCost.What what, int times) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(server + "?what=" + what + "&times=" + times))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return Long.parseLong(answer.body().strip());
    }

    /** Samples of staged calls, by the first frame of a package that says whose work it is. */
    private List<String> profile() throws Exception {
        Path recording = Path.of("target", "call-cost.jfr").toAbsolutePath();
        String pid = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("jboss-modules.jar"))
                .map(process -> String.valueOf(process.pid()))
                .findFirst()
                .orElseThrow();
        jcmd(pid, "JFR.start", "name=cost", "settings=profile");
        ask(CallCost.What.STAGED, 40_000);
        jcmd(pid, "JFR.stop", "name=cost", "filename=" + recording);

        Map<String, Long> samples = new TreeMap<>(RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.ExecutionSample"))
                .filter(CallCostBench::isOfTheCall)
                .collect(Collectors.groupingBy(CallCostBench::owner, Collectors.counting())));
        long all = samples.values().stream().mapToLong(Long::longValue).sum();
        return samples.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(sample -> "%5.1f %% %s".formatted(100.0 * sample.getValue() / all, sample.getKey()))
                .toList();
    }

    private static boolean isOfTheCall(RecordedEvent event) {
        return event.getStackTrace() != null
                && event.getStackTrace().getFrames().stream()
                        .anyMatch(frame -> nameOf(frame).contains(".CallCost"));
    }

    private static String owner(RecordedEvent event) {
        return event.getStackTrace().getFrames().stream()
                .map(CallCostBench::nameOf)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun."))
                .findFirst()
                .map(name -> name.startsWith("org.postbound") ? name : packageOf(name))
                .orElse("java");
    }

    private static String packageOf(String name) {
        return Arrays.stream(name.split("\\.")).limit(4).collect(Collectors.joining("."));
    }

    private static String nameOf(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    private static void jcmd(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
