"""What is told beside each person's name when a panel is put together: training, the week's load, conflicts."""

from __future__ import annotations

from datetime import timedelta

from hiringkit.loops.staffing import Interviewer
from hiringkit.services.loops import LoopPage

WEEKS = 4  # this week and the three that follow
AWAY = 0  # the mark of a conflict with the whole loop


def advice(loop: LoopPage, stage: str) -> dict[int, str]:
    """By person, a sentence or two, where there is something to be said; for a page that was read with its people."""
    found = {person.person: _said(loop, person, stage) for person in loop.plan.people}
    return {who: words for who, words in found.items() if words}


def _said(loop: LoopPage, person: Interviewer, stage: str) -> str:
    said = []
    if AWAY in person.conflicts:
        said.append("A conflict of interest with the loop is declared.")
    if stage and not person.is_qualified(stage):
        said.append("Not qualified for this stage yet: second or shadow.")
    said.append(_load(loop, person))
    return " ".join(part for part in said if part)


def _load(loop: LoopPage, person: Interviewer) -> str:
    if loop.plan.week is None:
        return ""
    weeks = [loop.plan.week + timedelta(days=7 * number) for number in range(WEEKS)]
    has = [person.taken.get(week, 0) for week in weeks]
    if person.weekly_limit is None:
        return f"Has {_counted(has)} interviews in this week and the next three." if any(has) else ""
    over = [week for week, count in zip(weeks, has, strict=True) if count >= person.weekly_limit]
    if over:
        full = ", ".join(f"{week.day} {week:%b}" for week in over)
        return f"Takes {person.weekly_limit} a week; has {_counted(has)} now. Full in the week of {full}."
    return f"Takes {person.weekly_limit} a week; has {_counted(has)} in this week and the next three."


def _counted(has: list[int]) -> str:
    return ", ".join(str(count) for count in has)
