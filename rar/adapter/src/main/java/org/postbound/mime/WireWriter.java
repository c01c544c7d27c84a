package org.postbound.mime;

import jakarta.activation.UnsupportedDataTypeException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.postbound.InvalidEmailException;
import org.postbound.SmtpException;

/**
 * Writes messages in the form in which they go on the wire. Of one that cannot be written it leaves nothing behind.
 *
 * @param maxMessageSize the most octets a message may have, 0 for no limit
 * @param temporaryDirectory for messages that do not fit into memory
 */
record WireWriter(long maxMessageSize, Path temporaryDirectory) {
    /** Writes one message. */
    interface Content {
        void writeTo(WireBuffer out) throws MessagingException, IOException;
    }

    /**
     * Writes a message.
     *
     * @param expectedSize about how many octets it will have
     * @param content writes it
     * @param missing returns the header fields to stand in front of those that were written, each with its CRLF
     * @throws InvalidEmailException naming what is wrong with it
     * @throws org.postbound.SmtpConfigurationException if the directory cannot be used
     */
    WireMessage write(long expectedSize, Content content, Function<HeaderSection, String> missing) {
        WireBuffer out = new WireBuffer(maxMessageSize, expectedSize, temporaryDirectory);
        try {
            content.writeTo(out);
            HeaderSection header = out.end();
            header.check();
            return out.toMessage(header, missing.apply(header));
        } catch (SmtpException e) {
            out.discard();
            throw e;
        } catch (UnsupportedDataTypeException e) {
            throw failed(
                    out,
                    "no DataContentHandler for its content is to be seen from here; give the content as a String, as"
                            + " bytes or as a DataSource, or pack the handler with the application",
                    e);
        } catch (MessagingException | IOException | RuntimeException e) {
            throw failed(out, "look at its content and at the cause", e);
        }
    }

    /** What the buffer refused is the reason, whatever became of it on its way. */
    private static InvalidEmailException failed(WireBuffer out, String cure, Exception cause) {
        out.check();
        out.discard();
        return new InvalidEmailException(
                "message",
                "cannot be written (%s: %s); %s".formatted(cause.getClass().getSimpleName(), cause.getMessage(), cure),
                cause);
    }
}
