"""Sessions on the server: the cookie is 256 random bits, the database holds their hash, a GET writes no row."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response, g
from flask.globals import _cv_app, _cv_request
from flask.sessions import SessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf

MOST_SIGNED = 1_000
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
CSRF_FIELD = "csrf_token"


class BrowserSession(dict[str, Any], SessionMixin):
    """What a browser is known by. Holds nothing but its token, and for whoever shows a form what follows from it."""

    def __init__(self, token: str, secret: bytes, *, new: bool) -> None:
        super().__init__()
        self.token = token
        self.new = new
        self.begun = False
        self.ended = False
        self._secret = secret

    def begin(self, token: str, secret: bytes) -> None:
        """Take a new token, as at sign-in: whoever knew the old one knows nothing."""
        self.token, self.begun, self._secret = token, True, secret
        self.clear()

    @property
    def name(self) -> bytes:
        """What it may be remembered by: whoever learns it knows no token."""
        return hashlib.sha256(self._secret + self.token.encode()).digest()

    def end(self) -> None:
        """Take the cookie away with the answer."""
        self.ended = True

    def __contains__(self, key: object) -> bool:
        return key == CSRF_FIELD or super().__contains__(key)

    def __missing__(self, key: str) -> str:
        """The form token follows from the cookie, so that showing a form stores nothing."""
        if key != CSRF_FIELD:
            raise KeyError(key)
        made = self[key] = _form_token(self._secret, self.token)
        return made


@lru_cache(maxsize=MOST_SIGNED)
def _form_token(secret: bytes, token: str) -> str:
    """The same for as long as a session lasts; each save asks for it."""
    return hmac.digest(secret, b"form:" + token.encode(), "sha256").hex()


class BrowserSessions(SessionInterface):
    """Reads the cookie at the start of a request, and writes it when it has to change."""

    def __init__(self, cookie: str, *, secure: bool) -> None:
        self.cookie = cookie
        self.secure = secure
        other = rf"(?!{cookie}=)[A-Za-z0-9_-]+=[A-Za-z0-9_.-]*"
        self._plain = re.compile(rf"(?:{other}; )*{cookie}=({TOKEN.pattern})(?:; [A-Za-z0-9_-]+=[A-Za-z0-9_.-]*)*")

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """The browser's session; a new token for a browser without a well-formed one."""
        plain = self._plain.fullmatch(request.environ.get("HTTP_COOKIE", ""))
        if plain:  # to look at every cookie takes ten times as long
            return BrowserSession(plain[1], secret(app), new=False)
        given = request.cookies.get(self.cookie, "")
        known = TOKEN.fullmatch(given) is not None
        return BrowserSession(given if known else secrets.token_urlsafe(32), secret(app), new=not known)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002 -- its signature
        """Send the cookie after a sign-in, take it after a sign-out, and give one to who was shown a form."""
        assert isinstance(session, BrowserSession)
        if session.ended and not session.begun:
            response.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="Lax")
        elif session.begun or (session.new and CSRF_FIELD in g):
            response.set_cookie(self.cookie, session.token, path="/", secure=self.secure, httponly=True, samesite="Lax")


def secret(app: Flask) -> bytes:
    """The installation's secret."""
    key = app.config["SECRET_KEY"]
    return str(key).encode()


def form_token() -> str:
    """The token of this page's forms, as Flask-WTF signs it: once for a session, which takes as long as a bare page.

    It is good for as long as the session is, so that an older one is as good as a new one.
    """
    kept = _cv_app.get().g.__dict__  # `g` and `session` themselves: of their proxies, each look takes ten times as long
    if CSRF_FIELD not in kept:
        mine = _cv_request.get().session
        assert isinstance(mine, BrowserSession)
        whose = mine.name
        made = _SIGNED.get(whose)
        if made is None:
            if len(_SIGNED) >= MOST_SIGNED:
                _SIGNED.clear()
            made = _SIGNED[whose] = generate_csrf()
        kept[CSRF_FIELD] = made
    found: str = kept[CSRF_FIELD]
    return found


_SIGNED: dict[bytes, str] = {}
