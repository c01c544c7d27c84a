package org.postbound;

/**
 * A part that the HTML of a message refers to, such as an image (RFC 2392).
 *
 * @param contentId the id without angle brackets: {@code logo} for {@code <img src="cid:logo">}
 * @param attachment its name, type and content
 */
public record InlinePart(String contentId, Attachment attachment) {
    /**
     * Checks the id.
     *
     * @throws InvalidEmailException if the id is empty or not visible ASCII
     */
    public InlinePart {
        Syntax.contentId("contentId", contentId);
        Syntax.present("attachment", attachment);
    }
}
