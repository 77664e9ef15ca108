"""An error becomes a page, in one place; what was typed is on it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from hiringkit import errors
from hiringkit.web import resends
from hiringkit.web.context import viewer_or_none
from hiringkit.web.forms import words
from hiringkit.web.logs import log
from hiringkit.web.redirects import own_path
from hiringkit.web.security import SignInNeeded
from hiringkit.web.sessions import CSRF_FIELD

STATUS: dict[type[errors.HiringkitError], int] = {
    errors.HiringkitError: 500,
    errors.NotFoundError: 404,
    errors.RefusedError: 403,
    errors.ConflictError: 409,
    errors.InvalidError: 422,
    errors.TooManyError: 429,
    errors.UnprintableError: 500,
    errors.SetupError: 500,
}
WRITTEN = 20
NEVER_SHOWN = ("password", "old", CSRF_FIELD, resends.FIELD)
WORDS = {
    400: ("The request could not be read", "Go back, load the page again, and send it once more."),
    404: ("There is no such page", "It may have moved, or it is not for you to read."),
    405: ("The page cannot be asked that", "Go back and use the page’s own buttons."),
    413: ("Too much was sent", "Shorten it, or choose a smaller file, and send it again."),
    415: ("The form could not be read", "Go back, load the page again, and send it once more."),
}


@dataclass(frozen=True)
class Typed:
    """One field that was sent, so that it is not lost with the page."""

    name: str
    label: str
    value: str
    long: bool
    unseen: bool


def register(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(errors.HiringkitError, _said)
    app.register_error_handler(SignInNeeded, _sign_in)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(SecurityError, _elsewhere)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _said(error: errors.HiringkitError) -> ResponseReturnValue:
    status = STATUS[type(error)]
    if status >= 500:
        log().error("failed", kind=type(error).__name__, exc_info=error)
    headers = {"Retry-After": str(error.wait_seconds)} if isinstance(error, errors.TooManyError) else {}
    title = "There is no such page" if status == 404 else error.what
    keep = request.method == "POST" and _ours() and (status == 409 or (status < 429 and _is_written()))
    return _page(title, "" if title == error.what else error.what, error.mend, keep=keep), status, headers


def _sign_in(_error: SignInNeeded) -> ResponseReturnValue:
    """A stranger signs in and comes back; somebody whose session ended keeps what they typed."""
    if request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")), 303)
    return (
        _page(
            "You are signed out",
            "Your session ended before this was sent. Nothing was stored, and what you typed stands below.",
            "Sign in in another tab, come back to this one, and send it again.",
            keep=True,
            permit=resends.permit(),
        ),
        401,
    )


def _stale(_error: CSRFError) -> ResponseReturnValue:
    return (
        _page(
            "The form was not accepted",
            "It does not belong to this session: it was open for too long, or came from another page.",
            "Look at what you typed, and send it again." if _ours() else "Go to the page and fill in its form.",
            keep=_ours(),
        ),
        400,
    )


def _database(error: OperationalError) -> ResponseReturnValue:
    log().warning("database_busy", error=type(error.orig).__name__)
    page = _page(
        "The database is busy",
        "Nothing was stored, and what you typed stands below.",
        "Send it again.",
        keep=_ours(),
    )
    return page, 503, {"Retry-After": "5"}


def _elsewhere(_error: SecurityError) -> ResponseReturnValue:
    """The request names another host: no page can be made of it, because no address can be."""
    sentence = (
        "hiringkit does not answer at this address. Use the one that you were given; "
        "an administrator names it in HIRINGKIT_URL."
    )
    return Response(sentence, 400, mimetype="text/plain")


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    title, mend = WORDS.get(status, (error.name, "Go back and try again."))
    response = error.get_response()
    allowed = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
    return _page(title, "", mend), status, allowed


def _unforeseen(error: Exception) -> ResponseReturnValue:
    if isinstance(error, InternalServerError) and error.original_exception:
        error = error.original_exception  # type: ignore[assignment]
    number = f"E-{secrets.token_hex(4).upper()}"
    log().error("unforeseen", number=number, kind=type(error).__name__, exc_info=error)
    mend = f"Load the page again. If it stays so, give this number to an administrator: {number}"
    return _page("The page could not be made", "Something went wrong on the server.", mend, keep=_ours()), 500


def _page(title: str, what: str, mend: str, *, keep: bool = False, permit: str = "") -> str:
    try:
        viewer_or_none()
    except DBAPIError:  # the page says what went wrong; who looks is not known while the database does not answer
        g.viewer = None
    typed = _typed() if keep else []
    return render_template(
        "errors/error.html", title=title, what=what, mend=mend, back=_came_from(), typed=typed, permit=permit
    )


def _came_from() -> str:
    """The page of ours whose link or form led here; empty where a browser names none, or this very address."""
    parts = urlsplit(request.headers.get("Referer") or "")
    if parts.netloc != request.host or (request.method == "GET" and parts.path == request.path):
        return ""
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    path = own_path(address)
    return path if path == address else ""


def _is_written() -> bool:
    """Whether somebody wrote words, and not only chose or pressed something: those would be missed."""
    return any(not field.unseen and len(field.value) >= WRITTEN for field in _typed())


def _typed() -> list[Typed]:
    """What the browser sent, but for passwords and form tokens."""
    pairs = [(name, value) for name, values in request.form.lists() for value in values]
    return [
        Typed(name, words.label(name), value, len(value) > 60 or "\n" in value, words.is_unseen(name))
        for name, value in pairs
        if name not in NEVER_SHOWN
    ]


def _ours() -> bool:
    """Whether the form was sent from a page of ours; one from elsewhere is not offered to be sent again."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.host
