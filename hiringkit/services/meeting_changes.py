"""What was said in a debrief, and what was decided, since a paper was made: each a sentence, for whoever may enter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from hiringkit.languages import day
from hiringkit.pdf.sheets.packets import DecisionOnPaper
from hiringkit.services import meeting_sheets
from hiringkit.services.debriefs import Room

NOT_OPEN = "Debrief or decision: something was said since; it is not open to this reader."
ACTS = (
    "debrief opened", "debrief rating recorded", "level confirmed",
    "decision recorded", "decision amended", "dissent recorded",
)  # fmt: skip
_NONE = "none"


def changes(held: Room, since: datetime) -> list[tuple[datetime, str]]:
    """When, and what; oldest first."""
    return sorted([*_debrief(held, since), *_decision(held, since)], key=lambda one: one[0])


def _debrief(held: Room, since: datetime) -> Iterator[tuple[datetime, str]]:
    if held.door.opened_at and held.door.opened_at > since:
        yield held.door.opened_at, f"The debrief was opened by {held.opener}."
    for row in held.rows:
        for mark in row.moves:
            if mark.moved and mark.moved.at > since:
                said = meeting_sheets.moved(row, mark)
                yield mark.moved.at, f"Debrief rating of {said.who}, {said.criterion}: {said.change}. {said.reason}."
    for level in held.levels:
        if level.at > since:
            yield level.at, f"Level, asked apart: “{level.name}” since, said by {level.by}."
    for what, notes in (("Note", held.notes), ("Dissent", held.dissents)):
        yield from ((note.at, f"{what} of {note.by}: “{note.text}” since.") for note in notes if note.at > since)


def _decision(held: Room, since: datetime) -> Iterator[tuple[datetime, str]]:
    """Each part of the decision that is otherwise now."""
    before = tuple(one for one in held.decisions if one.at <= since)
    if before == held.decisions:
        return
    at = max(one.at for one in held.decisions)
    was, now = (_said(meeting_sheets.decision(room)) for room in (replace(held, decisions=before), held))
    yield from ((at, f"{what}: “{was.get(what, _NONE)}” before, “{said}” since.") for what, said in now.items()
                if was.get(what, _NONE) != said)  # fmt: skip


def _said(decision: DecisionOnPaper | None) -> dict[str, str]:
    if decision is None:
        return {}
    again = decision.look_again_on
    parts = {
        "Decision": decision.outcome,
        "Decided by": decision.by,
        "Grounds": decision.grounds,
        "Condition": decision.condition,
        "What would change it": decision.changes,
        "Replaces an earlier one": decision.amended,
        "Looked at again": day(again) if again else "",
    }
    return {what: said or _NONE for what, said in parts.items()}
