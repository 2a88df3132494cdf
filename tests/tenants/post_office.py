"""A real mail server on loopback that refuses, dawdles or takes what it is sent."""

from __future__ import annotations

import socket
import time
from collections import defaultdict
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class PostOffice:
    """Answers each address with its list of replies in turn, then takes the mail.

    Nobody has to sign in here; who tries has the wrong password.
    """

    def __init__(self) -> None:
        self.replies: dict[str, list[str]] = defaultdict(list)
        self.data_replies: list[str] = []
        self.dawdle_s = 0.0
        self.tries: list[str] = []
        self.mails: list[EmailMessage] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=lambda *_: AuthResult(success=False, handled=False),
            auth_require_tls=False,
        )

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        """Take or refuse an address."""
        self.tries.append(address)
        if self.dawdle_s:
            time.sleep(self.dawdle_s)  # noqa: ASYNC251 (the whole server dawdles)
        if self.replies[address]:
            return self.replies[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take or refuse the mail itself."""
        if self.data_replies:
            return self.data_replies.pop(0)
        raw = cast("bytes", envelope.content)
        self.mails.append(BytesParser(policy=default).parsebytes(raw))
        return "250 Taken"
