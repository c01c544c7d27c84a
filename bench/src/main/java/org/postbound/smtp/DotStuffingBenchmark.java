package org.postbound.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.postbound.mime.WireMessage;

/** Writing the content of a message as DATA wants it, beside what Angus Mail does for it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DotStuffingBenchmark {
    private static final String HEADER = "Message-ID: <1@example.org>\r\n\r\n";
    private static final String LINE = "It is on its way to you, and will arrive by the end of the week.\r\n";

    /** Octets of the message, about. */
    @Param({"4096", "102400"})
    public int size;

    private final OutputStreamOfNothing nothing = new OutputStreamOfNothing();

    /** A message, as it is and rendered. */
    @State(Scope.Benchmark)
    public static class Messages {
        private byte[] plain;
        private byte[] dotted;
        private WireMessage plainMessage;
        private WireMessage dottedMessage;

        /**
         * Renders both.
         *
         * @param benchmark the size
         */
        @Setup
        public void render(DotStuffingBenchmark benchmark) {
            int lines = benchmark.size / LINE.length();
            plain = (HEADER + LINE.repeat(lines)).getBytes(StandardCharsets.US_ASCII);
            dotted = (HEADER + ("." + LINE + LINE.repeat(19)).repeat(lines / 20)).getBytes(StandardCharsets.US_ASCII);
            plainMessage = WireMessage.of(plain);
            dottedMessage = WireMessage.of(dotted);
        }
    }

    /**
     * No line begins with a dot, as in most messages.
     *
     * @param messages the message
     * @param blackhole takes what is written
     * @throws IOException never
     */
    @Benchmark
    public void withoutDots(Messages messages, Blackhole blackhole) throws IOException {
        DotStuffing.write(messages.plainMessage, nothing.in(blackhole));
    }

    /**
     * Each twentieth line begins with a dot.
     *
     * @param messages the message
     * @param blackhole takes what is written
     * @throws IOException never
     */
    @Benchmark
    public void withDots(Messages messages, Blackhole blackhole) throws IOException {
        DotStuffing.write(messages.dottedMessage, nothing.in(blackhole));
    }

    /**
     * Angus Mail's filter, which normalises line ends on the way.
     *
     * @param messages the message
     * @param blackhole takes what is written
     * @throws IOException never
     */
    @Benchmark
    public void withoutDotsByAngus(Messages messages, Blackhole blackhole) throws IOException {
        new SMTPOutputStream(nothing.in(blackhole)).write(messages.plain);
    }

    private static final class OutputStreamOfNothing extends OutputStream {
        private Blackhole blackhole;

        OutputStream in(Blackhole into) {
            blackhole = into;
            return this;
        }

        @Override
        public void write(int octet) {
            blackhole.consume(octet);
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            blackhole.consume(octets);
        }
    }
}
