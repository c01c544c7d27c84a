package org.postbound.it.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.DynamicType;

/** Installs the gates, and arms them as a test says over a connection. Without that connection the server ends. */
public final class Agent {
    private Agent() {}

    /**
     * Runs before the server.
     *
     * @param port where the test listens
     * @param instrumentation changes classes
     */
    public static void premain(String port, Instrumentation instrumentation) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        BufferedReader orders =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        PrintStream reports = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        Gates.onReached(() -> reports.println("reached"));
        install(instrumentation);
        obey(orders.readLine(), reports);
        Thread thread = new Thread(() -> obeyAll(orders, reports), "agent");
        thread.setDaemon(true);
        thread.start();
    }

    private static void install(Instrumentation instrumentation) {
        AgentBuilder builder = new AgentBuilder.Default().disableClassFormatChanges();
        for (Hook hook : Hook.values()) {
            builder = builder.type(named(hook.type()))
                    .transform((type, description, loader, module, domain) -> withGates(type, hook));
        }
        builder.installOn(instrumentation);
    }

    private static DynamicType.Builder<?> withGates(DynamicType.Builder<?> type, Hook hook) {
        return type.visit(advice(hook.before(), Entering.class).on(named(hook.method())))
                .visit(advice(hook.after(), Leaving.class).on(named(hook.method())));
    }

    private static Advice advice(String gate, Class<?> what) {
        return Advice.withCustomMapping().bind(GateName.class, gate).to(what);
    }

    private static void obeyAll(BufferedReader orders, PrintStream reports) {
        try {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                obey(order, reports);
            }
        } catch (IOException e) {
            // As if it had said goodbye.
        }
        Runtime.getRuntime().halt(1);
    }

    /** A way is given as a line, with commas between the gates. */
    private static void obey(String order, PrintStream reports) {
        boolean hold = !order.startsWith(Wire.WATCH);
        String way = hold ? order : order.substring(Wire.WATCH.length());
        Gates.arm(way.isEmpty() ? List.of() : List.of(way.split(",", -1)), hold);
        reports.println("armed");
    }
}
