package org.postbound;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Checks each value as it comes, so that an {@link Email} is valid by construction. */
final class EmailBuilder implements Email.Builder {
    Mailbox from;
    Mailbox sender;
    final List<Mailbox> replyTo = new ArrayList<>();
    final List<Mailbox> to = new ArrayList<>();
    final List<Mailbox> cc = new ArrayList<>();
    final List<Mailbox> bcc = new ArrayList<>();
    String subject;
    String text;
    String html;
    final List<InlinePart> inlineParts = new ArrayList<>();
    final List<Attachment> attachments = new ArrayList<>();
    Priority priority = Priority.NORMAL;
    private final OwnHeaders ownHeaders = new OwnHeaders();
    private final StandardHeaders standardHeaders = new StandardHeaders();
    String messageId;
    OffsetDateTime date;
    String returnPath;
    Set<DsnNotify> dsnNotify = Set.of();
    private Optional<DsnReturn> dsnReturn = Optional.empty();
    private Optional<String> envelopeId = Optional.empty();
    private boolean requireTls;
    private OptionalInt mtPriority = OptionalInt.empty();
    private Optional<Instant> holdUntil = Optional.empty();
    private Optional<String> idempotencyKey = Optional.empty();

    @Override
    public Email.Builder from(String mailbox) {
        from = Syntax.mailbox("from", mailbox);
        return this;
    }

    @Override
    public Email.Builder from(Mailbox mailbox) {
        from = Syntax.present("from", mailbox);
        return this;
    }

    @Override
    public Email.Builder sender(String mailbox) {
        sender = Syntax.mailbox("sender", mailbox);
        return this;
    }

    @Override
    public Email.Builder replyTo(String... mailboxes) {
        return add("replyTo", replyTo, mailboxes);
    }

    @Override
    public Email.Builder to(String... mailboxes) {
        return add("to", to, mailboxes);
    }

    @Override
    public Email.Builder to(Mailbox... mailboxes) {
        return add("to", to, mailboxes);
    }

    @Override
    public Email.Builder cc(String... mailboxes) {
        return add("cc", cc, mailboxes);
    }

    @Override
    public Email.Builder cc(Mailbox... mailboxes) {
        return add("cc", cc, mailboxes);
    }

    @Override
    public Email.Builder bcc(String... mailboxes) {
        return add("bcc", bcc, mailboxes);
    }

    @Override
    public Email.Builder bcc(Mailbox... mailboxes) {
        return add("bcc", bcc, mailboxes);
    }

    private Email.Builder add(String field, List<Mailbox> list, String... mailboxes) {
        List<Mailbox> more = new ArrayList<>();
        for (String mailbox : Syntax.present(field, mailboxes)) {
            more.add(Syntax.mailbox(place(field, list, more), mailbox));
        }
        list.addAll(more);
        return this;
    }

    private Email.Builder add(String field, List<Mailbox> list, Mailbox... mailboxes) {
        List<Mailbox> more = new ArrayList<>();
        for (Mailbox mailbox : Syntax.present(field, mailboxes)) {
            more.add(Syntax.present(place(field, list, more), mailbox));
        }
        list.addAll(more);
        return this;
    }

    private static String place(String field, List<Mailbox> list, List<Mailbox> more) {
        return field + "[" + (list.size() + more.size()) + "]";
    }

    @Override
    public Email.Builder subject(String subject) {
        this.subject = Syntax.oneLine("subject", subject);
        return this;
    }

    @Override
    public Email.Builder text(String text) {
        this.text = Syntax.withoutNul("text", text);
        return this;
    }

    @Override
    public Email.Builder html(String html) {
        this.html = Syntax.withoutNul("html", html);
        return this;
    }

    @Override
    public Email.Builder inline(String contentId, Attachment content) {
        String field = "inlineParts[" + inlineParts.size() + "]";
        Syntax.contentId(field + ".contentId", contentId);
        if (inlineParts.stream().anyMatch(part -> part.contentId().equals(contentId))) {
            throw new InvalidEmailException(
                    field + ".contentId",
                    "is \"%s\", as that of another part is; give each its own (RFC 2392)".formatted(contentId));
        }
        inlineParts.add(new InlinePart(contentId, Syntax.present(field + ".attachment", content)));
        return this;
    }

    @Override
    public Email.Builder attach(Attachment attachment) {
        attachments.add(Syntax.present(nextAttachment(), attachment));
        return this;
    }

    @Override
    public Email.Builder attach(Path file) {
        return attach(naming(nextAttachment(), () -> Attachment.of(file)));
    }

    @Override
    public Email.Builder attach(String name, String contentType, byte[] content) {
        return attach(naming(nextAttachment(), () -> Attachment.of(name, contentType, content)));
    }

    @Override
    public Email.Builder attach(String name, byte[] content) {
        return attach(naming(nextAttachment(), () -> Attachment.of(name, content)));
    }

    private String nextAttachment() {
        return "attachments[" + attachments.size() + "]";
    }

    private static Attachment naming(String field, Supplier<Attachment> attachment) {
        try {
            return attachment.get();
        } catch (InvalidEmailException e) {
            throw e.within(field);
        }
    }

    @Override
    public Email.Builder priority(Priority priority) {
        this.priority = Syntax.present("priority", priority);
        return this;
    }

    @Override
    public Email.Builder header(String name, String value) {
        ownHeaders.add(name, value);
        return this;
    }

    @Override
    public Email.Builder listUnsubscribe(URI... uris) {
        standardHeaders.listUnsubscribe(uris);
        return this;
    }

    @Override
    public Email.Builder oneClickUnsubscribe(URI https, URI... others) {
        standardHeaders.oneClickUnsubscribe(https, others);
        return this;
    }

    @Override
    public Email.Builder autoSubmitted(AutoSubmitted reason) {
        standardHeaders.autoSubmitted(reason);
        return this;
    }

    @Override
    public Email.Builder inReplyTo(String... messageIds) {
        standardHeaders.inReplyTo(messageIds);
        return this;
    }

    @Override
    public Email.Builder references(String... messageIds) {
        standardHeaders.references(messageIds);
        return this;
    }

    /** Those of the application's own first, so that their numbers are those by which they were told. */
    List<Map.Entry<String, String>> headers() {
        List<Map.Entry<String, String>> all = new ArrayList<>(ownHeaders.entries());
        all.addAll(standardHeaders.entries());
        return all;
    }

    @Override
    public Email.Builder messageId(String messageId) {
        this.messageId = Syntax.messageId("messageId", messageId);
        return this;
    }

    @Override
    public Email.Builder date(OffsetDateTime date) {
        this.date = Syntax.present("date", date);
        return this;
    }

    @Override
    public Email.Builder returnPath(String address) {
        Syntax.present("returnPath", address);
        returnPath = address.isEmpty() ? address : Syntax.address("returnPath", address);
        return this;
    }

    @Override
    public Email.Builder dsnNotify(DsnNotify... conditions) {
        EnumSet<DsnNotify> set = EnumSet.noneOf(DsnNotify.class);
        for (DsnNotify condition : Syntax.present("dsnNotify", conditions)) {
            set.add(Syntax.present("dsnNotify", condition));
        }
        dsnNotify = Set.copyOf(ForwardPath.checkNotify("dsnNotify", set));
        return this;
    }

    @Override
    public Email.Builder dsnReturn(DsnReturn extent) {
        dsnReturn = Optional.of(Syntax.present("dsnReturn", extent));
        return this;
    }

    @Override
    public Email.Builder envelopeId(String envelopeId) {
        DeliveryOptions.checkEnvelopeId(envelopeId);
        this.envelopeId = Optional.of(envelopeId);
        return this;
    }

    @Override
    public Email.Builder requireTls() {
        requireTls = true;
        return this;
    }

    @Override
    public Email.Builder mtPriority(int priority) {
        DeliveryOptions.checkMtPriority(priority);
        mtPriority = OptionalInt.of(priority);
        return this;
    }

    @Override
    public Email.Builder holdUntil(Instant time) {
        holdUntil = Optional.of(Syntax.present("holdUntil", time));
        return this;
    }

    @Override
    public Email.Builder idempotencyKey(String key) {
        DeliveryOptions.checkIdempotencyKey(key);
        idempotencyKey = Optional.of(key);
        return this;
    }

    /** The options so far; their own constructor checks them. */
    DeliveryOptions deliveryOptions() {
        return new DeliveryOptions(dsnReturn, envelopeId, requireTls, mtPriority, holdUntil, idempotencyKey);
    }

    @Override
    public Email build() {
        if (to.isEmpty() && cc.isEmpty() && bcc.isEmpty()) {
            throw new InvalidEmailException("to", "is empty, and so are cc and bcc; name at least one recipient");
        }
        if (text == null && html == null && attachments.isEmpty()) {
            throw new InvalidEmailException("text", "is not set, nor html, nor an attachment; give the mail a content");
        }
        if (html == null && !inlineParts.isEmpty()) {
            throw new InvalidEmailException(
                    "inlineParts", "need html that refers to them; set html or use attachments");
        }
        return new Email(this);
    }
}
