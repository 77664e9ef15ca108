"""Saving one field or one line as it is typed over what was there, at one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hiringkit.db import typed_over as stored
from hiringkit.db.engine import Database
from hiringkit.db.people import live
from hiringkit.rubrics import texts
from hiringkit.scoring import drafts as drafting
from hiringkit.services.drafts import Change, LineChange
from hiringkit.services.people import TOUCH_EVERY, token_hash


def save(
    db: Database, token: str, scorecard_id: int, changes: Sequence[Change], lines: Sequence[LineChange], now: datetime
) -> tuple[str, int, str] | None:
    """Save what whoever holds the session typed: its name, its new revision, and the zone of its author.

    None: nothing was written, for whatever reason there is. To look the person up, and then `drafts.save`, tells it.
    """
    if len(changes) + len(lines) != 1:
        return None
    who = live(token_hash(token), now, idle=TOUCH_EVERY)
    if changes:
        name, seen, value = changes[0].field, changes[0].revision, texts.unified(changes[0].value)
        check = drafting.WORDS.get(name)
        if not seen or check is None or check(value):
            return None
        zone = db.typed(lambda session: stored.field(session, who, scorecard_id, name, value, seen, now))
    else:
        line, seen = lines[0].line, lines[0].revision
        line = line._replace(text=texts.unified(line.text))
        name = line.id
        if not seen or not line.text.strip() or drafting.words_fault(line):
            return None
        zone = db.typed(lambda session: stored.line(session, who, scorecard_id, line, seen, now))
    return None if zone is None else (name, seen + 1, zone)
