"""What speaks against giving somebody an interview then: their working hours and the load of their week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from sqlmodel import Session

from hiringkit.db import qualifications as stored
from hiringkit.db import suggestions
from hiringkit.db.interviews import Slot
from hiringkit.loops.staffing import Interviewer, Task, hours

WEEK = timedelta(days=7)


def doubts(session: Session, person_ids: Collection[int], slot: Slot, *, but: int | None = None) -> list[str]:
    """A sentence for each person who does not work then, or would have more in that week than they take."""
    rows = stored.capacities(session, person_ids)
    if not rows:
        return []
    busy = suggestions.taken(session, person_ids, slot.starts_at - WEEK, slot.starts_at + WEEK, but=but)
    said = []
    for person_id, name, zone, limit, begins, ends, days in rows:
        person = Interviewer(person_id, zone, hours=hours(begins, ends, days))
        if not person.is_free(Task(0, 0, "", starts_at=slot.starts_at, minutes=slot.minutes)):
            said.append(f"{name} does not work then, by their own hours.")
        weeks = Counter(person.week_of(starts_at) for who, starts_at, _minutes in busy if who == person_id)
        has = weeks[person.week_of(slot.starts_at)]
        if limit is not None and has >= limit:
            said.append(f"{name} takes {limit} a week, and has {has} in that week already.")
    return said
