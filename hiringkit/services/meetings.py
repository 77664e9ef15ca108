"""What people do in a debrief: open it, talk through its agenda, rate anew beside the old, note, confirm the level."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import candidates as stored_candidates
from hiringkit.db import debriefs as rooms
from hiringkit.db import meetings as stored
from hiringkit.db import packs as stored_packs
from hiringkit.db.engine import Database
from hiringkit.db.tables import DebriefItemRow, DebriefNoteRow, DebriefRatingRow, LevelConfirmationRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.debriefs import Rights
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Visibility
from hiringkit.rubrics import texts
from hiringkit.scoring.debriefs import MoveReason
from hiringkit.services import candidates
from hiringkit.services.debriefs import Door, made_door, rights

LONGEST_REASON, LONGEST_NOTE = 500, 4000
SHUT = "The debrief is over."


def open_debrief(db: Database, viewer: Viewer, loop_id: int, candidacy_id: int, reason: str, now: datetime) -> None:
    """Open the room: staff of the loop once the cards that count are in; before that a manager, with a reason.

    Where cards wait for the whole panel, a forced debrief opens those that are in too, with the same reason.

    Raises:
        NotFoundError, RefusedError: not the viewer's to open, or not now.
        InvalidError: the reason is missing, too long, or holds hidden signs.
        ConflictError: it is open already.
    """
    with db.writing() as session:
        stored_candidates.standing(session, viewer, candidacy_id, lock=True)
        head = rooms.head(session, viewer, loop_id, candidacy_id)
        door = made_door(head, rooms.cards(session, viewer, candidacy_id))
        _require_openable(door)
        detail: dict[str, Any] = {"loop": loop_id, "forced": not door.is_ready}
        if not door.is_ready:
            reason = _reason(reason)
            if head["visibility"] is Visibility.AFTER_PANEL and head["opened_early_at"] is None:
                candidates.note_early_opening(session, viewer, loop_id, candidacy_id, reason, now)
            stored.say(session, candidacy_id, stored.FORCED, reason)
            detail["reason"] = audit.salted(session, "debrief", candidacy_id, audit.digest(reason))
        stored.begin(session, viewer, candidacy_id, forced=not door.is_ready, now=now)
        _audit(session, viewer, "debrief opened", candidacy_id, now, **detail)


def _require_openable(door: Door) -> None:
    if door.opened_at is not None:
        raise ConflictError("This debrief is open already.", mend="Load the page again.")
    if door.may_open or door.may_force:
        return
    if door.state is not CandidacyState.ACTIVE:
        raise RefusedError("The candidate does not take part any more.")
    if door.has_conflict:
        raise RefusedError(
            "You have declared a conflict of interest here, so you do not open this debrief.",
            mend="Another of the loop’s managers, its recruiter or its decider opens it.",
        )
    if door.has_open_card:
        raise RefusedError("Your own scorecard of this candidate is a draft.", mend="Submit it first.")
    if not door.cards_in:
        raise RefusedError("No scorecard that counts is in yet.", mend="There is nothing to talk about before that.")
    if door.is_ready:
        raise RefusedError("Only a manager, recruiter or the decider of the loop opens a debrief.")
    raise RefusedError("Scorecards are missing.", mend="A manager of the loop can open the debrief with a reason.")


def record(
    db: Database,
    viewer: Viewer,
    loop_id: int,
    candidacy_id: int,
    at: tuple[int, str],
    said: tuple[str, str, str],
    now: datetime,
    *,
    over: int = 0,
) -> None:
    """What a card's author would tick now for a criterion. `at`: card and criterion; `said`: step, reason, words.

    The independent rating stays as it is: this is a record of its own. `over`: the number of the one that the writer
    had before them. What its writer sends twice is recorded once.

    Raises NotFoundError, RefusedError, InvalidError; ConflictError when somebody recorded another one since.
    """
    (scorecard_id, criterion), (step, reason, words) = at, said
    with db.writing() as session:
        held = enter(session, viewer, loop_id, candidacy_id)
        rated = stored.rated(session, candidacy_id, scorecard_id, criterion)
        if rated is None:
            raise NotFoundError("There is no such rating in this debrief.")
        if not held.may_record_for(is_author=rated[2] == viewer.person_id):
            raise RefusedError("Its author, a manager or the decider records what a rating would be now.")
        after, why, words = _rating(step, reason, words, rated[1])
        newest = stored.newest_rating(session, scorecard_id, rated[0])
        if newest and tuple(newest[1:5]) == (after, why, words, viewer.person_id):
            return
        if newest and newest[0] != over:
            who = newest[5] or "Somebody"
            raise ConflictError(
                f"{who} recorded what this rating would be now.", mend="Look at it, and send yours again if it differs."
            )
        row = DebriefRatingRow(
            candidacy_id=candidacy_id,
            scorecard_id=scorecard_id,
            criterion_id=rated[0],
            levels=rated[1],
            step=after,
            reason=why,
            recorded_by=viewer.person_id,
            at=now,
        )
        session.add(row)
        session.flush()
        if words:
            stored.say(session, candidacy_id, f"rating:{row.id}", words)
        digest = audit.digest({"step": after, "reason": why, "words": words})
        kept = audit.salted(session, "debrief_rating", row.id, digest)
        detail = {"scorecard": scorecard_id, "criterion": criterion, "rating": row.id, "record": kept}
        _audit(session, viewer, "debrief rating recorded", candidacy_id, now, **detail)


def _rating(step: str, reason: str, words: str, levels: int) -> tuple[int | None, MoveReason, str]:
    found: dict[str, str] = {}
    steps = {str(one): one for one in range(1, levels + 1)} | {"none": None}
    if step not in steps:
        found["step"] = "Choose what the rating would be now."
    if reason not in set(MoveReason):
        found["reason"] = "Say what made the difference."
    words = texts.tidy(words)
    fault = texts.fault(words, LONGEST_NOTE)
    if fault:
        found["words"] = fault
    elif reason == MoveReason.OTHER and not words:
        found["words"] = "Say in words what it was."
    if found:
        raise InvalidError("The debrief rating was not recorded.", problems=found)
    return steps[step], MoveReason(reason), words


def note(db: Database, viewer: Viewer, loop_id: int, candidacy_id: int, words: str, now: datetime) -> None:
    """Write a note that everybody in the room reads; sent twice it is one.

    Raises InvalidError, RefusedError, NotFoundError.
    """
    with db.writing() as session:
        require_voice(enter(session, viewer, loop_id, candidacy_id))
        words = texts.tidy(words)
        fault = texts.fault(words, LONGEST_NOTE) or ("" if words else "Write the note first.")
        if fault:
            raise InvalidError("The note was not kept.", problems={"note": fault})
        if stored.newest_words(session, candidacy_id, DebriefNoteRow) == (viewer.person_id, words):
            return
        row = DebriefNoteRow(candidacy_id=candidacy_id, person_id=viewer.person_id, at=now)
        session.add(row)
        session.flush()
        stored.say(session, candidacy_id, f"note:{row.id}", words)


def talk(
    db: Database, viewer: Viewer, loop_id: int, candidacy_id: int, criterion: str, *, goes_on: bool, now: datetime
) -> None:
    """Begin to talk about a criterion, which ends the talk about another; or be done with it. Whoever leads does."""
    with db.writing() as session:
        head = rooms.head(session, viewer, loop_id, candidacy_id)
        _require_lead(enter(session, viewer, loop_id, candidacy_id))
        criterion_id = stored.criterion_id(session, head["version_id"], criterion)
        known = {item.criterion_id: item for item in stored.items(session, candidacy_id)}
        for item in known.values():
            _halt(item, now)
        session.flush()
        item = known.get(criterion_id) or DebriefItemRow(candidacy_id=candidacy_id, criterion_id=criterion_id)
        item.done = not goes_on
        item.started_at = now if goes_on else None
        session.add(item)


def _halt(item: DebriefItemRow, now: datetime) -> None:
    if item.started_at is not None:
        item.seconds = min(item.seconds + max(0, int((now - item.started_at).total_seconds())), 86_400)
        item.started_at = None


def confirm_level(db: Database, viewer: Viewer, loop_id: int, candidacy_id: int, level: str, now: datetime) -> None:
    """Say at which level the candidate was judged, as a question of its own. Whoever leads does, and once."""
    with db.writing() as session:
        head = rooms.head(session, viewer, loop_id, candidacy_id)
        _require_lead(enter(session, viewer, loop_id, candidacy_id))
        pack = stored_packs.pack_of(session, head["version_id"], head["content_hash"])
        if level not in {one.id for one in pack.levels}:
            raise InvalidError("The level was not confirmed.", problems={"level": "Choose a level of the rubric."})
        if stored.newest_level(session, candidacy_id) == (level, viewer.person_id):
            return
        session.add(LevelConfirmationRow(candidacy_id=candidacy_id, level=level, person_id=viewer.person_id, at=now))
        _audit(session, viewer, "level confirmed", candidacy_id, now, level=level, loop=loop_id)


def enter(session: Session, viewer: Viewer, loop_id: int, candidacy_id: int, *, over: bool = False) -> Rights:
    """Come in to say something: the room is held until it is said. `over`: it may be said after a decision too.

    Raises NotFoundError for whoever may not enter, ConflictError when the candidate does not take part any more.
    """
    stored.touch(session, candidacy_id)
    head = rooms.head(session, viewer, loop_id, candidacy_id)
    if not head["enters"]:
        raise NotFoundError("There is no such debrief.", where=f"candidacy {candidacy_id}")
    if head["state"] is CandidacyState.WITHDRAWN or not (over or head["state"] is CandidacyState.ACTIVE):
        raise ConflictError(SHUT, mend="What was said in it stays readable.")
    return rights(head, viewer)


def require_voice(held: Rights) -> None:
    """Whoever is in training reads along."""
    if not held.speaks:
        raise RefusedError("In training you read along in this debrief.", mend="Ask the panel to write it down.")


def _require_lead(held: Rights) -> None:
    if not held.leads:
        raise RefusedError("A manager or the decider of the loop leads the debrief.")


def _reason(reason: str) -> str:
    reason = reason.strip()
    problem = candidates.reason_problem(reason)
    if problem:
        raise InvalidError(problem, problems={"reason": problem})
    return reason


def _audit(session: Session, viewer: Viewer, act: str, candidacy_id: int, now: datetime, **detail: Any) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="candidacy", subject_id=candidacy_id, detail=detail)
