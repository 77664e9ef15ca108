"""What a packet says of the debrief and the decision, for those who may enter the room."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from hiringkit.db import packets as stored
from hiringkit.languages import capital, gettext, marked
from hiringkit.pdf import texts
from hiringkit.pdf.sheets.packets import DebriefOnPaper, DebriefRatingOnPaper, DecisionOnPaper
from hiringkit.policy.people import Viewer
from hiringkit.scoring.debriefs import REASON_WORDS
from hiringkit.scoring.decisions import CHOICE_WORDS, OFFER_WORDS, Choice
from hiringkit.services import debriefs
from hiringkit.services.debriefs import Room
from hiringkit.services.matrices import Mark, Row

NOT_OPEN = marked("Not open to this reader.")
WITHHELD = (marked("Debrief and decision"), marked("Read by those who met"), marked("The panel and the loop’s staff"))


def room(session: Session, viewer: Viewer | None, loop_id: int, candidacy_id: int) -> Room | bool:
    """The room; else whether there is one that this reader does not enter. The operator enters none."""
    if viewer is None:
        return stored.has_met(session, candidacy_id)
    found = debriefs.room_in(session, viewer, loop_id, candidacy_id)
    return found if isinstance(found, Room) else found.opened_at is not None


def times(held: Room) -> list[datetime]:
    """When something on the paper was said."""
    rated = [mark.moved.at for row in held.rows for mark in row.moves if mark.moved]
    said = [note.at for note in (*held.notes, *held.dissents)]
    return [*rated, *said, *(one.at for one in held.levels), *(one.at for one in held.decisions)]


def debrief(held: Room) -> DebriefOnPaper:
    """The meeting: who opened it, what would be ticked otherwise now, what was noted."""
    opened_at = held.door.opened_at
    assert opened_at is not None
    notes = [(gettext("Note of %(who)s", who=note.by), note.text) for note in held.notes]
    levels = [
        (gettext("Level, asked apart"), gettext("%(level)s, said by %(who)s", level=one.name, who=one.by))
        for one in held.levels[-1:]
    ]
    return DebriefOnPaper(
        held=texts.moment_in(opened_at, held.zone),
        led_by=held.opener,
        ratings=tuple(moved(row, mark) for row in held.rows for mark in row.moves),
        settled=(*levels, *notes),
    )


def decision(held: Room) -> DecisionOnPaper | None:
    """The decision that stands, with the dissent; None where nothing was decided."""
    if not held.decisions:
        return None
    made = max(held.decisions, key=lambda one: one.number)
    outcome = capital(gettext(CHOICE_WORDS[made.choice]))
    if made.level:
        outcome = gettext("%(outcome)s, at level %(level)s", outcome=outcome, level=made.level)
    if made.choice is Choice.HIRE:
        outcome = gettext("%(outcome)s; offer %(offer)s", outcome=outcome, offer=gettext(OFFER_WORDS[made.offer]))
    return DecisionOnPaper(
        outcome=outcome,
        by=gettext("%(who)s, tie-breaker", who=made.by) if made.as_tie_breaker else made.by,
        decided_on=made.at.astimezone(ZoneInfo(held.zone)).date(),
        grounds=made.words.get("ground", ""),
        dissents=tuple((one.by, one.text) for one in held.dissents),
        condition=made.words.get("conditions", ""),
        changes=made.words.get("changes", ""),
        amended=made.words.get("amends", ""),
        look_again_on=made.revisit_on,
    )


def moved(row: Row, mark: Mark) -> DebriefRatingOnPaper:
    """What an author would tick now, and why."""
    assert mark.moved is not None
    before, after = (
        row.scale.word(step) if step else gettext("not observed") for step in (mark.step, mark.moved.after)
    )
    reason = capital(gettext(REASON_WORDS[mark.moved.reason]))
    said = f"{reason}: {mark.moved.words}" if mark.moved.words else reason
    change = gettext("%(before)s to %(after)s", before=before, after=after)
    return DebriefRatingOnPaper(row.criterion.name, mark.author, change, said)
