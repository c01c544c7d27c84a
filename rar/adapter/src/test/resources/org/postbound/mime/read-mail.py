"""Reads messages, base64 in an array of JSON, with Python's email package, and writes what it read as JSON."""
import base64
import email
import email.errors
import email.header
import email.policy
import email.utils
import json
import sys

ADDRESSES = ["From", "Sender", "Reply-To", "To", "Cc"]


def parse(octets):
    if octets.isascii():
        return email.message_from_bytes(octets, policy=email.policy.default)
    # Headers in UTF-8 (RFC 6532): what comes as bytes, Python takes for an unknown charset.
    return email.message_from_string(octets.decode("utf-8"), policy=email.policy.SMTPUTF8)


def part(entity):
    multipart = entity.is_multipart()
    return {
        "type": entity.get_content_type(),
        "charset": "" if multipart else entity.get_content_charset(""),
        "disposition": entity.get_content_disposition() or "",
        "fileName": entity.get_filename(""),
        "contentId": str(entity.get("Content-ID", "")),
        "content": "" if multipart else entity.get_payload(decode=True).decode("latin-1"),
        "parts": [part(child) for child in entity.iter_parts()] if multipart else [],
        "defects": [str(defect) for defect in entity.defects],
    }


def names(octets, header):
    """The newer parser of Python 3.11 keeps blanks between encoded words (RFC 2047 section 6.2), the older one does not."""
    message = email.message_from_string(octets.decode("utf-8"), policy=email.policy.compat32)
    pairs = email.utils.getaddresses([message[header]])
    return [str(email.header.make_header(email.header.decode_header(name))) for name, _ in pairs]


def addresses(octets, message, header):
    return [
        f"{name} <{address.addr_spec}>"
        for name, address in zip(names(octets, header), message[header].addresses, strict=True)
    ]


def is_defect(octets, defect):
    utf8 = isinstance(defect, email.errors.NonASCIILocalPartDefect) and not octets.isascii()
    return not utf8


def mail(octets):
    message = parse(octets)
    return {
        "date": message["Date"].datetime.isoformat(),
        "headers": {name: str(value) for name, value in message.items()},
        "mailboxes": {name: addresses(octets, message, name) for name in ADDRESSES if name in message},
        "part": part(message),
        "defects": [
            f"{name}: {defect}"
            for name, value in message.items()
            for defect in value.defects
            if is_defect(octets, defect)
        ],
    }


messages = [base64.b64decode(text) for text in json.load(sys.stdin)]
json.dump([mail(octets) for octets in messages], sys.stdout)
