"""The environment: where the installation lies, which database, which address, which secret."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from hiringkit.errors import SetupError

SHORTEST_KEY = 32
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass(frozen=True)
class Settings:
    """What the environment says; `secret_key` and `old_keys` never appear in a message."""

    instance: Path
    database_url: str
    zone: str
    url: str
    sqlite_sync: str
    demo: bool
    secret_key: str = field(repr=False)
    old_keys: tuple[str, ...] = field(repr=False, default=())
    proxies: int = 0
    smtp: str = field(repr=False, default="")
    mail_from: str = ""

    @property
    def hosts(self) -> list[str]:
        """The hosts that a request may name."""
        named = urlsplit(self.url).hostname if self.url else None
        return [*LOOPBACK, *([named] if named else [])]

    @property
    def secure(self) -> bool:
        """Whether people reach this installation over https."""
        return self.url.startswith("https://")


def read(environment: Mapping[str, str] = os.environ, *, demo: bool = False) -> Settings:
    """The settings of this process. Makes the instance folder and its secret on first use.

    Raises SetupError: the folder cannot be written, the zone is unknown, the secret is too short.
    """
    base = Path(environment.get("HIRINGKIT_INSTANCE") or "instance")
    instance = (base / "demo" if demo and "HIRINGKIT_INSTANCE" not in environment else base).absolute()
    _make(instance)
    keys = [key for key in environment.get("HIRINGKIT_SECRET_KEY", "").split() if key]
    return Settings(
        instance=instance,
        database_url=environment.get("DATABASE_URL") or f"sqlite:///{instance / 'hiringkit.sqlite'}",
        zone=_zone(environment.get("HIRINGKIT_ZONE") or "UTC"),
        url=_url(environment.get("HIRINGKIT_URL", "")),
        sqlite_sync=_sync(environment.get("HIRINGKIT_SQLITE_SYNC", "full")),
        demo=demo,
        secret_key=_strong(keys[0]) if keys else _kept_key(instance / "secret-key"),
        old_keys=tuple(keys[1:]),
        proxies=_proxies(environment.get("HIRINGKIT_PROXIES", "0")),
        **_mail(environment),
    )


def _mail(environment: Mapping[str, str]) -> dict[str, str]:
    """The mail server, and from whom mails are; both or neither, and then links in them must lead somewhere."""
    smtp, sender = environment.get("HIRINGKIT_SMTP", ""), environment.get("HIRINGKIT_MAIL_FROM", "")
    if not smtp:
        return {}
    try:
        parts = urlsplit(smtp)
        is_address = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        mend = "Write it as smtp://USER:PASSWORD@HOST:587, or smtps:// for a port that speaks TLS from the start."
        raise SetupError("This is no address of a mail server.", where="HIRINGKIT_SMTP", mend=mend)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        raise SetupError(
            f"{sender!r} is no e-mail address.", where="HIRINGKIT_MAIL_FROM", mend="Mails are sent from it."
        )
    if not environment.get("HIRINGKIT_URL"):
        raise SetupError(
            "Links in mails lead nowhere.", where="HIRINGKIT_URL", mend="Name the address at which people reach you."
        )
    return {"smtp": smtp, "mail_from": sender}


def _make(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
        probe = instance / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SetupError(
            f"{instance} cannot be written: {error.strerror or error}.",
            mend="Make it writable, or set HIRINGKIT_INSTANCE to another folder.",
        ) from error


def _kept_key(file: Path) -> str:
    """The secret kept beside the database, made on first use and readable by its owner alone."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    try:
        return _strong(file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, getattr(error, "strerror", "") or "it is no text") from error


def _unreadable(file: Path, why: str) -> SetupError:
    return SetupError(f"The secret key cannot be read: {why}.", where=str(file), mend="Make the file readable.")


def _strong(key: str) -> str:
    if len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 3:
        raise SetupError(
            f"The secret key is too weak: {SHORTEST_KEY} random characters are needed.",
            where="HIRINGKIT_SECRET_KEY",
            mend="Unset it, and one is made and kept in the instance folder.",
        )
    return key


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise SetupError(
            f"{name!r} is no time zone.", where="HIRINGKIT_ZONE", mend="Name one such as America/Chicago."
        ) from error
    return name


def _url(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # as of http://[
        is_address = False
    if url and not is_address:
        raise SetupError(
            f"{url!r} is no web address.",
            where="HIRINGKIT_URL",
            mend="Write it as https://hiring.example.org.",
        )
    return url.rstrip("/")


def _proxies(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) < 10):
        mend = "Say how many proxies stand before hiringkit: 0, 1, ..."
        raise SetupError(f"{value!r} is no number of proxies.", where="HIRINGKIT_PROXIES", mend=mend)
    return int(value)


def _sync(value: str) -> str:
    if value.lower() not in {"full", "normal"}:
        raise SetupError(f"{value!r} is not known.", where="HIRINGKIT_SQLITE_SYNC", mend="Use full or normal.")
    return value.lower()
