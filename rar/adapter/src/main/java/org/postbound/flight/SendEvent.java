package org.postbound.flight;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** One mail transaction: a message submitted over a session, by an application or a courier. */
@Name("org.postbound.Send")
@Label("SMTP Send")
@Description("A message was submitted over a session")
@Threshold("10 ms")
final class SendEvent extends FlightEvent<Send> {
    @Label("Message-ID")
    String messageId;

    @Label("Size")
    @Description("Octets of the message, before dots are stuffed")
    @DataAmount
    long size;

    @Label("Recipients")
    @Description("Recipients that this mail transaction was for")
    int recipients;

    @Label("Result")
    @Description("ACCEPTED, REFUSED, IN_DOUBT, or why it was not sent")
    String result;

    @Label("Reply Code")
    @Description("Of the reply that decided; 0 if there was none")
    int replyCode;

    @Label("Grouped")
    @Description("Whether its envelope travelled behind the message before it")
    boolean grouped;

    @Override
    void tell(Send told) {
        messageId = told.messageId();
        size = told.size();
        recipients = told.recipients();
        result = told.result();
        replyCode = told.replyCode();
        grouped = told.grouped();
    }
}
