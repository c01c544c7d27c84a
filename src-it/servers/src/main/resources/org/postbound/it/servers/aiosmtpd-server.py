"""A mail server of aiosmtpd for tests, on ports of the loopback interface.

usage: aiosmtpd-server.py MAIL USER PASSWORD [CERTIFICATE ISSUER]

Writes each message, octet for octet, into MAIL/mailbox/new for each mailbox@example.org or mailbox+anything@example.org
among its recipients. With a certificate (key and chain in PEM) STARTTLS is required on the second port, and the third
speaks TLS from the first octet; both want AUTH by password. The fourth is as the third, but wants a certificate of the
client by the issuer, and AUTH EXTERNAL. Prints the ports on one line when it listens, and ends when its standard input
does.
"""

import asyncio
import base64
import itertools
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

REFUSALS = {
    "refused@example.org": "550 5.1.1 no such user",
    "later@example.org": "451 4.2.1 try again later",
}


class Delivery:
    def __init__(self, mail, user):
        self.mail = mail
        self.user = user
        self.numbers = itertools.count()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in REFUSALS:
            return REFUSALS[address]
        if not os.path.isdir(self.folder(address)):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if b"\r\nX-Refuse:" in envelope.content:
            return "550 5.7.1 not such a message"
        for address in envelope.rcpt_tos:
            folder = self.folder(address)
            name = f"{next(self.numbers):06}"
            written = os.path.join(folder, "tmp", name)
            with open(written, "wb") as file:
                file.write(envelope.content)
            os.rename(written, os.path.join(folder, "new", name))
        return "250 2.0.0 taken"

    async def auth_EXTERNAL(self, server, arguments):
        """RFC 4422 appendix A: an empty identity is that of the certificate, which is the user's."""
        identity = await server.challenge_auth("") if len(arguments) == 1 else base64.b64decode(arguments[1])
        certificate = server.transport.get_extra_info("peercert")
        return AuthResult(success=bool(certificate) and identity in (b"", self.user.encode()), handled=False)

    def folder(self, address):
        mailbox = address.partition("@")[0].partition("+")[0]
        return os.path.join(self.mail, os.path.basename(mailbox))


async def serve(mail, user, password, certificate=None, issuer=None):
    loop = asyncio.get_running_loop()
    delivery = Delivery(mail, user)

    def authenticator(server, session, envelope, mechanism, data):
        known = data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=known, handled=False)

    def listen(tls=None, **settings):
        def conversation():
            return SMTP(
                delivery,
                hostname="mail.example.org",
                enable_SMTPUTF8=True,
                authenticator=authenticator,
                loop=loop,
                **settings,
            )

        return loop.create_server(conversation, "127.0.0.1", 0, ssl=tls)

    def context():
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        return tls

    by_password = {"auth_required": True, "auth_exclude_mechanism": ["EXTERNAL"]}
    servers = [await listen(auth_exclude_mechanism=["LOGIN", "PLAIN", "EXTERNAL"])]
    if certificate:
        servers.append(await listen(tls_context=context(), require_starttls=True, **by_password))
        # It does not know that TLS is there already.
        servers.append(await listen(tls=context(), auth_require_tls=False, **by_password))
        mutual = context()
        mutual.verify_mode = ssl.CERT_REQUIRED
        mutual.load_verify_locations(issuer)
        servers.append(
            await listen(
                tls=mutual,
                auth_require_tls=False,
                auth_required=True,
                auth_exclude_mechanism=["LOGIN", "PLAIN"],
            )
        )
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve(*sys.argv[1:]))
