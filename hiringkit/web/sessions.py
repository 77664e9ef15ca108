"""Sessions on the server: the cookie is 256 random bits, the database holds their hash, a GET writes no row."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import Any

from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
CSRF_FIELD = "csrf_token"


class BrowserSession(dict[str, Any], SessionMixin):
    """What a browser is known by. Holds nothing but its token and what follows from it."""

    def __init__(self, token: str, secret: bytes, *, new: bool) -> None:
        super().__init__()
        self.token = token
        self.new = new
        self.begun = False
        self.ended = False
        self._bind(secret)

    def begin(self, token: str, secret: bytes) -> None:
        """Take a new token, as at sign-in: whoever knew the old one knows nothing."""
        self.token, self.begun = token, True
        self._bind(secret)

    def end(self) -> None:
        """Take the cookie away with the answer."""
        self.ended = True

    def _bind(self, secret: bytes) -> None:
        """The form token follows from the cookie, so that showing a form stores nothing."""
        self[CSRF_FIELD] = hmac.digest(secret, b"form:" + self.token.encode(), "sha256").hex()


class BrowserSessions(SessionInterface):
    """Reads the cookie at the start of a request, and writes it when it has to change."""

    def __init__(self, cookie: str, *, secure: bool) -> None:
        self.cookie = cookie
        self.secure = secure

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """The browser's session; a new token for a browser without a well-formed one."""
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
