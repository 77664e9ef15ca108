"""Saving a scorecard in the background, where one field or line is typed over what was there: as typing mostly is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from typing import ParamSpec

from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.services import typed_over
from hiringkit.web.application import Page
from hiringkit.web.context import browser, database, here, now, the_request
from hiringkit.web.forms.scorecards import from_json
from hiringkit.web.pages import hour

P = ParamSpec("P")
Route = Callable[P, ResponseReturnValue]
MOST_ZONES = 600  # there are about as many
LARGEST = 65_536  # of what one field or line can be; more is looked at by Werkzeug, and refused where it is too much


def answered_by(attempt: Callable[P, ResponseReturnValue | None]) -> Callable[[Route[P]], Route[P]]:
    """Have a guarded route answered by what is quicker, and asks itself who may; where it gives None, by the route."""

    def either(view: Route[P]) -> Route[P]:
        @wraps(view)  # the guard's word of who may ask stays with it
        def answered(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            answer = attempt(*args, **kwargs)
            return view(*args, **kwargs) if answer is None else answer

        return answered

    return either


def at_one_go(scorecard_id: int) -> Page | None:
    """The answer to a save that was kept by one statement, which looked up who sent it too; None where none was."""
    known = browser()
    if known.new:
        return None
    at = now()
    try:
        changes, lines = from_json(sent())
    except InvalidError:
        return None
    found = typed_over.save(database(), known.token, scorecard_id, changes, lines, at)
    if found is None:
        return None
    return Page(_told(*found), "application/json")


def sent() -> bytes:
    """What was sent: taken at once where the server has the whole of it. Werkzeug would take it in small pieces."""
    kept = here()
    found: bytes | None = kept.get("sent")
    if found is None:
        asked = the_request()
        length = asked.environ.get("CONTENT_LENGTH", "")
        is_small = length.isdecimal() and int(length) <= LARGEST
        if is_small and "wsgi.input_terminated" in asked.environ:
            found = asked.environ["wsgi.input"].read()
        else:
            found = asked.get_data()
        kept["sent"] = found
    return found


def just_now(zone: str) -> str:
    """The time of day, to the minute: which is the same for everybody in a zone."""
    return _at_minute(int(now().timestamp()) // 60, zone)


@lru_cache(maxsize=MOST_ZONES)
def _at_minute(minute: int, zone: str) -> str:
    return hour(datetime.fromtimestamp(60 * minute, UTC), zone)


def _told(name: str, revision: int, zone: str) -> str:
    """As the route tells it of one that was kept; to write it so takes a fifth of the time."""
    kept = f"{json.dumps(name)}:{revision}"
    return f'{{"conflicts":{{}},"faults":{{}},"revisions":{{{kept}}},"saved":"{just_now(zone)}"}}\n'
