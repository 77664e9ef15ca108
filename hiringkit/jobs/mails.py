"""Mails: their words from templates, and sending them through a mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from hiringkit.db.engine import Database
from hiringkit.db.tables.mails import MailKind
from hiringkit.jobs.calendars import Attendee, invitation, method
from hiringkit.loops.invitations import Telling
from hiringkit.loops.plans import hours_and_minutes
from hiringkit.resources import shipped
from hiringkit.services import mail_stops, mails
from hiringkit.services.invitations import Invitation
from hiringkit.services.mails import Letter, Words
from hiringkit.settings import LOOPBACK

SECONDS = 30
SUBJECTS = {
    MailKind.REMINDER: "Your scorecard waits: {letter.stage}",
    MailKind.DIGEST: "What waits for you today",
    MailKind.PANEL: "A panel is complete: {letter.loop}",
    MailKind.INVITATION: "{word}: {letter.stage}, {when}",
}
INVITED = {  # how the subject begins, and the first sentence
    Telling.INVITED: ("Interview", "You have a seat in an interview."),
    Telling.CHANGED: ("Interview changed", "An interview in which you have a seat was moved, or your seat is another."),
    Telling.CANCELLED: ("Interview cancelled", "This interview does not take place."),
}
NO_SEAT = "You have no seat in this interview any more."


@dataclass(frozen=True)
class Post:
    """Where mails go, from whom, and where the links in them lead. Without a server they stay in the outbox.

    `secret` signs the addresses that stop them.
    """

    server: str
    sender: str
    url: str
    organisation: str
    secret: str = field(repr=False)


class RefusedError(Exception):
    """The server will not have this mail, now or ever."""


class BusyError(Exception):
    """The server cannot be reached, or cannot have it now; it has not got it."""


def deliver(db: Database, post: Post, mail_id: int, job: str, clock: Callable[[], datetime]) -> None:
    """Send a mail if it is still due, once: what becomes of it stands in the outbox."""
    letter = mails.letter(db, mail_id, job, clock())
    if letter is None:
        return
    words = worded(letter, post)
    if not post.server:
        mails.keep(db, mail_id, job, words, clock())
        return
    try:
        _send(post, message(letter, words, post, clock()), letter.email, lambda: mails.hand(db, mail_id, job, words))
    except BusyError as busy:
        mails.later(db, mail_id, job, str(busy), clock())
    except RefusedError as refused:
        mails.fail(db, mail_id, job, str(refused), clock())
    except (OSError, smtplib.SMTPException):
        said = "The connection broke while the mail was handed over."
        mails.fail(db, mail_id, job, said, clock(), is_unsure=True)
    else:
        mails.sent(db, mail_id, job, clock())


def worded(letter: Letter, post: Post) -> Words:
    """The words of a mail."""
    told = _told(letter.invitation, letter.zone) if letter.invitation else {}
    subject = SUBJECTS[letter.kind].format(letter=letter, **told)
    values = {
        **told,
        "letter": letter,
        "subject": subject,
        "url": post.url,
        "organisation": post.organisation,
        "stop": _stop(letter, post),
        "ended": _moment(letter.ended_at, letter.zone) if letter.ended_at else "",
        "moment": lambda at: _moment(at, letter.zone),
    }
    made = {kind: _templates().get_template(f"mail/{letter.kind}.{kind}").render(values) for kind in ("txt", "html")}
    return Words(subject, made["txt"].strip() + "\n", made["html"])


def message(letter: Letter, words: Words, post: Post, now: datetime) -> EmailMessage:
    """The mail itself: text and HTML, with an id that is the same each time it is sent; an invitation with its event,
    as a part that calendar programs act on, and as a file for those that do not. Raises RefusedError: no such address.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("hiringkit", addr_spec=post.sender)
    mail["To"] = _reader(letter)
    mail["Subject"] = words.subject
    mail["Date"] = now
    mail["Message-ID"] = f"<{letter.key}@{urlsplit(post.url).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    if letter.may_be_refused:
        mail["List-Unsubscribe"] = f"<{_stop(letter, post)}>"
        if post.url.startswith("https:"):  # a mail program may press the button for its reader (RFC 8058)
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(words.text)
    mail.add_alternative(words.html, subtype="html")
    if letter.invitation:
        told, sender = letter.invitation, Attendee(f"{post.organisation}, hiringkit", post.sender)
        event = invitation(told.event, told.zone, sender, Attendee(letter.name, letter.email), post.url)
        mail.add_alternative(event.decode(), subtype="calendar", params={"method": method(told.event)}, cte="base64")
        mail.add_attachment(event, maintype="application", subtype="ics", filename="invitation.ics")
    return mail


def _stop(letter: Letter, post: Post) -> str:
    """The address that stops mails like this one; empty where one may not."""
    word = mail_stops.token(post.secret, letter.person_id, letter.kind)
    return f"{post.url}/mail/stop/{word}" if letter.may_be_refused else ""


def _reader(letter: Letter) -> Address:
    try:
        return Address(letter.name, addr_spec=letter.email)
    except (ValueError, MessageError) as error:  # as of a local part that is not ASCII
        raise RefusedError("The address cannot be written in a mail.") from error


def _told(told: Invitation, zone: str) -> dict[str, object]:
    """What an invitation says, in its reader's own zone, and in that in which it was planned."""
    word, lead = INVITED[told.telling]
    gone = told.event.cancelled and not told.is_off
    begins, ends = told.event.starts_at, told.event.ends_at.astimezone(ZoneInfo(zone))
    here, there = _moment(begins, zone), _moment(begins, told.zone)
    long = hours_and_minutes(round((told.event.ends_at - begins).total_seconds() / 60))
    return {
        "told": told,
        "word": word,
        "lead": NO_SEAT if gone else lead,
        "when": here,
        "until": f"until {ends:%H:%M}, {long}",
        "there": f"As it was planned: {there}" if there != here else "",
    }


def _moment(at: datetime, zone: str) -> str:
    here = at.astimezone(ZoneInfo(zone))
    return f"{here:%A} {here.day} {here:%B}, {here:%H:%M} {here:%Z}"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _send(post: Post, mail: EmailMessage, to: str, hand: Callable[[], None]) -> None:
    """Speak with the server; `hand` is called before it is given the mail, and what fails later is its own fault.

    Raises RefusedError, BusyError; OSError or SMTPException: it has been given the mail and did not answer.
    """
    try:
        server = _connected(post.server)
    except smtplib.SMTPNotSupportedError as error:
        raise BusyError("The mail server offers no TLS, so it is told nothing.") from error
    except smtplib.SMTPAuthenticationError as error:
        raise BusyError("The mail server does not know the user or the password of HIRINGKIT_SMTP.") from error
    except (OSError, smtplib.SMTPException) as error:
        raise BusyError(f"The mail server cannot be reached ({type(error).__name__}).") from error
    with server:
        try:
            for code, said in (server.mail(post.sender), server.rcpt(to)):
                _require(code, said)
            content = mail.as_bytes()
        except (OSError, smtplib.SMTPException) as error:
            raise BusyError(f"The mail server broke off ({type(error).__name__}).") from error
        except UnicodeError as error:
            raise RefusedError("The address cannot be written in a mail.") from error
        hand()
        _require(*server.data(content))
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _connected(address: str) -> smtplib.SMTP:
    """A server that may be told who mails whom: over TLS, unless it is on this computer."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=_context())
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
    try:
        server.ehlo()
        if parts.scheme == "smtp" and (host not in LOOPBACK or server.has_extn("starttls")):
            server.starttls(context=_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    """The authorities that this computer trusts; reading them takes longer than writing a mail."""
    return ssl.create_default_context()


def _require(code: int, said: bytes) -> None:
    if code >= 500:
        raise RefusedError(f"The mail server refused it: {code} {said.decode(errors='replace')}")
    if code >= 400:
        raise BusyError(f"The mail server could not take it: {code} {said.decode(errors='replace')}")
