"""Sending a form again after a session ended: what lets the same person do it, at the same address, for half a day."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta
from functools import lru_cache

from flask import Request, current_app, request
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer

from hiringkit.services import people
from hiringkit.web.context import browser, database, here, now, state, the_request, viewer_or_none
from hiringkit.web.sessions import CSRF_FIELD, MOST_SIGNED, secret

FIELD = "resend"
_HEADER = "HTTP_X_CSRFTOKEN"
GOOD_FOR = timedelta(hours=12)


class Protection(CSRFProtect):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form needs its session's token, or is one that the same person sent before their session ended."""

    def protect(self, *arguments: bool, **named: bool) -> None:
        """Let a form through that has its token, or that `permit` was given for; whatever else is looked at as ever."""
        asked = the_request()
        if asked.method == "POST" and (_has_token(asked) or _has_permit(asked)):
            here()["csrf_valid"] = True
            return
        super().protect(*arguments, **named)


def _holds_json(asked: Request) -> bool:
    """Whether what was sent is no form: to look for fields in it would take as long as a bare page."""
    return asked.environ.get("CONTENT_TYPE") == "application/json"


def _has_token(asked: Request) -> bool:
    """Whether the token of this very session was sent, as Flask-WTF would find."""
    sent = asked.environ.get(_HEADER) if _holds_json(asked) else asked.form.get(CSRF_FIELD)
    said = _unsigned(sent, state().settings.secret_key) if sent else None
    return said is not None and hmac.compare_digest(browser()[CSRF_FIELD], said)


@lru_cache(maxsize=MOST_SIGNED)
def _unsigned(token: str, key: str) -> str | None:
    """What a signed token says: the same for as long as a page is open, each save of which brings it along."""
    try:
        said = URLSafeTimedSerializer(key, salt="wtf-csrf-token").loads(token)
    except BadData:
        return None
    return said if isinstance(said, str) and said.isascii() else None


def _has_permit(asked: Request) -> bool:
    return not _holds_json(asked) and FIELD in asked.form and _is_permitted(asked.form[FIELD])


def permit() -> str:
    """What lets the form that was just refused be sent again after signing in; empty where nobody's session ended."""
    person_id = people.ended(database(), browser().token, now())
    return _signed(person_id, int(now().timestamp())) if person_id else ""


def _is_permitted(sent: str) -> bool:
    found = re.fullmatch(r"(\d{1,12})\.[0-9a-f]{64}", sent)
    viewer = viewer_or_none()
    if found is None or viewer is None:
        return False
    made = int(found[1])
    in_time = 0 <= now().timestamp() - made <= GOOD_FOR.total_seconds()
    return in_time and hmac.compare_digest(sent, _signed(viewer.person_id, made))


def _signed(person_id: int, made: int) -> str:
    said = f"resend:{person_id}:{made}:{request.path}".encode()
    return f"{made}.{hmac.new(secret(current_app), said, hashlib.sha256).hexdigest()}"
