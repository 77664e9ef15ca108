"""Sending a form again after a session ended: what lets the same person do it, at the same address, for half a day."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta

from flask import current_app, g, request
from flask_wtf.csrf import CSRFProtect

from hiringkit.services import people
from hiringkit.web.context import browser, database, now, viewer_or_none
from hiringkit.web.sessions import secret

FIELD = "resend"
GOOD_FOR = timedelta(hours=12)


class Protection(CSRFProtect):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form needs its session's token, or is one that the same person sent before their session ended."""

    def protect(self, *arguments: bool, **named: bool) -> None:
        """Let a form through that `permit` was given for; whatever else is looked at as ever."""
        if request.method == "POST" and FIELD in request.form and _is_permitted(request.form[FIELD]):
            g.csrf_valid = True
            return
        super().protect(*arguments, **named)


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
