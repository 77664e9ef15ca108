"""A mail server on a socket of this computer: keeps what it is given, and can be told to refuse, or to keep silent."""

from __future__ import annotations

import asyncio
import email
from email.message import EmailMessage
from email.policy import default
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.served import free_port

KEY = "the secret of an installation in the tests"  # signs the addresses that stop mails


class Catcher:
    """A running mail server. `answer` is what it says to a mail; `silent` is the command to which it says nothing."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.mails: list[EmailMessage] = []
        self.asked = 0
        self.answer = "250 OK"
        self.silent = ""
        self.port = free_port()
        self.address = f"smtp://{host}:{self.port}"  # for HIRINGKIT_SMTP
        self._controller = Controller(self, hostname=host, port=self.port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's
        """Take a mail."""
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.mails.append(email.message_from_bytes(content, EmailMessage, policy=default))
        if self.silent == "DATA":
            await asyncio.sleep(3600)
        return self.answer

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Know for whom a mail is."""
        self.asked += 1
        if self.silent == "RCPT":
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def __enter__(self) -> Catcher:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
